/** One client's side of a round: of its session, or of those of all parts of a vector. */
import { openInvitation } from '../../client/invitation.ts';
import { type JoinOptions, joinUnder } from '../../client/join.ts';
import type { ClientSession } from '../../client/clientSession.ts';
import type { ClientPartsStep } from '../../client/parts/clientParts.ts';
import { joinPartsUnder } from '../../client/parts/joinParts.ts';
import { CLIENT_SCHEMES } from '../../schemes/clientRegistry.ts';
import type { KeepProof } from '../../schemes/client.ts';
import { fromHex } from '../../crypto/hex.ts';
import { CheckFailure, type EnabledChecks } from '../../session/checks/enabledChecks.ts';
import type { Abort, Advance } from '../../session/outcome.ts';
import { MAX_PARTS } from '../../session/limits.ts';
import { partCount } from '../../session/plannedPart.ts';
import type { Session } from '../../session/session.ts';
import type { Message } from '../../wire/transcript.ts';
import type { CoordinatorApi } from './coordinatorApi.ts';
import { withRetry } from './withRetry.ts';

/** A client in the session of a round, or in those of all parts; see `ClientParts`. */
export interface RoundClient {
  /** The sessions, in the order of their parts; one for a vector that is not in parts. */
  readonly sessions: readonly Session[];
  readonly receipt: Uint8Array | undefined;
  receive(part: number, message: Message): Promise<ClientPartsStep>;
}

/** Options for joining a round. */
export interface JoinRoundOptions extends Omit<JoinOptions, 'invitation'> {
  /** The invitations to the round's sessions, in the order of parts. */
  readonly invitations: readonly Message[];
}

/**
 * Fetches the invitation to a session; or to all parts, if the first one is to a part of a vector. How many there are follows from
 * what the coordinator signed, and not from its list.
 *
 * @param digest - of the session or the plan, in hexadecimal
 * @throws CoordinatorUnreachable if retries do not help; the reason of `signal`
 */
export async function fetchInvitations(
  api: CoordinatorApi,
  checks: EnabledChecks,
  digest: string,
  signal: AbortSignal | undefined,
): Promise<readonly Message[]> {
  const first = await withRetry(signal, () => api.invitation(digest));
  const invitations = [first];
  const count = await partsOf(checks, first, digest);
  for (let part = 1; part < count; part++) {
    invitations.push(await withRetry(signal, () => api.invitation(digest, part)));
  }
  return invitations;
}

/** The number of parts that an invitation is to; 1 for one that joining will refuse. */
async function partsOf(
  checks: EnabledChecks,
  invitation: Message,
  digest: string,
): Promise<number> {
  try {
    const session = await openInvitation(checks, { invitation, sessionDigest: fromHex(digest) });
    const { part } = session.parameters;
    const count = part ? partCount(part) : 1;
    return count <= MAX_PARTS ? count : 1;
  } catch (error) {
    if (error instanceof CheckFailure) return 1;
    throw error;
  }
}

/**
 * Joins the session of a round, or those of all parts.
 *
 * @returns the running client and its Advertise messages, one for each part; or an abort, in which case nothing may be sent
 */
export async function joinRound(
  checks: EnabledChecks,
  { invitations, sessionDigest, ...options }: JoinRoundOptions,
  keepProof: KeepProof | undefined,
): Promise<Advance<RoundClient, readonly Message[]> | Abort> {
  const [invitation, ...others] = invitations;
  if (others.length > 0) {
    const plan = { ...options, invitations, planDigest: sessionDigest };
    return joinPartsUnder(checks, plan, CLIENT_SCHEMES, keepProof);
  }
  const one = { ...options, invitation: invitation!, sessionDigest };
  const joined = await joinUnder(checks, one, CLIENT_SCHEMES, { keepProof });
  return joined.kind === 'abort'
    ? joined
    : { kind: 'advance', state: new WholeClient(joined.state), output: [joined.output] };
}

/** A client of a vector that is not in parts. */
class WholeClient implements RoundClient {
  readonly sessions: readonly Session[];
  readonly #client: ClientSession;

  constructor(client: ClientSession) {
    this.#client = client;
    this.sessions = [client.session];
  }

  get receipt(): Uint8Array | undefined {
    return this.#client.receipt;
  }

  async receive(part: number, message: Message): Promise<ClientPartsStep> {
    const step = await this.#client.receive(message);
    if (step.kind !== 'send') return step;
    return { kind: 'send', messages: [{ part, message: step.message }], last: step.last };
  }
}
