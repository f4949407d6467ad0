import { CLIENT_PHASES, type ClientPhase } from '../messages/table.ts';
import { systemRandom } from '../crypto/random.ts';
import { generateIdentity } from '../crypto/signing.ts';
import type { Kernel } from '../kernel/kernel.ts';
import type { LocalClient, LocalFederation } from '../net/localFederation.ts';
import { encodeInput, type Encoding, EncodingError } from '../session/encodings/index.ts';
import { memoryLedger } from '../session/ledger.ts';
import { layoutDigest, type TensorLayout } from '../session/layout/index.ts';
import type { ProofAudit, ProofDemand } from '../session/proofDemand.ts';

import type { Policy } from '../session/policy.ts';
import { Roster, RosterError } from '../session/roster.ts';
import { rosterNameProblem } from '../session/rosterNames.ts';
import { MAX_LENGTH } from '../session/limits.ts';
import { defineParts, wholeSession } from '../session/parts.ts';
import { defineSession, type Session, type SessionDraft } from '../session/session.ts';
import { leastSafeThreshold, type Thresholds } from '../session/thresholds.ts';
import type { ChoiceGroup, Statement, StatementKind } from '../proofs/statement.ts';
import type { ProofSystemId } from '../proofs/system.ts';
import { CommandError, EXIT } from './exitCodes.ts';
import { squaredNormFor } from './normBound.ts';
import type { ProofSystem } from './proofSystem.ts';
import { chosenThresholds } from './thresholds.ts';
import { inSessionUnit, vectorInput } from './vectorInput.ts';
import type { NamedVector } from './vectors/index.ts';

/** Options of a simulation. Everything else follows from the inputs. */
export interface SimulationOptions {
  readonly task: string;
  /** Default: `pairwise`. */
  readonly scheme?: string | undefined;
  readonly round: number;
  readonly encoding?: 'integer' | 'sum' | 'mean' | 'weighted-mean' | undefined;
  readonly bound?: number | undefined;
  readonly clip?: number | undefined;
  readonly maxWeight?: number | undefined;
  /** Weight of files without one, in a weighted mean. */
  readonly defaultWeight?: number | undefined;
  readonly threshold?: number | undefined;
  readonly maxCorrupt?: number | undefined;
  readonly maxDropouts?: number | undefined;
  readonly rowLength?: number | undefined;
  readonly proofs?: StatementKind | undefined;
  /** Default: `planes`. */
  readonly proofSystem?: ProofSystemId | undefined;
  /** The groups of `one-hot`; default: one choice among all coordinates. */
  readonly choices?: readonly ChoiceGroup[] | undefined;
  /** Largest Euclidean norm of an input for `l2`, in the inputs' own units. */
  readonly maxNorm?: number | undefined;
  readonly checking?: ProofAudit | undefined;
  readonly allowDevelopmentKeys?: true | undefined;
  /** The tensors of the vectors. */
  readonly layout?: TensorLayout | undefined;
  /** Coordinates of a part; default: one part, or parts of 2^24 where the vectors are longer. */
  readonly partLength?: number | undefined;
  /** How many clients drop out in each phase. */
  readonly drop: Readonly<Partial<Record<ClientPhase, number>>>;
}

/** A federation that is ready to run. */
export interface Simulation {
  /** Its session is that of the whole vector. */
  readonly federation: Omit<LocalFederation, 'now'>;
  /** The sessions of the parts of a vector that is summed in parts. */
  readonly parts?: readonly Session[];
}

/** Default bound of encodings of floats: 16 bits. */
const DEFAULT_BOUND = 32767;

/** The encoding, bound B and length d of a session over these vectors. */
export function shapeOf(
  vectors: readonly NamedVector[],
  options: SimulationOptions,
): { readonly encoding: Encoding; readonly bound: number; readonly length: number } {
  const { encoding, bound } = encodingFor(vectors, options);
  const rawLength = vectors[0]!.vector.values.length;
  return { encoding, bound, length: encoding.kind === 'weighted-mean' ? rawLength + 1 : rawLength };
}

/**
 * Vectors whose tensors have clips, in the unit of the session's encoding, and the options that then
 * give that encoding.
 *
 * @throws CommandError for clips under an encoding that has none
 */
