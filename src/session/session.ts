import { ELEMENT_BYTES, POINT_BYTES, type SlotLayout } from '../kernel/kernel.ts';
import { IdentityKey, InvalidKeyError } from '../crypto/signing.ts';
import { toHex } from '../crypto/hex.ts';
import { equalBytes, tupleHash } from '../crypto/tupleHash.ts';
import { toBytes } from '../wire/codec.ts';
import { WireError } from '../wire/errors.ts';
import { UsageError } from '../usage/usageError.ts';
import { draftArgument, type Following, type SessionDraft } from './draft.ts';
import { checkEncoding } from './encodings/index.ts';
import { MAX_ROWS } from './limits.ts';
import { CLIENT_PHASES } from '../messages/table.ts';
import { SCHEMES } from '../schemes/registry.ts';
import { parametersCodecFor, readParameters, SUITE, type SessionParameters } from './parameters.ts';
import { partProblems, wholeParameters } from './plannedPart.ts';
import { demandedBytes, proofDemandProblem } from './proofDemand.ts';
import type { Roster } from './roster.ts';
import { chosenRowLength, rowLengthProblem } from './rowLength.ts';
import type {
  SchemeDemand,
  SchemeDraft,
  SchemeRegistry,
  SchemeRules,
  SchemeSizes,
} from './scheme.ts';
import { overflowProblem, slotLayout, sumBytesPerCoordinate } from './slots.ts';

export type { SessionDraft } from './draft.ts';

/** Session parameters are not acceptable; lists all problems. */
export class SessionError extends Error {
  override readonly name = 'SessionError';
  readonly problems: readonly string[];

  /**
   * Creates an error.
   *
   * @param problems - one sentence for each problem
   */
  constructor(problems: readonly string[]) {
    super(`no session with these parameters: ${problems.join('; ')}`);
    this.problems = problems;
  }
}

/** A session: its parameters, their encoding, and the numbers derived from them. */
export interface Session {
  readonly parameters: SessionParameters;
  /** The encoded parameters, as received. */
  readonly bytes: Uint8Array;
  /** Digest of the parameters, 32 bytes; covered by every signature. */
  readonly digest: Uint8Array;
  /**
   * The coordinator's key, or `undefined` if the parameters contain an invalid one, so that no
   * signature verifies.
   */
  readonly coordinatorKey: IdentityKey | undefined;
  /** Size and number of packing slots in an element. */
  readonly layout: SlotLayout;
  /** ⌈d / c⌉, the number of rows in a commitment. */
  readonly rows: number;
  /** ⌈c / slots in an element⌉, the number of elements of F_ℓ in a packed row. */
  readonly elementsPerRow: number;
  /** Size in bytes of a client's row commitments. */
  readonly commitmentBytes: number;
  /** Size in bytes of a masked payload: for each row its packed coordinates, then its blinder. */
  readonly payloadBytes: number;
  /** Size in bytes of a masked payload with what the scheme proves about it. */
  readonly concealedBytes: number;
  /** Size in bytes of a client's range proofs; 0 if the session requires none. */
  readonly proofBytes: number;
  /** Size in bytes of the published sum. */
  readonly sumBytes: number;
  /** The rules of the session's scheme. */
  readonly scheme: SchemeRules;
  /** Maximum sizes of the scheme's parts of messages. */
  readonly schemeSizes: SchemeSizes;
}

/**
 * Defines a session from a draft.
 *
 * @throws {@link SessionError} with all problems: unsafe thresholds, sums that do not fit their
 *   slots, sizes out of range
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
  return defineUnder(SCHEMES, draft);
}

/** {@link defineSession} with a given set of schemes. */
export function defineUnder(schemes: SchemeRegistry, draft: SessionDraft): Session {
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
    layoutDigest: undefined,
    part: undefined,
    deadlines: CLIENT_PHASES.map(() => 0),
    ...given,
    scheme: schemeOf(schemes, { ...given, roster }),
    proofs,
    rowLength,
    clients: roster.size,
    slotBits: slotLayout(roster.size, given.bound).slotBits,
    rosterDigest: roster.digest,
  };
  const rules = schemes.get(parameters.scheme.kind)!;
  const problems = [
    ...otherThanFollows({ suite, clients, slotBits, rosterDigest }, parameters),
    ...parameterProblems(parameters, rules),
  ];
  const unsafe = rules.thresholdSafetyProblem(parameters);
  const notLive = rules.livenessProblem(parameters);
  if (unsafe !== undefined) problems.push(unsafe);
  if (notLive !== undefined) problems.push(notLive);
  if (problems.length > 0) throw new SessionError(problems);
  const session = writtenAndReadBack(parameters, schemes);
  const twice = coordinatorOnRosterProblem(session.parameters, roster);
  if (twice !== undefined) throw new SessionError([twice]);
  return session;
}

