import { equalBytes } from '../../crypto/tupleHash.ts';
import { readParameters, type SessionParameters } from '../../session/parameters.ts';
import { openEnvelope } from '../../wire/envelope.ts';
import type { SoughtLater } from '../participant/findSession.ts';
import type { Journal } from '../participant/journal/journal.ts';
import type { AgentParty } from './party.ts';
import type { Work } from './work.ts';

/** A participation that an earlier process began. */
interface Interrupted {
  readonly invitation: { readonly envelope: Uint8Array };
  readonly sessionDigest: Uint8Array;
  readonly asked: { readonly round: number };
}

/**
 * The participation in the notes that is to be resumed, or whose record was not kept yet: if it is of the task and the round that are
 * asked for.
 */
export async function interruptedIn(
  { openJournal }: AgentParty,
  { task, round, after = -1 }: SoughtLater,
): Promise<Interrupted | undefined> {
  const journal = await openJournal?.();
  if (!journal) return undefined;
  try {
    const begun = (await journal.entries())
      .filter((entry) => entry.kind === 'begun')
      .map(({ session, invitations }) => ({ session, invitation: invitations[0]! }));
    for (const { session, invitation } of [...begun, ...(await journal.finished())]) {
      const parameters = invitedTo(invitation);
      const wanted = round === undefined ? parameters.round > after : parameters.round === round;
      if (parameters.task !== task || !wanted) continue;
      return {
        invitation: { envelope: invitation },
        sessionDigest: session,
        asked: { round: parameters.round },
      };
    }
    return undefined;
  } finally {
    await journal.close();
  }
}

/** Which step of a participation the notes still have; `undefined` if they have nothing of it. */
export async function keptIn(
  journal: Journal,
  session: Uint8Array,
): Promise<'begun' | 'finished' | undefined> {
  const finished = (await journal.finished()).some((one) => equalBytes(one.session, session));
  if (finished) return 'finished';
  const [begun] = await journal.entries();
  return begun?.kind === 'begun' && equalBytes(begun.session, session) ? 'begun' : undefined;
}

/**
 * Gives up the participation in the notes if a later round of its task is to begin. Its client has
 * gone on without it, and one that could neither be resumed nor given up would bar all later rounds.
 */
export async function giveUpEarlier(
  { party, tell }: Pick<Work, 'party' | 'tell'>,
  { task, round }: Pick<SessionParameters, 'task' | 'round'>,
): Promise<void> {
  const journal = await party.openJournal?.();
  if (!journal) return;
  try {
    const [begun] = await journal.entries();
    if (begun?.kind !== 'begun') return;
    const earlier = invitedTo(begun.invitations[0]!);
    if (earlier.task !== task || earlier.round >= round) return;
    await journal.end();
    tell({ event: 'given-up', round: earlier.round });
  } finally {
    await journal.close();
  }
}

function invitedTo(invitation: Uint8Array): SessionParameters {
  const { body } = openEnvelope(invitation, invitation.length);
  return readParameters(body);
}
