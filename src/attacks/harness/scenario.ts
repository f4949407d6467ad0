import { seededRandom, type RandomSource } from '../../crypto/random.ts';
import { type Identity, identityFromSeed } from '../../crypto/signing.ts';
import { sha256, tupleHash } from '../../crypto/tupleHash.ts';
import type { ClientId } from '../../session/party.ts';
import { parametersCodec, type SessionParameters, SUITE } from '../../session/parameters.ts';
import type { RangeVerifier, RangeProver } from '../../proofs/system.ts';
import type { Policy } from '../../session/policy.ts';
import type { ProofPolicy } from '../../session/proofPolicy.ts';
import { Roster } from '../../session/roster.ts';
import { type Session, sessionFrom } from '../../session/session.ts';
import { slotLayout } from '../../session/slots.ts';
import { toBytes } from '../../wire/codec.ts';
import type { TestBed } from '../attack.ts';

/** Everyone who could take part in a session, honest or not, and what they bring. */
export interface Scenario {
  readonly testBed: TestBed;
  readonly identities: readonly Identity[];
  readonly roster: Roster;
  readonly coordinator: Identity;
  readonly session: Session;
  /** One small vector a client; no two are alike. */
  readonly inputs: readonly Int32Array[];
  /** What honest parties make and check proofs with, where the session asks for them. */
  readonly prover?: RangeProver | undefined;
  readonly checker?: RangeVerifier | undefined;
}

/** Numbers of a session; whatever is left out has a sound value. Nothing is checked: attackers draw up sessions too. */
export type ScenarioOptions = Partial<SessionParameters> & {
  readonly clients: number;
  readonly threshold: number;
  /** Whose identities: scenarios of one label have the same people. */
  readonly people?: string | undefined;
};

/** An identity that a label stands for. */
export function identityOf(label: string): Identity {
  return identityFromSeed(sha256(new TextEncoder().encode(label)));
}

/** A roster of `clients` identities that share a label. */
export function rosterOf(people: string, clients: number): Roster {
  const labels = Array.from({ length: clients }, (_, i) => `${people} ${i}`);
  return Roster.of(labels.map((name) => ({ name, key: identityOf(name).publicKey })));
}

/** Draws up a session over its people. */
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
    rosterDigest: roster.digest,
    coordinatorKey: coordinator.publicKey.bytes,
    deadlines: [0, 0, 0, 0, 0],
    scheme: { kind: 'pairwise' },
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

/** The same people in another session. */
export function another(scenario: Scenario, change: Partial<SessionParameters>): Scenario {
  const parameters = { ...scenario.session.parameters, ...change };
  return { ...scenario, session: sessionFrom(parameters, toBytes(parametersCodec, parameters)) };
}

/** The keys of the suite are development keys; who attacks by their trapdoor says so. */
export const TRIAL: ProofPolicy = { allowDevelopmentKeys: true };

/** A policy that accepts the scenario's session and is strict about nothing else. */
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

/** All of a scenario's clients. */
export function everyone({ identities }: Scenario): ClientId[] {
  return identities.map((_, i) => i as ClientId);
}

/** Some clients by their positions. */
export function ids(...positions: readonly number[]): ClientId[] {
  return positions as ClientId[];
}

/** All clients but some. */
export function allBut(scenario: Scenario, ...without: readonly number[]): ClientId[] {
  return everyone(scenario).filter((id) => !without.includes(id));
}

/** A repeatable source for one party of one session. */
export function randomOf({ session }: Scenario, party: string): RandomSource {
  return seededRandom(tupleHash('veilsum-1/replay-random', session.digest, party));
}

/** The plain sum over some clients' inputs. */
export function plainSum(scenario: Scenario, clients: readonly number[]): Float64Array {
  const sum = new Float64Array(scenario.session.parameters.length);
  for (const client of clients) scenario.inputs[client]!.forEach((x, i) => (sum[i]! += x));
  return sum;
}

/** Whether two vectors hold the same numbers. */
export function sameVector(a: ArrayLike<number> | undefined, b: ArrayLike<number>): boolean {
  return a?.length === b.length && Array.from(a).every((x, i) => x === b[i]);
}

function inputOf(client: number, length: number): Int32Array {
  return Int32Array.from(
    { length },
    (_, i) => (((client + 2) * (i + 3) * 37) % 400) - 150 - client,
  );
}
