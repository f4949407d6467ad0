/**
 * Plans: a vector that is summed in parts, each in a session. The parameters of all these sessions are the
 * same but for the part's number and length, so any of them names the whole plan, and there is nothing to
 * choose in it: part k has the coordinates from k · partLength on.
 */
import { tupleHash } from '../crypto/tupleHash.ts';
import { integer, part as partOf } from '../usage/arguments.ts';
import { SCHEMES } from '../schemes/registry.ts';
import { toBytes } from '../wire/codec.ts';
import { MAX_LENGTH, MAX_TOTAL_LENGTH } from './limits.ts';
import { parametersCodecFor } from './parameters.ts';
import { partCount, partRange, wholeParameters } from './plannedPart.ts';
import type { SchemeRegistry } from './scheme.ts';
import { defineSession, type Session, SessionError, sessionFrom } from './session.ts';
import type { SessionDraft } from './draft.ts';

/** The session of another part of the same plan. */
export function siblingPart(
  session: Session,
  index: number,
  schemes: SchemeRegistry = SCHEMES,
): Session {
  const part = { ...session.parameters.part!, index };
  const [from, to] = partRange(part);
  const parameters = { ...session.parameters, part, length: to - from };
  return sessionFrom(parameters, toBytes(parametersCodecFor(schemes), parameters), schemes);
}

/**
 * The digest of a plan: the same for the sessions of all its parts, and for no other.
 *
 * @param session - of any part
 */
export function planDigest(session: Session, schemes?: SchemeRegistry): Uint8Array {
  return tupleHash('veilsum-1/plan', siblingPart(session, 0, schemes).bytes);
}

/**
 * A plan as one session over the whole vector, for reports: its digest is the plan's.
 *
 * @param session - of any part
 */
export function wholeSession(session: Session, schemes?: SchemeRegistry): Session {
  const first = siblingPart(session, 0, schemes);
  const whole = sessionFrom(wholeParameters(first.parameters), first.bytes, schemes);
  return { ...whole, digest: planDigest(session, schemes) };
}

/** The sessions that a round is summed in: those of all parts of a plan, or the session itself. */
export function allParts(session: Session, schemes?: SchemeRegistry): readonly Session[] {
  const { part } = session.parameters;
  if (!part) return [session];
  return Array.from({ length: partCount(part) }, (_, index) =>
    siblingPart(session, index, schemes),
  );
}

/** The session of a round as one over the whole vector: that of its plan, or the session itself. */
export function sessionOfRound(session: Session, schemes?: SchemeRegistry): Session {
  return session.parameters.part ? wholeSession(session, schemes) : session;
}

/** What a coordinator specifies for a vector in parts. */
export type PartsDraft = Omit<SessionDraft, 'part'> & {
  /** Coordinates of every part but the last: 1 to 2^24. */
  readonly partLength: number;
};

/**
 * Defines the sessions of a vector that is summed in parts. All have the same nonce.
 *
 * @param draft - as for `defineSession`, with the length of the whole vector: up to 2^27
 * @returns one session for each part, in their order; 2 to 256
 * @throws SessionError as `defineSession`, and for lengths that do not make 2 to 256 parts
 *
 * @example
 * ```ts
 * const sessions = defineParts({
 *   roster,
 *   task: 'survey',
 *   round: 1,
 *   nonce: random(32),
 *   ...chooseThresholds(roster.size, 1)!,
 *   length: 20,
 *   partLength: 8,
 *   bound: 10,
 *   encoding: { kind: 'integer' },
 *   coordinatorKey: coordinatorIdentity.publicKey.bytes,
 * });
 * sessions.map(({ parameters }) => parameters.length); // [ 8, 8, 4 ]
 * ```
 */
export function defineParts(draft: PartsDraft): readonly Session[] {
  const { length, partLength } = lengths(draft, '');
  const part = { totalLength: length, partLength, index: 0 };
  if (partCount(part) < 2) {
    throw new SessionError([`partLength is less than the length ${length}, and not ${partLength}`]);
  }
  const first = defineSession({ ...withoutPartLength(draft), length: partLength, part });
  return allParts(first);
}

const lengths = partOf<Pick<PartsDraft, 'length' | 'partLength'>>({
  length: integer(1, MAX_TOTAL_LENGTH),
  partLength: integer(1, MAX_LENGTH),
});

function withoutPartLength(draft: PartsDraft): Omit<PartsDraft, 'partLength'> {
  const others: Omit<PartsDraft, 'partLength'> & { partLength?: number } = { ...draft };
  delete others.partLength;
  return others;
}
