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
 * A participant's notes in a folder, encrypted under a key that follows from its identity (XSalsa20-Poly1305). What is made there
 * is `participation/`, which goes when the participation ends, and `finished/`; nothing else in the folder is touched. One
 * process has the notes at a time.
 *
 * Notes that have lost entries, or were copied or restored from a backup, are refused (`journal-head`): what was said after the copy
 * could be said again, in other words, and two answers to one question give an input away. A disk that is set back as a whole, as a
 * snapshot of a virtual machine is, is not noticed.
 *
 * @param folder - made where it is missing; only its owner can read it then
 * @throws JournalError where another process has the notes, or they cannot be kept; UsageError `wrong-input` for arguments that are not
 *   as they should be
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
