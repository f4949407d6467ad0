import { CLIENT_PHASES } from '../../messages/table.ts';
import { MAX_LENGTH, MAX_ROWS, MIN_CLIENTS } from '../../session/limits.ts';
import { parametersCodec, SUITE, type SessionParameters } from '../../session/parameters.ts';
import { MAX_SQUARED_NORM, type Statement, type StatementKind } from '../../proofs/statement.ts';
import { type ProofDemand, proofDemandProblem } from '../../session/proofDemand.ts';
import { chosenRowLength, rowLengthProblem } from '../../session/rowLength.ts';
import { largerScheme, type Session, sessionFrom } from '../../session/session.ts';
import { slotLayout } from '../../session/slots.ts';
import { SCHEMES } from '../../schemes/registry.ts';
import type { SchemeDemand, SchemeRules } from '../../session/scheme.ts';
import { leastSafeThreshold } from '../../session/thresholds.ts';
import { toBytes } from '../../wire/codec.ts';
import { type PlannedBytes, plannedBytes } from './bytes.ts';
import { type ExpectedTimes, expectedTimes } from './expected.ts';

/** The requirements on a session to plan. */
export interface PlanRequest {
  /** n, 3 to 500, or under `sparse` to 10,000. */
  readonly clients: number;
  /** n_C, how many clients may be corrupt. */
  readonly corrupt: number;
  /** How many clients may drop out. */
  readonly dropouts: number;
  /** Bits of a signed coordinate, 2 to 32: B = 2^(bits − 1) − 1. */
  readonly bits: number;
  /** d, 1 to 2^24. */
  readonly length: number;
  /** c, a power of two up to 2^16; default: chosen to fit the rest. */
  readonly rowLength?: number | undefined;
  /** What every client proves, with the proof system planes; default: nothing. */
  readonly proofs?: StatementKind | undefined;
  /** The aggregation scheme; default: `pairwise`. */
  readonly scheme?: string | undefined;
  /** t; default: the least that is safe. */
  readonly threshold?: number | undefined;
}

/** A session that meets the requirements, and its costs. */
export interface Plan {
  readonly session: Session;
  /** The range of thresholds that are safe and live. */
  readonly thresholds: { readonly least: number; readonly greatest: number };
  /** t − n_C, the number of honest inputs in any sum that can be unmasked. */
  readonly honestInputs: number;
  /** n − t, the number of clients that may drop out before the session fails. */
  readonly spareClients: number;
  /** 2t − n − 1, the number of corrupt clients above which two lists could each have a quorum. */
  readonly quorumSurvives: number;
  /**
   * Bits of a packing slot that hold the magnitude of the largest sum; two more are its sign and a
   * spare.
   */
  readonly magnitudeBits: number;
  /** Bits of a 256-bit field element that no slot uses. */
  readonly unusedBits: number;
  /** Size of a masked payload, relative to the coordinates at `bits` bits each. */
  readonly expansion: number;
  readonly bytes: PlannedBytes;
  readonly times: ExpectedTimes;
}

/** Requirements that no session can meet safely; the message says what to change. */
export class PlanError extends Error {
  override readonly name = 'PlanError';
}

/**
 * Plans a session.
 *
 * @throws {@link PlanError} if it would be unsafe or is impossible
 */
export function planSession(wish: PlanRequest): Plan {
  requireSizes(wish, rulesOf(wish));
  const { clients, corrupt, dropouts, bits, length } = wish;
  const least = leastSafeThreshold(clients, corrupt);
  const greatest = clients - dropouts;
  if (least > greatest) throw new PlanError(noThreshold(wish, least));
  const session = sessionFor(wish, wish.threshold ?? least);
  const { threshold } = session.parameters;
  const { scheme } = session;
  const problem =
    scheme.thresholdSafetyProblem(session.parameters) ?? scheme.livenessProblem(session.parameters);
  if (problem !== undefined) {
    throw new PlanError(`${problem}: a threshold from ${least} to ${greatest} is safe and live`);
  }
  const { slotBits, slotsPerElement } = session.layout;
  return {
    session,
    thresholds: { least, greatest },
    honestInputs: threshold - corrupt,
    spareClients: clients - threshold,
    quorumSurvives: 2 * threshold - clients - 1,
    magnitudeBits: slotBits - 2,
    unusedBits: 256 - slotBits * slotsPerElement,
    expansion: session.payloadBytes / ((length * bits) / 8),
    bytes: plannedBytes(session),
    times: expectedTimes(session, dropouts),
  };
}

function rulesOf({ scheme = 'pairwise' }: PlanRequest): SchemeRules {
  return SCHEMES.get(scheme)!;
}

/** The scheme with its default parameters. */
function completed(rules: SchemeRules, wish: PlanRequest, threshold: number): SchemeDemand {
  const { clients, corrupt: maxCorrupt, dropouts: maxDropouts } = wish;
  const scheme = { kind: rules.kind };
  return rules.complete?.(scheme, { clients, threshold, maxCorrupt, maxDropouts }) ?? scheme;
}

