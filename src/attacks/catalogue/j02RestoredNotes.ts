import type { Attack } from '../attack.ts';
import { secondCommit } from '../harness/secondCommit.ts';

export const restoredNotes: Attack = {
  id: 'J02',
  title: 'Notes from a backup, or on a second device, have a participant commit twice',
  check: 'journal-head',
  scheme: 'pairwise',
  who: 'coordinator',
  can: 'sign any list, and wait for somebody who restores a backup or copies a folder',
  steps: [
    'The victim’s notes are copied, with their head, before it commits; then it commits.',
    'The copy takes their place, or is on another device with the same identity.',
    'It is shown another list of dealers, and commits a second time: the two Commits convict it.',
  ],
  source: 'ours',
  run: (testBed) => secondCommit(testBed, (_, before) => before),
};
