import type { RandomSource } from '../../../crypto/random.ts';
import type { Identity } from '../../../crypto/signing.ts';
import { ALL_CHECKS } from '../../../session/checks/enabledChecks.ts';
import { randomSource } from '../../../crypto/randomArgument.ts';
import { identityArgument } from '../../../session/partyArguments.ts';
import { text } from '../../../usage/arguments.ts';
import type { Journal } from './journal.ts';
import { openLevelNotes } from './levelNotes.ts';
import { SealedJournal } from './sealedJournal.ts';

const folderName = text(1, 4096);

/**
 * Opens a participant's journal in a folder. Entries are encrypted and authenticated
 * (XSalsa20-Poly1305) under a key derived from the identity. Only `participation/`, which is
 * removed when the participation ends, and `finished/` are created there; nothing else in the
 * folder is touched. Only one process can have the journal open.
 *
 * A journal that has lost entries, was copied or was restored from a backup is rejected
 * (`journal-head`): messages that were answered after the copy could be answered again,
 * differently, and two answers to one message reveal an input. Restoring a whole disk, such as a
 * snapshot of a virtual machine, is not noticed.
 *
 * @param folder - Created if it does not exist, then readable by its owner only.
 * @param identity - The participant's identity; a journal of another one cannot be read.
 * @param random - Source of salts and nonces.
 * @throws JournalError if another process has the journal open, or it cannot be written; UsageError
 *   `wrong-input` for invalid arguments
 */
export async function openLevelJournal(
  folder: string,
  identity: Identity,
  random: RandomSource,
): Promise<Journal> {
  folderName(folder, 'folder');
  identityArgument(identity, 'identity');
  const draw = randomSource(random, 'random');
  const notes = await openLevelNotes(folder);
  try {
    return await SealedJournal.open(notes, ALL_CHECKS, identity, draw);
  } catch (error) {
    await notes.close();
    throw error;
  }
}
