import type { RandomSource } from '../../../crypto/random.ts';
import { randomSource } from '../../../crypto/randomArgument.ts';
import type { Identity } from '../../../crypto/signing.ts';
import { ALL_CHECKS } from '../../../session/checks/enabledChecks.ts';
import { identityArgument } from '../../../session/partyArguments.ts';
import { having } from '../../../usage/arguments.ts';
import type { Journal } from './journal.ts';
import type { NoteStorage } from './noteStorage.ts';
import { SealedJournal } from './sealedJournal.ts';

const storageArgument = having<NoteStorage>('storage of a journal', [
  'note',
  'putNote',
  'head',
  'putHead',
  'clear',
  'finishedNames',
  'finished',
  'putFinished',
  'forgetFinished',
  'close',
]);

/**
 * Opens a participant's journal over a storage, such as the IndexedDB database of a page; in Node,
 * `openLevelJournal` of `veilsum/node` has a folder for one. Entries are encrypted and authenticated
 * (XSalsa20-Poly1305) under a key derived from the identity, and a journal that has lost entries is
 * rejected (`journal-head`).
 *
 * @param storage - Used by nobody else while the journal is open.
 * @param identity - The participant's identity; a journal of another one cannot be read.
 * @param random - Source of salts and nonces.
 * @throws JournalError if the storage cannot be read; UsageError `wrong-input` for invalid arguments
 */
export async function openStoredJournal(
  storage: NoteStorage,
  identity: Identity,
  random: RandomSource,
): Promise<Journal> {
  storageArgument(storage, 'storage');
  identityArgument(identity, 'identity');
  return SealedJournal.open(storage, ALL_CHECKS, identity, randomSource(random, 'random'));
}
