/** One session of the benchmark of schemes, and its parties: both processes make the same ones. */
import { seededRandom } from '../../../src/crypto/random.ts';
import { type Identity, identityFromSeed } from '../../../src/crypto/signing.ts';
import { sha256 } from '../../../src/crypto/tupleHash.ts';
import type { Policy } from '../../../src/session/policy.ts';
import { Roster } from '../../../src/session/roster.ts';
import { defineSession, type Session } from '../../../src/session/session.ts';

/** What is measured. */
export interface Cell {
  readonly scheme: 'pairwise' | 'coded';
  readonly clients: number;
  readonly length: number;
  /** n_C */
  readonly corrupt: number;
  /** Clients that drop out before they commit. */
  readonly dropouts: number;
}

/** Everybody in a cell. */
export interface Parties {
  readonly session: Session;
  readonly roster: Roster;
  readonly coordinator: Identity;
  readonly identities: readonly Identity[];
  readonly policy: Policy;
}

const BOUND = 32767;

/** The parties of a cell, and its session: 16-bit coordinates, and the least t that its n_C allows. */
export function partiesOf({ scheme, clients, length, corrupt, dropouts }: Cell): Parties {
  const identities = Array.from({ length: clients }, (_, i) => identityOf(`client ${i}`));
  const coordinator = identityOf('coordinator');
  const roster = Roster.of(
    identities.map(({ publicKey }, i) => ({ name: `client-${i}`, key: publicKey })),
  );
  const threshold = Math.max(Math.floor((clients + corrupt) / 2) + 1, corrupt + 2);
  const coordinatorKey = coordinator.publicKey.bytes;
  const session = defineSession({
    roster,
    task: 'benchmark',
    round: length,
    nonce: sha256(Uint8Array.of(1)),
    threshold,
    maxCorrupt: corrupt,
    maxDropouts: dropouts,
    length,
    bound: BOUND,
    encoding: { kind: 'integer' },
    coordinatorKey,
    scheme: { kind: scheme },
  });
  const policy: Policy = {
    rosterDigest: roster.digest,
    coordinatorKey,
    minClients: clients,
    minThreshold: threshold,
    maxCorrupt: corrupt,
    bound: { min: BOUND, max: BOUND },
  };
  return { session, roster, coordinator, identities, policy };
}

/** Uniform 16-bit coordinates. */
export function inputOf(label: number, length: number): Int32Array {
  const bytes = seededRandom(Uint8Array.of(label))(2 * Math.min(length, 65_536));
  const view = new DataView(bytes.buffer, bytes.byteOffset);
  return Int32Array.from({ length }, (_, i) =>
    Math.max(-BOUND, view.getInt16((2 * i) % bytes.length)),
  );
}

function identityOf(label: string): Identity {
  return identityFromSeed(sha256(new TextEncoder().encode(label)));
}
