import type { Attack } from '../attack.ts';
import { secondList } from '../harness/secondList.ts';

export const restoredStore: Attack = {
  id: 'J04',
  title: 'A restored backup has an honest coordinator sign two lists',
  check: 'store-head',
  who: 'network',
  can: 'keep a client’s message back, and wait for an operator who restores a backup',
  steps: [
    'The store is backed up before the last client commits; then the coordinator signs who is included.',
    'The backup is restored, with its heads. One client’s message does not come again, and the phase ends at its deadline.',
    'The coordinator signs who is included once more: the two lists convict it.',
  ],
  source: 'ours',
  run: (testBed) => secondList(testBed, (_, before) => before),
};
