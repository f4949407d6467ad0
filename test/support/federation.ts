import { type ClientPhase } from '../../src/messages/table.ts';
import { seededRandom } from '../../src/crypto/random.ts';
import { type Identity, identityFromSeed } from '../../src/crypto/signing.ts';
import { sha256 } from '../../src/crypto/tupleHash.ts';
import { createKernel, type Kernel } from '../../src/kernel/index.ts';
import type { LocalClient, LocalFederation } from '../../src/net/localFederation.ts';
import type { RangeVerifier, RangeProver } from '../../src/proofs/system.ts';
import { memoryLedger } from '../../src/session/ledger.ts';

import type { Policy } from '../../src/session/policy.ts';
import { Roster } from '../../src/session/roster.ts';
import { defineSession, type Session, type SessionDraft } from '../../src/session/session.ts';
import { chooseThresholds } from '../../src/session/thresholds.ts';

/** One thread: the sessions of the tests are small. */
export const kernel: Kernel = await createKernel({ threads: 1 });

/** A seed that a label stands for. */
export function seedOf(label: string): Uint8Array {
  return sha256(new TextEncoder().encode(label));
}

export function identity(label: string): Identity {
  return identityFromSeed(seedOf(label));
}

export const coordinator: Identity = identity('coordinator');

export interface TestSession {
  readonly identities: readonly Identity[];
  readonly roster: Roster;
  readonly session: Session;
  /** For sessions that ask for proofs. */
  readonly prover?: RangeProver | undefined;
  readonly checker?: RangeVerifier | undefined;
}

/** A session of `clients` clients over vectors of 5 coordinates in rows of 4, unless told otherwise. */
export function testSession(clients: number, draft: Partial<SessionDraft> = {}): TestSession {
  const identities = Array.from({ length: clients }, (_, i) => identity(`client ${i}`));
  const roster = Roster.of(
    identities.map(({ publicKey }, i) => ({ name: `c${i}`, key: publicKey })),
  );
  const thresholds = chooseThresholds(clients, Math.floor((clients - 1) / 4));
  if (!thresholds) throw new Error('no thresholds');
  const session = defineSession({
    ...thresholds,
    roster,
    task: 'test',
    round: 1,
    nonce: seedOf('nonce'),
    length: 5,
    bound: 1000,
    rowLength: 4,
    encoding: { kind: 'integer' },
    coordinatorKey: coordinator.publicKey.bytes,
    ...draft,
  });
  return { identities, roster, session };
}

/** A policy that accepts the session. */
export function policyFor({ session, roster }: Pick<TestSession, 'session' | 'roster'>): Policy {
  return {
    rosterDigest: roster.digest,
    coordinatorKey: coordinator.publicKey.bytes,
    minClients: 3,
    minThreshold: 2,
    maxCorrupt: 0,
    bound: { min: 1, max: session.parameters.bound },
    layoutDigest: session.parameters.layoutDigest,
  };
}

/** Deterministic inputs that touch ±B and 0. */
export function testInput(session: Session, client: number): Int32Array {
  const { length, bound } = session.parameters;
  return Int32Array.from({ length }, (_, i) => {
    const edge = [bound, -bound, 0, 1, -1][(i + client) % 5]!;
    return i % 2 === 0 ? edge : ((client + 1) * 7919 + i * 104729) % (bound + 1);
  });
}

/** Everybody in one process; `drops` names the phase in which a client falls silent. */
export function testFederation(
  setup: TestSession,
  drops: Readonly<Record<number, ClientPhase>> = {},
  seed = 'federation',
): LocalFederation {
  const { session, roster, identities, prover, checker } = setup;
  const clients = identities.map((id, i): LocalClient => ({
    identity: id,
    policy: policyFor(setup),
    ledger: memoryLedger(),
    input: () => testInput(session, i),
    dropsIn: drops[i],
  }));
  const random = seededRandom(seedOf(seed));
  const parties = { session, roster, coordinator, clients, kernel, random, now: () => 0 };
  return { ...parties, prover, checker };
}

/** The plain sum over some clients' test inputs. */
export function plainSum(session: Session, clients: readonly number[]): Float64Array {
  const sum = new Float64Array(session.parameters.length);
  for (const client of clients) testInput(session, client).forEach((x, i) => (sum[i]! += x));
  return sum;
}
