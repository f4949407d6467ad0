import { seededRandom, systemRandom } from '../../src/crypto/random.ts';
import { generateIdentity, type Identity } from '../../src/crypto/signing.ts';
import { sha256 } from '../../src/crypto/tupleHash.ts';
import type { Kernel } from '../../src/kernel/index.ts';
import { type LocalClient, type LocalOutcome, runLocally } from '../../src/net/localFederation.ts';
import { type Encoding, encodeInput } from '../../src/session/encoding/index.ts';
import { type Ledger, memoryLedger } from '../../src/session/ledger.ts';
import type { ClientPhase } from '../../src/session/parameters.ts';
import { Roster } from '../../src/session/roster.ts';
import { defineSession, type Session } from '../../src/session/session.ts';

/** The participants of the demonstration, as they stay from round to round. */
export interface Participants {
  readonly coordinator: Identity;
  readonly identities: readonly Identity[];
  readonly ledgers: readonly Ledger[];
  readonly roster: Roster;
}

/** Everybody makes an identity; the roster is what they agree to trust. */
export function enrol(count: number): Participants {
  const identities = Array.from({ length: count }, () => generateIdentity(systemRandom));
  return {
    coordinator: generateIdentity(systemRandom),
    identities,
    ledgers: identities.map(() => memoryLedger()),
    roster: Roster.of(
      identities.map(({ publicKey }, i) => ({ name: `participant-${i + 1}`, key: publicKey })),
    ),
  };
}

/** One round of training. */
export interface Round {
  readonly number: number;
  readonly model: Float64Array;
  /** Each participant's update, which nobody else gets to see. */
  readonly updates: readonly Float64Array[];
  /** In which phase which participant falls silent. */
  readonly drops: ReadonlyMap<number, ClientPhase>;
}

/** Updates are clipped at this magnitude and travel in 16 bits. */
const ENCODING: Encoding = { kind: 'fixed-point', clip: 0.5, average: 'mean' };
const BOUND = 32767;

/** Runs one round: every participant joins under its own policy, with the digest of the model that it holds. */
export async function runRound(
  participants: Participants,
  { number, model, updates, drops }: Round,
  kernel: Kernel,
): Promise<{ session: Session; outcome: LocalOutcome }> {
  const { coordinator, identities, ledgers, roster } = participants;
  const modelDigest = sha256(new Uint8Array(model.buffer, model.byteOffset, model.byteLength));
  const session = defineSession({
    roster,
    task: 'handwritten digits',
    round: number,
    nonce: systemRandom(32),
    threshold: 14,
    maxCorrupt: 6,
    maxDropouts: 6,
    length: model.length,
    // Short rows: the record is a little longer, and everyone's check of it several times faster.
    rowLength: 512,
    bound: BOUND,
    encoding: ENCODING,
    modelDigest,
    coordinatorKey: coordinator.publicKey.bytes,
  });
  const clients = identities.map((identity, i): LocalClient => ({
    identity,
    ledger: ledgers[i]!,
    policy: {
      rosterDigest: roster.digest,
      coordinatorKey: coordinator.publicKey.bytes,
      minClients: 20,
      minThreshold: 14,
      maxCorrupt: 6,
      bound: { min: BOUND, max: BOUND },
      modelDigest,
    },
    input: ({ parameters }) =>
      encodeInput(parameters.encoding, parameters, updates[i]!, systemRandom),
    dropsIn: drops.get(i),
  }));
  const now = (): number => performance.now();
  const federation = { session, roster, coordinator, clients, kernel, random: systemRandom, now };
  return { session, outcome: await runLocally(federation) };
}

/** Which participants fall silent in a round, and in which phase: a few, differently in every round. */
export function dropoutsOf(round: number, count: number): ReadonlyMap<number, ClientPhase> {
  const random = seededRandom(sha256(new TextEncoder().encode(`dropouts of round ${round}`)));
  const phases: ClientPhase[] = ['share', 'commit', 'confirm', 'unmask'];
  const drops = new Map<number, ClientPhase>();
  for (let k = 0; k < 3; k++) {
    const [who, where] = random(2);
    drops.set(who! % count, phases[(where! + k) % phases.length]!);
  }
  return drops;
}