function requireSizes(
  { clients, corrupt, dropouts, bits, length, proofs }: PlanRequest,
  rules: SchemeRules,
): void {
  demand(
    clients >= MIN_CLIENTS,
    `${clients} clients are too few: with fewer than ${MIN_CLIENTS} a sum reveals an input; use at least ${MIN_CLIENTS}`,
  );
  demand(clients <= rules.maxClients, largerScheme(clients, rules));
  demand(
    corrupt < clients && dropouts < clients,
    `not all of ${clients} clients can be corrupt or drop out: lower --corrupt or --dropouts`,
  );
  demand(
    bits >= 2 && bits <= 32,
    `${bits} bits are not a valid size of a coordinate: use 2 to 32, sign included, for instance with a coarser scale`,
  );
  demand(
    length >= 1 && length <= MAX_LENGTH,
    `${length} coordinates are out of range: use 1 to ${MAX_LENGTH}, and split a longer vector into several sessions`,
  );
  demand(
    proofs !== 'one-hot' || bits === 2,
    'choices are 0 or 1: plan one-hot with --bits 2, which is a bound of 1',
  );
}

/**
 * Requires a row length that the session can have.
 *
 * @throws PlanError
 */
function requireRows({ length, rowLength }: SessionParameters): void {
  const uneven = rowLengthProblem(rowLength);
  demand(uneven === undefined, uneven ?? '');
  const rows = Math.ceil(length / rowLength);
  demand(
    rows <= MAX_ROWS,
    `${length} coordinates in rows of ${rowLength} make ${rows} rows, more than ${MAX_ROWS}: use longer rows`,
  );
}

function demand(holds: boolean, sentence: string): void {
  if (!holds) throw new PlanError(sentence);
}

/** The message if no threshold is both safe and live, with what to change. */
function noThreshold({ clients, corrupt, dropouts }: PlanRequest, least: number): string {
  const stay = clients - dropouts;
  const fewerDropouts = clients - least;
  const fewerCorrupt = Math.min(2 * stay - clients - 1, stay - 2);
  const ways = [
    ...(fewerDropouts >= 0 ? [`at most ${fewerDropouts} dropouts`] : []),
    ...(fewerCorrupt >= 0 ? [`at most ${fewerCorrupt} corrupt clients`] : []),
  ];
  return (
    `no threshold is both safe and live: ${corrupt} corrupt of ${clients} clients need t ≥ ${least}, and ${stay} clients stay ` +
    `when ${dropouts} drop out; plan for ${ways.length > 0 ? ways.join(', or for ') : 'fewer of both'}`
  );
}

/** The session, with zeros for keys and digests, because sizes do not depend on them. */
function sessionFor(wish: PlanRequest, threshold: number): Session {
  const bound = 2 ** (wish.bits - 1) - 1;
  const proofs = proofDemandFor(wish, bound);
  const zeros = new Uint8Array(32);
  const parameters: SessionParameters = {
    suite: SUITE,
    task: 'a task with a name of forty characters..',
    round: 1_000_000,
    nonce: zeros,
    clients: wish.clients,
    threshold,
    maxCorrupt: wish.corrupt,
    maxDropouts: wish.dropouts,
    length: wish.length,
    bound,
    rowLength: wish.rowLength ?? chosenRowLength(proofs, { length: wish.length, bound })!,
    slotBits: slotLayout(wish.clients, bound).slotBits,
    encoding:
      wish.proofs === 'one-hot'
        ? { kind: 'integer' }
        : { kind: 'fixed-point', clip: 0.1, average: 'mean' },
    proofs,
    modelDigest: zeros,
    layoutDigest: zeros,
    part: undefined,
    rosterDigest: zeros,
    coordinatorKey: zeros,
    deadlines: CLIENT_PHASES.map(() => 60_000),
    scheme: completed(rulesOf(wish), wish, threshold),
  };
  requireRows(parameters);
  const problem = proofDemandProblem(proofs, parameters);
  demand(problem === undefined, problem ?? '');
  return sessionFrom(parameters, toBytes(parametersCodec, parameters));
}

/**
 * The proofs to require. Sizes do not depend on the norm, nor on the number of choices in a group.
 */
function proofDemandFor({ proofs, length }: PlanRequest, bound: number): ProofDemand {
  if (proofs === undefined) return { system: 'none' };
  const statement: Statement =
    proofs === 'linf'
      ? { kind: proofs }
      : proofs === 'l2'
        ? { kind: proofs, maxSquaredNorm: Math.min(MAX_SQUARED_NORM, length * bound ** 2) }
        : { kind: proofs, groups: [{ length, least: 1, most: 1 }] };
  return { system: 'planes', statement, checking: { mode: 'full' } };
}
