import { requireFromCoordinator } from '../messages/signed.ts';
import { CLIENT_SCHEMES } from '../schemes/clientRegistry.ts';
import type { ClientSchemes } from '../schemes/client.ts';
import { type EnabledChecks, wellFormed } from '../session/checks/enabledChecks.ts';
import { MAX_INVITATION_BYTES, readParameters } from '../session/parameters.ts';
import type { Policy } from '../session/policy.ts';
import type { RequestedRound } from '../session/requestedRound.ts';
import type { Roster } from '../session/roster.ts';
import { planDigest, sessionOfRound } from '../session/parts.ts';
import { type Session, sessionFrom } from '../session/session.ts';
import { equalBytes } from '../crypto/tupleHash.ts';
import { openEnvelope } from '../wire/envelope.ts';
import type { Message } from '../wire/transcript.ts';
import { requireSession } from './advertise.ts';

/** An invitation, and the session that it must be to where the caller has that from a list. */
export interface Invited {
  /** The coordinator's invitation. */
  readonly invitation: Message;
  /** The digest of the session, or of the plan that it is a part of; any where it is left out. */
  readonly sessionDigest?: Uint8Array | undefined;
}

/** The session that a coordinator signed an invitation to. @throws CheckFailure */
export async function openInvitation(
  checks: EnabledChecks,
  { invitation, sessionDigest }: Invited,
  schemes: ClientSchemes = CLIENT_SCHEMES,
): Promise<Session> {
  const rules = new Map(Array.from(schemes, ([kind, { rules: known }]) => [kind, known]));
  const bytes = invitation.envelope;
  const envelope = wellFormed(() => openEnvelope(bytes, MAX_INVITATION_BYTES), undefined);
  const { body } = envelope;
  const session = wellFormed(
    () => sessionFrom(readParameters(body, rules), body, rules),
    undefined,
  );
  await requireFromCoordinator({ session, checks }, envelope, 'invitation');
  const known = sessionOfRound(session, rules).digest;
  const listed = sessionDigest === undefined || equalBytes(known, sessionDigest);
  checks.require('session-bound', listed, () => ({
    message: 'the invitation is to another session than the one that it was fetched for',
  }));
  return session;
}

/** What a client asks for and requires before it takes part. */
export interface Requirements extends RequestedRound {
  readonly roster: Roster;
  readonly policy: Policy;
}

/**
 * The session of an invitation, if this client would join it: nothing is claimed or sent, and joining it makes the same checks
 * again. An invitation to the first part of a vector stands for all: the session is then that of the whole vector.
 *
 * @throws CheckFailure
 */
export async function acceptableSession(
  checks: EnabledChecks,
  invited: Invited,
  { roster, policy, task, round }: Requirements,
): Promise<Session> {
  const session = await openInvitation(checks, invited);
  const planned = session.parameters.part && { plan: planDigest(session), index: 0 };
  requireSession({ session, roster, checks }, { task, round }, policy, planned);
  return sessionOfRound(session);
}
