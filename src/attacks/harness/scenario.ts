import { seededRandom, type RandomSource } from '../../crypto/random.ts';
import { type Identity, identityFromSeed } from '../../crypto/signing.ts';
import { sha256, tupleHash } from '../../crypto/tupleHash.ts';
import type { ClientId } from '../../session/party.ts';
import { parametersCodec, type SessionParameters, SUITE } from '../../session/parameters.ts';
import type { RangeVerifier, RangeProver } from '../../proofs/system.ts';
import type { Policy } from '../../session/policy.ts';
import type { ProofPolicy } from '../../session/proofPolicy.ts';
import { SCHEMES } from '../../schemes/registry.ts';
import { Roster } from '../../session/roster.ts';
import { type Session, sessionFrom } from '../../session/session.ts';
import type { SchemeDemand } from '../../session/scheme.ts';
import { slotLayout } from '../../session/slots.ts';
import type { Thresholds } from '../../session/thresholds.ts';
import { toBytes } from '../../wire/codec.ts';
import type { TestBed } from '../attack.ts';

/** All parties of a session, honest or not, with their inputs. */
export interface Scenario {
  readonly testBed: TestBed;
  readonly identities: readonly Identity[];
  readonly roster: Roster;
  readonly coordinator: Identity;
  readonly session: Session;
  /** One small vector per client; all are different. */
  readonly inputs: readonly Int32Array[];
  /**
   * Makes range proofs for honest clients, if the session requires them; `checker` verifies them.
   */
  readonly prover?: RangeProver | undefined;
  readonly checker?: RangeVerifier | undefined;
}

/**
 * Parameters of a session; all others have sensible defaults. Nothing is validated, because
 * attackers define sessions too.
 */
export type ScenarioOptions = Partial<SessionParameters> & {
  readonly clients: number;
  readonly threshold: number;
  /** Label of the identities: scenarios with the same label have the same parties. */
  readonly people?: string | undefined;
};

/** Identities that were derived: scenarios use the same labels again and again. */
const derived = new Map<string, Identity>();

/** The identity derived from a label: the same object each time. */
export function identityOf(label: string): Identity {
  const known = derived.get(label);
  if (known) return known;
  const identity = identityFromSeed(sha256(new TextEncoder().encode(label)));
  derived.set(label, identity);
  return identity;
}

/** A roster of `clients` identities with a common label. */
export function rosterOf(people: string, clients: number): Roster {
  const labels = Array.from({ length: clients }, (_, i) => `${people} ${i}`);
  return Roster.of(labels.map((name) => ({ name, key: identityOf(name).publicKey })));
}

/** Defines a session with its parties. */
export function scenarioOf(
  testBed: TestBed,
  { people = 'client', ...options }: ScenarioOptions,
): Scenario {
  const roster = rosterOf(people, options.clients);
  const coordinator = identityOf('coordinator');
  const { clients, bound = 1000, length = 3 } = options;
  const parameters: SessionParameters = {
    suite: SUITE,
    task: 'replay',
    round: 1,
    nonce: sha256(new Uint8Array(1)),
    maxCorrupt: 0,
    maxDropouts: 1,
    length,
    bound,
    rowLength: 4,
    slotBits: slotLayout(clients, bound).slotBits,
    encoding: { kind: 'integer' },
    proofs: { system: 'none' },
    modelDigest: new Uint8Array(32),
    layoutDigest: undefined,
    part: undefined,
    rosterDigest: roster.digest,
    coordinatorKey: coordinator.publicKey.bytes,
    deadlines: [0, 0, 0, 0, 0],
    scheme: schemeFor(testBed.scheme ?? 'pairwise', { maxCorrupt: 0, maxDropouts: 1, ...options }),
    ...options,
  };
  return {
    testBed,
    identities: Array.from({ length: clients }, (_, i) => identityOf(`${people} ${i}`)),
    roster,
    coordinator,
    session: sessionFrom(parameters, toBytes(parametersCodec, parameters)),
    inputs: Array.from({ length: clients }, (_, i) => inputOf(i, length)),
  };
}

/** A scheme with its default parameters. */
function schemeFor(kind: string, thresholds: Thresholds): SchemeDemand {
  return SCHEMES.get(kind)?.complete?.({ kind }, thresholds) ?? { kind };
}

/** The same parties in another session. */
export function another(scenario: Scenario, change: Partial<SessionParameters>): Scenario {
  const parameters = { ...scenario.session.parameters, ...change };
  return { ...scenario, session: sessionFrom(parameters, toBytes(parametersCodec, parameters)) };
}

/** The suite's keys are development keys. Attacks that use their trapdoor say so. */
export const TRIAL: ProofPolicy = { allowDevelopmentKeys: true };

/** A policy that accepts the scenario's session and requires nothing else. */
export function policyOf({ session, roster, coordinator }: Scenario): Policy {
  return {
    rosterDigest: roster.digest,
    coordinatorKey: coordinator.publicKey.bytes,
    minClients: 3,
    minThreshold: 2,
    maxCorrupt: 0,
    bound: { min: 1, max: session.parameters.bound },
    proofs: TRIAL,
  };
}

/** All clients of a scenario. */
export function everyone({ identities }: Scenario): ClientId[] {
  return identities.map((_, i) => i as ClientId);
}

/** Clients by their positions. */
export function ids(...positions: readonly number[]): ClientId[] {
  return positions as ClientId[];
}

/** All clients except some. */
export function allBut(scenario: Scenario, ...without: readonly number[]): ClientId[] {
  return everyone(scenario).filter((id) => !without.includes(id));
}

/** A repeatable source of randomness for one party of one session. */
export function randomOf({ session }: Scenario, party: string): RandomSource {
  return seededRandom(tupleHash('veilsum-1/replay-random', session.digest, party));
}

/** The sum over some clients' inputs. */
export function plainSum(scenario: Scenario, clients: readonly number[]): Float64Array {
  const sum = new Float64Array(scenario.session.parameters.length);
  for (const client of clients) scenario.inputs[client]!.forEach((x, i) => (sum[i]! += x));
  return sum;
}

/** Whether two vectors are equal. */
export function sameVector(a: ArrayLike<number> | undefined, b: ArrayLike<number>): boolean {
  return a?.length === b.length && Array.from(a).every((x, i) => x === b[i]);
}

function inputOf(client: number, length: number): Int32Array {
  return Int32Array.from(
    { length },
    (_, i) => (((client + 2) * (i + 3) * 37) % 400) - 150 - client,
  );
}
