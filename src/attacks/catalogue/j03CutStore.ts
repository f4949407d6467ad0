import type { Attack } from '../attack.ts';
import { secondList } from '../harness/secondList.ts';

export const cutStore: Attack = {
  id: 'J03',
  title: 'A store that lost its end has an honest coordinator sign two lists',
  check: 'store-head',
  who: 'network',
  can: 'keep a client’s message back, and wait for a disk that fails',
  steps: [
    'The coordinator signs who is included, and its process ends; the end of its store is lost, which a database reads as an earlier state.',
    'It is started again; one client’s message does not come again, and the phase ends at its deadline.',
    'The coordinator signs who is included once more: the two lists convict it.',
  ],
  source: 'LevelDB, which reads a log whose end is damaged as an earlier one',
  run: (testBed) =>
    secondList(testBed, (store) => {
      // The event that closes the phase, and the last client's message.
      store.loseLast(2);
      return store;
    }),
};
