import type { Attack } from '../attack.ts';
import { secondCommit } from '../harness/secondCommit.ts';

export const cutNotes: Attack = {
  id: 'J01',
  title: 'A log that lost its end has a participant commit twice',
  check: 'journal-head',
  scheme: 'pairwise',
  who: 'coordinator',
  can: 'sign any list, and wait for a disk that fails',
  steps: [
    'The victim commits, and its process ends; the last bytes of its notes are cut off or flipped, which a database reads as an earlier state.',
    'It is started again, and shown another list of dealers.',
    'It commits a second time: the two Commits convict it.',
  ],
  source: 'LevelDB, which reads a log whose end is damaged as an earlier one',
  run: (testBed) =>
    secondCommit(testBed, (notes) => {
      notes.loseLast();
      return notes;
    }),
};
