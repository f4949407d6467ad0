import { type ClientPhase } from '../../src/messages/table.ts';
import { seededRandom, systemRandom } from '../../src/crypto/random.ts';
import { generateIdentity } from '../../src/crypto/signing.ts';
import type { Kernel } from '../../src/kernel/index.ts';
import { type LocalClient, type PhaseCost, runLocally } from '../../src/net/localFederation.ts';
import { verifyAggregate } from '../../src/record/verify.ts';
import { memoryLedger } from '../../src/session/ledger.ts';

import { Roster } from '../../src/session/roster.ts';
import { defineSession, type Session } from '../../src/session/session.ts';

/** One whole session, measured. CPU times are of all threads together. */
export interface SessionRow {
  readonly n: number;
  readonly d: number;
  readonly session: Session;
  readonly dropouts: number;
  readonly phases: readonly PhaseCost[];
  /** Mean CPU milliseconds of one client that stays to the end. */
  readonly clientCpu: number;
  readonly coordinatorCpu: number;
  /** CPU and wall milliseconds of the last step: rebuilding, unmasking, checking, signing. */
  readonly unmaskCpu: number;
  readonly unmaskWall: number;
  readonly verifyCpu: number;
  readonly recordBytes: number;
  /** All that one client sends, and what its vector takes in 16 bits a coordinate. */
  readonly uploadBytes: number;
  readonly plaintextBytes: number;
  /** The most memory that the process held, all parties in it. */
  readonly peakBytes: number;
}

const BOUND = 32767;

/** Runs a session over 16-bit inputs in which a tenth of the clients drop out before they commit. */
export async function benchSession(
  n: number,
  d: number,
  kernel: Kernel,
  onProgress: (fraction: number) => void,
): Promise<SessionRow> {
  const dropouts = Math.floor(n / 10);
  const { session, roster, clients, coordinator } = federation(n, d, dropouts);
  const clock = { wall: 0, cpu: 0 };
  const outcome = await runLocally({
    session,
    roster,
    coordinator,
    clients,
    kernel,
    random: systemRandom,
    now: cpuMilliseconds,
    onProgress: (_, fraction) => {
      onProgress(fraction);
      // The last message has been delivered when the last of these is called: what follows is the unmasking.
      clock.wall = performance.now();
      clock.cpu = cpuMilliseconds();
    },
  });
  const unmaskWall = performance.now() - clock.wall;
  const unmaskCpu = cpuMilliseconds() - clock.cpu;
  if (outcome.result.kind === 'abort') throw new Error(outcome.result.message);
  const { record } = outcome.result.result;

  const started = cpuMilliseconds();
  const report = await verifyAggregate(record, { rosterDigest: roster.digest }, kernel);
  if (!report.valid) throw new Error('the record of the benchmark does not verify');
  const verifyCpu = cpuMilliseconds() - started;
  const mean = (pick: (cost: PhaseCost) => number): number =>
    outcome.costs.reduce((sum, cost) => sum + pick(cost) / cost.senders, 0);
  return {
    n,
    d,
    session,
    dropouts,
    phases: outcome.costs,
    clientCpu: mean((cost) => cost.clientMs),
    coordinatorCpu: outcome.costs.reduce((sum, cost) => sum + cost.coordinatorMs, 0),
    unmaskCpu,
    unmaskWall,
    verifyCpu,
    recordBytes: record.length,
    uploadBytes: mean((cost) => cost.bytesUp),
    plaintextBytes: 2 * d,
    peakBytes: process.resourceUsage().maxRSS * 1024,
  };
}

/** CPU milliseconds that this process has used, in all threads. */
export function cpuMilliseconds(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
}

function federation(
  n: number,
  d: number,
  dropouts: number,
): {
  session: Session;
  roster: Roster;
  clients: LocalClient[];
  coordinator: ReturnType<typeof generateIdentity>;
} {
  const coordinator = generateIdentity(systemRandom);
  const identities = Array.from({ length: n }, () => generateIdentity(systemRandom));
  const roster = Roster.of(
    identities.map(({ publicKey }, i) => ({ name: `client-${i}`, key: publicKey })),
  );
  const coordinatorKey = coordinator.publicKey.bytes;
  const threshold = Math.floor((2 * n) / 3) + 1;
  const maxCorrupt = 2 * threshold - n - 1;
  const session = defineSession({
    roster,
    task: 'benchmark',
    round: d,
    nonce: systemRandom(32),
    threshold,
    maxCorrupt,
    maxDropouts: dropouts,
    length: d,
    bound: BOUND,
    encoding: { kind: 'integer' },
    coordinatorKey,
  });
  const dropsIn: ClientPhase = 'commit';
  // A few vectors for all, made beforehand: making them is not a client's cost here.
  const inputs = [0, 1, 2, 3].map((label) => inputOf(label, d));
  const clients = identities.map((identity, i): LocalClient => ({
    identity,
    ledger: memoryLedger(),
    policy: {
      rosterDigest: roster.digest,
      coordinatorKey,
      minClients: n,
      minThreshold: threshold,
      maxCorrupt,
      bound: { min: BOUND, max: BOUND },
    },
    input: () => inputs[i % inputs.length]!,
    dropsIn: i >= n - dropouts ? dropsIn : undefined,
  }));
  return { session, roster, clients, coordinator };
}

/** Uniform 16-bit coordinates. */
function inputOf(label: number, d: number): Int32Array {
  const bytes = seededRandom(Uint8Array.of(label))(2 * Math.min(d, 65_536));
  const view = new DataView(bytes.buffer, bytes.byteOffset);
  return Int32Array.from({ length: d }, (_, i) =>
    Math.max(-BOUND, view.getInt16((2 * i) % bytes.length)),
  );
}