export function inUnitOf(
  vectors: readonly NamedVector[],
  options: SimulationOptions,
): { readonly vectors: readonly NamedVector[]; readonly clip?: number | undefined } {
  const { layout } = options;
  if (!layout?.some(({ clip }) => clip !== undefined)) return { vectors, clip: options.clip };
  const { encoding } = shapeOf(vectors, options);
  try {
    return {
      vectors: vectors.map((named) => ({
        ...named,
        vector: inSessionUnit(named.vector, layout, encoding),
      })),
      clip: encoding.kind === 'integer' ? undefined : encoding.clip,
    };
  } catch (error) {
    if (error instanceof EncodingError) throw new CommandError(EXIT.input, error.message);
    throw error;
  }
}

/**
 * Creates identities, a roster and a session for the vectors of a folder.
 *
 * @param proofs - The proof system, if the options require proofs.
 * @throws CommandError if the vectors or their names do not fit together; SessionError if the
 *   options do not make a valid session
 */
export function federationOver(
  vectors: readonly NamedVector[],
  options: SimulationOptions,
  kernel: Kernel,
  proofs?: ProofSystem,
): Simulation {
  const coordinator = generateIdentity(systemRandom);
  const identities = vectors.map(() => generateIdentity(systemRandom));
  const roster = rosterFor(
    vectors,
    identities.map(({ publicKey }) => publicKey),
  );
  const { encoding, bound, length } = shapeOf(vectors, options);
  const { task, round, scheme, rowLength = proofs?.rowLength } = options;
  const draft: SessionDraft = {
    ...thresholdsFor(vectors.length, options),
    roster,
    task,
    round,
    nonce: systemRandom(32),
    length,
    bound,
    encoding,
    coordinatorKey: coordinator.publicKey.bytes,
    proofs: requireFor(vectors, options, proofs),
    ...(options.layout && { layoutDigest: layoutDigest(options.layout) }),
    ...(scheme === undefined ? {} : { scheme: { kind: scheme } }),
    ...(rowLength === undefined ? {} : { rowLength }),
  };
  const { partLength = MAX_LENGTH } = options;
  const parts = length > partLength ? defineParts({ ...draft, partLength }) : undefined;
  const session = parts ? wholeSession(parts[0]!) : defineSession(draft);
  const { allowDevelopmentKeys } = options;
  const policy = policyFor(session, allowDevelopmentKeys);
  const silent = silentIn(vectors.length, options.drop);
  const clients = vectors.map((vector, i): LocalClient => ({
    identity: identities[i]!,
    policy,
    ledger: memoryLedger(),
    input: (asked) => encodedInput(vector, asked, options.defaultWeight),
    dropsIn: silent[i],
  }));
  const parties = { session, roster, coordinator, clients, kernel, random: systemRandom };
  const { prover, checker } = proofs ?? {};
  const federation = { ...parties, prover, checker, allowDevelopmentKeys };
  return parts ? { federation, parts } : { federation };
}

/** The proofs that the session requires. */
function requireFor(
  vectors: readonly NamedVector[],
  options: SimulationOptions,
  proofs: ProofSystem | undefined,
): ProofDemand {
  const { proofs: kind, checking = { mode: 'full' } } = options;
  if (kind === undefined || proofs === undefined) return { system: 'none' };
  const { setup } = proofs.prover;
  const statement = statementFor(kind, vectors, options);
  return setup.kind === 'structured'
    ? { system: 'groth16', statement, setup: setup.digest, checking }
    : { system: 'planes', statement, checking };
}

function statementFor(
  kind: StatementKind,
  vectors: readonly NamedVector[],
  options: SimulationOptions,
): Statement {
  const shape = shapeOf(vectors, options);
  switch (kind) {
    case 'linf':
      return { kind };
    case 'l2':
      return {
        kind,
        maxSquaredNorm: squaredNormFor(vectors, shape.encoding, shape, options.maxNorm),
      };
    case 'one-hot':
      return { kind, groups: options.choices ?? [{ length: shape.length, least: 1, most: 1 }] };
  }
}

function rosterFor(
  vectors: readonly NamedVector[],
  keys: readonly ReturnType<typeof generateIdentity>['publicKey'][],
): Roster {
  try {
    const names = vectors.map(({ name }) => name.normalize('NFC'));
    const problem = rosterNameProblem(names);
    if (problem !== undefined) throw new RosterError(problem);
    return Roster.of(names.map((name, i) => ({ name, key: keys[i]! })));
  } catch (error) {
    if (error instanceof RosterError)
      throw new CommandError(EXIT.input, `the inputs do not make a valid roster: ${error.message}`);
    throw error;
  }
}

