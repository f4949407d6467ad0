import { ELEMENT_BYTES, type SlotLayout } from '../kernel/kernel.ts';
import { IdentityKey, InvalidKeyError } from '../crypto/signing.ts';
import { toHex } from '../crypto/hex.ts';
import { equalBytes, tupleHash } from '../crypto/tupleHash.ts';
import { toBytes } from '../wire/codec.ts';
import { WireError } from '../wire/errors.ts';
import { UsageError } from '../usage/hostError.ts';
import { draftArgument, type Following, type SessionDraft } from './draft.ts';
import { checkEncoding } from './encodings/index.ts';
import { MAX_ROWS } from './limits.ts';
import { CLIENT_PHASES, parametersCodec, readParameters, SUITE } from './parameters.ts';
import type { SessionParameters } from './parameters.ts';
import { demandedBytes, proofDemandProblem } from './proofDemand.ts';
import type { Roster } from './roster.ts';
import { chosenRowLength, rowLengthProblem } from './rowLength.ts';
import { overflowProblem, slotLayout } from './slots.ts';
import { livenessProblem, thresholdSafetyProblem } from './thresholds.ts';

export type { SessionDraft } from './draft.ts';

/** What is wrong with a session's parameters, all of it at once. */
export class SessionError extends Error {
  override readonly name = 'SessionError';
  readonly problems: readonly string[];

  /**
   * All faults of the parameters together.
   *
   * @param problems - Every fault that was found, one sentence each.
   */
  constructor(problems: readonly string[]) {
    super(`no session with these parameters: ${problems.join('; ')}`);
    this.problems = problems;
  }
}

/** A session: its parameters, the bytes that say so, and what follows from them. */
export interface Session {
  readonly parameters: SessionParameters;
  /** The parameters as they were received, or encoded. */
  readonly bytes: Uint8Array;
  /** 32 bytes that stand for all parameters in whatever is signed. */
  readonly digest: Uint8Array;
  /** The coordinator's key, or `undefined` where the parameters hold no usable one: nothing then verifies. */
  readonly coordinatorKey: IdentityKey | undefined;
  readonly layout: SlotLayout;
  /** ⌈d / c⌉, rows of a commitment. */
  readonly rows: number;
  /** Elements of F_ℓ that the packed input takes, ahead of the blinders. */
  readonly packedElements: number;
  /** Bytes of a masked payload: packed input, then one blinder a row. */
  readonly payloadBytes: number;
  /** Bytes of a client's range proofs; 0 where the session asks for none. */
  readonly proofBytes: number;
}

/**
 * Draws up a session.
 *
 * @throws {@link SessionError} naming every problem: unsafe thresholds, sums that don't fit, sizes out of bounds
 *
 * @example
 * ```ts
 * const survey = defineSession({
 *   roster,
 *   task: 'survey',
 *   round: 1,
 *   nonce: random(32),
 *   ...chooseThresholds(roster.size, 1)!,
 *   length: 20,
 *   bound: 10,
 *   encoding: { kind: 'integer' },
 *   coordinatorKey: coordinatorIdentity.publicKey.bytes,
 * });
 * survey.parameters.threshold; // 3
 * ```
 */
export function defineSession(draft: SessionDraft): Session {
  const { roster, suite, clients, slotBits, rosterDigest, ...given } = readDraft(draft);
  const overflow = overflowProblem(roster.size, given.bound);
  if (overflow !== undefined) throw new SessionError([overflow]);
  const proofs = given.proofs ?? { system: 'none' };
  const rowLength = given.rowLength ?? chosenRowLength(proofs, given);
  if (rowLength === undefined) {
    throw new SessionError(['name the row length of the keys that proofs are under as rowLength']);
  }
  const parameters: SessionParameters = {
    suite: SUITE,
    modelDigest: new Uint8Array(32),
    deadlines: CLIENT_PHASES.map(() => 0),
    ...given,
    proofs,
    rowLength,
    clients: roster.size,
    slotBits: slotLayout(roster.size, given.bound).slotBits,
    rosterDigest: roster.digest,
  };
  const problems = [
    ...otherThanFollows({ suite, clients, slotBits, rosterDigest }, parameters),
    ...parameterProblems(parameters),
  ];
  const unsafe = thresholdSafetyProblem(parameters);
  const notLive = livenessProblem(parameters);
  if (unsafe !== undefined) problems.push(unsafe);
  if (notLive !== undefined) problems.push(notLive);
  if (problems.length > 0) throw new SessionError(problems);
  const session = writtenAndReadBack(parameters);
  const twice = coordinatorOnRosterProblem(session.parameters, roster);
  if (twice !== undefined) throw new SessionError([twice]);
  return session;
}

