import { readParameters } from '../../session/parameters.ts';
import { openEnvelope } from '../../wire/envelope.ts';
import type { SoughtLater } from '../participant/findSession.ts';
import type { AgentParty } from './party.ts';

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
      const { body } = openEnvelope(invitation, invitation.length);
      const parameters = readParameters(body);
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