/** The clients' policy: every client requires exactly the simulated session. */
function policyFor({ parameters }: Session, allowDevelopmentKeys: true | undefined): Policy {
  return {
    rosterDigest: parameters.rosterDigest,
    coordinatorKey: parameters.coordinatorKey,
    minClients: parameters.clients,
    minThreshold: parameters.threshold,
    maxCorrupt: parameters.maxCorrupt,
    bound: { min: parameters.bound, max: parameters.bound },
    schemes: [parameters.scheme.kind],
    layoutDigest: parameters.layoutDigest,
    proofs: { allowDevelopmentKeys },
  };
}

function encodedInput(
  { name, vector }: NamedVector,
  { parameters }: Session,
  defaultWeight: number | undefined,
): Int32Array {
  const input = vectorInput(name, vector, parameters.encoding, defaultWeight);
  try {
    return encodeInput(parameters.encoding, parameters, input, systemRandom);
  } catch (error) {
    if (error instanceof EncodingError)
      throw new CommandError(EXIT.input, `${name}: ${error.message}`);
    throw error;
  }
}

/** The encoding in the options, or the one that fits the vectors. Every vector must fit it. */
function encodingFor(
  vectors: readonly NamedVector[],
  options: SimulationOptions,
): { encoding: Encoding; bound: number } {
  const chosen = chosenEncoding(vectors, options);
  for (const { name, vector } of vectors) {
    vectorInput(name, vector, chosen.encoding, options.defaultWeight);
  }
  return chosen;
}

function chosenEncoding(
  vectors: readonly NamedVector[],
  options: SimulationOptions,
): { encoding: Encoding; bound: number } {
  const integers = vectors.every(({ vector }) => vector.integer);
  const weighted = vectors.some(({ vector }) => vector.weight !== undefined);
  const kind = options.encoding ?? (weighted ? 'weighted-mean' : integers ? 'integer' : 'mean');
  const largest = largestMagnitude(vectors);
  if (kind === 'integer') {
    return { encoding: { kind }, bound: options.bound ?? Math.max(1, Math.ceil(largest)) };
  }
  const bound = options.bound ?? DEFAULT_BOUND;
  const clip = options.clip ?? (largest === 0 ? 1 : largest);
  if (kind === 'weighted-mean') {
    const maxWeight =
      options.maxWeight ??
      vectors.reduce(
        (most, { vector }) => Math.max(most, vector.weight ?? options.defaultWeight ?? 1),
        1,
      );
    return { encoding: { kind, clip, maxWeight }, bound };
  }
  return { encoding: { kind: 'fixed-point', clip, average: kind }, bound };
}

function largestMagnitude(vectors: readonly NamedVector[]): number {
  return vectors.reduce(
    (most, { vector }) => vector.values.reduce((m, x) => Math.max(m, Math.abs(x)), most),
    0,
  );
}

function thresholdsFor(clients: number, options: SimulationOptions): Thresholds {
  const dropped = Object.values(options.drop).reduce((sum, count) => sum + count, 0);
  const maxDropouts = options.maxDropouts ?? (dropped > 0 ? dropped : Math.floor(clients / 10));
  const { threshold, maxCorrupt } = options;
  if (threshold === undefined && maxCorrupt === undefined) {
    return (
      chosenThresholds(clients, maxDropouts, options.scheme) ?? {
        // Not both safe and live; `defineSession` explains why.
        clients,
        threshold: leastSafeThreshold(clients, 0),
        maxCorrupt: 0,
        maxDropouts,
      }
    );
  }
  const t = threshold ?? leastSafeThreshold(clients, maxCorrupt ?? 0);
  return {
    clients,
    threshold: t,
    maxCorrupt: maxCorrupt ?? Math.max(0, Math.min(2 * t - clients - 1, t - 2)),
    maxDropouts,
  };
}

/**
 * The phase in which each client drops out: the last clients drop out first, in earlier phases
 * first.
 */
function silentIn(
  clients: number,
  drop: Readonly<Partial<Record<ClientPhase, number>>>,
): (ClientPhase | undefined)[] {
  const silent: (ClientPhase | undefined)[] = Array.from({ length: clients }, () => undefined);
  let next = clients - 1;
  for (const phase of CLIENT_PHASES) {
    for (let i = 0; i < (drop[phase] ?? 0); i++) {
      if (next < 0) {
        throw new CommandError(
          EXIT.usage,
          `more clients drop out than the ${clients} that take part`,
        );
      }
      silent[next] = phase;
      next -= 1;
    }
  }
  return silent;
}