/** What was given although it follows from the rest, and is something else. */
function otherThanFollows(given: Following, parameters: SessionParameters): string[] {
  const text = (value: unknown): string =>
    value instanceof Uint8Array ? toHex(value) : String(value);
  return (Object.keys(given) as (keyof Following)[])
    .filter((name) => given[name] !== undefined && text(given[name]) !== text(parameters[name]))
    .map((name) => `${name} follows from the rest of the draft, and is another: leave it out`);
}

/** @throws {@link SessionError} naming every field that is missing, unknown or out of its range */
function readDraft(draft: SessionDraft): SessionDraft & Following {
  try {
    return draftArgument(draft, '');
  } catch (error) {
    if (error instanceof UsageError) throw new SessionError([error.message]);
    throw error;
  }
}

/** Reads a draft as every client will, so that a field out of range is refused here and not by all of them. */
function writtenAndReadBack(parameters: SessionParameters): Session {
  try {
    const bytes = toBytes(parametersCodec, parameters);
    return sessionFrom(readParameters(bytes), bytes);
  } catch (error) {
    if (error instanceof WireError) throw new SessionError([error.message]);
    throw error;
  }
}

/** The session that parameters, read from `bytes`, describe. */
export function sessionFrom(parameters: SessionParameters, bytes: Uint8Array): Session {
  const layout = slotLayout(parameters.clients, parameters.bound);
  const rows = Math.ceil(parameters.length / parameters.rowLength);
  const packedElements = Math.ceil(parameters.length / layout.slotsPerElement);
  return {
    parameters,
    // A copy: it lives longer than the message or the record that the parameters came in.
    bytes: bytes.slice(),
    digest: tupleHash('veilsum-1/session', bytes),
    coordinatorKey: coordinatorKeyOf(parameters),
    layout,
    rows,
    packedElements,
    payloadBytes: (packedElements + rows) * ELEMENT_BYTES,
    proofBytes: demandedBytes(parameters.proofs, parameters),
  };
}

function coordinatorKeyOf({ coordinatorKey }: SessionParameters): IdentityKey | undefined {
  try {
    return IdentityKey.parse(coordinatorKey);
  } catch (error) {
    if (error instanceof InvalidKeyError) return undefined;
    throw error;
  }
}

/** Why a coordinator is not one of its session, or `undefined`: it is on the roster, so one key answers in two roles. */
export function coordinatorOnRosterProblem(
  { coordinatorKey }: Pick<SessionParameters, 'coordinatorKey'>,
  roster: Roster,
): string | undefined {
  const entry = roster.entries.find(({ key }) => equalBytes(key.bytes, coordinatorKey));
  return (
    entry &&
    `the coordinator's key is also that of client ${JSON.stringify(entry.name)}; make an identity for the coordinator alone`
  );
}

/** What makes parameters unusable, beyond what their encoding already rules out; empty where nothing does. */
export function parameterProblems(parameters: SessionParameters): string[] {
  const { clients, bound, length, rowLength, slotBits, task, deadlines } = parameters;
  const problems: string[] = [];
  const wanted = slotLayout(clients, bound).slotBits;
  if (slotBits !== wanted) {
    problems.push(
      `sums up to n · B = ${clients} · ${bound} need slots of ${wanted} bits, not ${slotBits}`,
    );
  }
  const unevenRows = rowLengthProblem(rowLength);
  if (unevenRows !== undefined) problems.push(unevenRows);
  const rows = Math.ceil(length / rowLength);
  if (rows > MAX_ROWS) {
    problems.push(
      `${length} coordinates in rows of ${rowLength} make ${rows} rows, more than ${MAX_ROWS}; take longer rows`,
    );
  }
  if (task.length === 0) problems.push('the task needs a name');
  if (deadlines.length !== CLIENT_PHASES.length) {
    problems.push(`there are ${CLIENT_PHASES.length} deadlines, not ${deadlines.length}`);
  }
  const proofs = proofDemandProblem(parameters.proofs, parameters);
  if (proofs !== undefined) problems.push(proofs);
  problems.push(...checkEncoding(parameters.encoding, { length, bound }));
  return problems;
}