/** The scheme of a draft with all its parameters; default: `pairwise`. @throws {@link SessionError} */
function schemeOf(schemes: SchemeRegistry, draft: SessionDraft): SchemeDemand {
  const scheme: SchemeDraft = draft.scheme ?? { kind: 'pairwise' };
  const rules = schemes.get(scheme.kind);
  if (rules === undefined) {
    const known = [...schemes.keys()].join(', ');
    throw new SessionError([`there is no scheme "${scheme.kind}", but ${known}`]);
  }
  const { kind, ...chosen } = scheme;
  const foreign = Object.entries(chosen)
    .filter(([name, value]) => value !== undefined && !rules.choices.includes(name))
    .map(([name]) => name);
  if (foreign.length > 0) {
    throw new SessionError([`the scheme "${kind}" has no ${foreign.join(', ')} to choose`]);
  }
  const { size } = draft.roster;
  if (size > rules.maxClients) throw new SessionError([largerScheme(size, rules, schemes)]);
  return rules.complete?.(scheme, { ...draft, clients: size }) ?? { kind };
}

/** What to do where a scheme does not take so many clients. */
export function largerScheme(
  clients: number,
  { kind, maxClients }: SchemeRules,
  schemes: SchemeRegistry = SCHEMES,
): string {
  const larger = [...schemes.values()].find((scheme) => clients <= scheme.maxClients);
  const way = larger ? `take the scheme "${larger.kind}"` : 'sum groups of them in sessions';
  return `the scheme "${kind}" has at most ${maxClients} clients, not ${clients}: ${way}`;
}

/** One sentence for each derived parameter that the draft gives a different value. */
function otherThanFollows(given: Following, parameters: SessionParameters): string[] {
  const text = (value: unknown): string =>
    value instanceof Uint8Array ? toHex(value) : String(value);
  return (Object.keys(given) as (keyof Following)[])
    .filter((name) => given[name] !== undefined && text(given[name]) !== text(parameters[name]))
    .map(
      (name) =>
        `${name} follows from the rest of the draft, and has another value here: leave it out`,
    );
}

/** @throws {@link SessionError} for a field that is missing, unknown or out of range */
function readDraft(draft: SessionDraft): SessionDraft & Following {
  try {
    return draftArgument(draft, '');
  } catch (error) {
    if (error instanceof UsageError) throw new SessionError([error.message]);
    throw error;
  }
}

/**
 * Encodes and decodes the parameters as every client will, so that a field out of range is rejected
 * here rather than by each client.
 */
function writtenAndReadBack(parameters: SessionParameters, schemes: SchemeRegistry): Session {
  try {
    const bytes = toBytes(parametersCodecFor(schemes), parameters);
    return sessionFrom(readParameters(bytes, schemes), bytes, schemes);
  } catch (error) {
    if (error instanceof WireError) throw new SessionError([error.message]);
    throw error;
  }
}

/** The session described by parameters that were decoded from `bytes`. */
export function sessionFrom(
  parameters: SessionParameters,
  bytes: Uint8Array,
  schemes: SchemeRegistry = SCHEMES,
): Session {
  const layout = slotLayout(parameters.clients, parameters.bound);
  const rows = Math.ceil(parameters.length / parameters.rowLength);
  const elementsPerRow = Math.ceil(parameters.rowLength / layout.slotsPerElement);
  const scheme = schemes.get(parameters.scheme.kind)!;
  const payloadBytes = rows * (elementsPerRow + 1) * ELEMENT_BYTES;
  const { rowLength } = parameters;
  const schemeSizes = scheme.sizes({ parameters, payloadBytes, rows, rowLength, layout });
  return {
    parameters,
    // A copy: it outlives the message or record that contained the parameters.
    bytes: bytes.slice(),
    digest: tupleHash('veilsum-1/session', bytes),
    coordinatorKey: coordinatorKeyOf(parameters),
    layout,
    rows,
    elementsPerRow,
    commitmentBytes: rows * POINT_BYTES,
    payloadBytes,
    concealedBytes: payloadBytes + schemeSizes.payloadProof,
    proofBytes: demandedBytes(parameters.proofs, parameters),
    sumBytes: parameters.length * sumBytesPerCoordinate(layout),
    scheme,
    schemeSizes,
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

/**
 * Why the coordinator's key is not acceptable, or `undefined`: it is on the roster, so one key has
 * two roles.
 */
export function coordinatorOnRosterProblem(
  { coordinatorKey }: Pick<SessionParameters, 'coordinatorKey'>,
  roster: Roster,
): string | undefined {
  const entry = roster.entries.find(({ key }) => equalBytes(key.bytes, coordinatorKey));
  return (
    entry &&
    `the coordinator's key is also that of client ${JSON.stringify(entry.name)}; create a separate identity for the coordinator`
  );
}

/** Problems of parameters that their codec does not rule out, one sentence each. */
export function parameterProblems(
  parameters: SessionParameters,
  scheme: SchemeRules = SCHEMES.get(parameters.scheme.kind)!,
): string[] {
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
  const whole = wholeParameters(parameters);
  problems.push(...checkEncoding(parameters.encoding, { length: whole.length, bound }));
  problems.push(...partProblems(parameters));
  if (parameters.part && scheme.partsProblem) problems.push(scheme.partsProblem);
  return problems;
}
