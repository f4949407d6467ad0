import { type ClientPhase } from '../../src/messages/table.ts';
import { seededRandom, systemRandom } from '../../src/crypto/random.ts';
import { generateIdentity } from '../../src/crypto/signing.ts';
import type { Kernel } from '../../src/kernel/index.ts';
import {
  type LocalClient,
  type LocalOutcome,
  type PhaseCost,
  runLocally,
} from '../../src/net/localFederation.ts';
import { planesProver } from '../../src/proofs/planes/prover/prover.ts';
import { planesVerifier } from '../../src/proofs/planes/system.ts';
import { MAX_SQUARED_NORM } from '../../src/proofs/statement.ts';
import { verifyAggregate } from '../../src/record/verify.ts';
import { memoryLedger } from '../../src/session/ledger.ts';
import type { ClientId } from '../../src/session/party.ts';
import type { ProofDemand } from '../../src/session/proofDemand.ts';
import { leastSafeThreshold } from '../../src/session/thresholds.ts';
import { Roster } from '../../src/session/roster.ts';
import { defineSession, type Session } from '../../src/session/session.ts';
import { peakMemory } from '../../test/support/peakMemory.ts';
import { cpuMilliseconds } from './cpu.ts';
import { coordinatorAlone, recording } from './replay.ts';

/** The costs of one session. CPU times are over all threads. */
export interface SessionRow {
  readonly n: number;
  readonly d: number;
  readonly session: Session;
  readonly dropouts: number;
  readonly phases: readonly PhaseCost[];
  /** Mean CPU time of a client that stays to the end, in milliseconds. */
  readonly clientCpu: number;
  readonly coordinatorCpu: number;
  /**
   * CPU and wall time of the last step in milliseconds: rebuilding secrets, unmasking, checking,
   * signing.
   */
  readonly unmaskCpu: number;
  readonly unmaskWall: number;
  /** From the invitation to the record, in milliseconds. */
  readonly wall: number;
  readonly verifyCpu: number;
  readonly recordBytes: number;
  /** Bytes that one client sends, and the size of its vector at 16 bits per coordinate. */
  readonly uploadBytes: number;
  readonly plaintextBytes: number;
  /** Peak memory of the process with all parties, in bytes. */
  readonly peakBytes: number;
}

const BOUND = 32767;

/** The most clients that all read every list by themselves; of more, every so many do, and their cost is a client's. */
const MOST_READ_APART = 1000;
const READ_APART_OF_MORE = 100;

/** A scheme of benchmarks: those whose rounds are the same. */
export type BenchedScheme = 'pairwise' | 'sparse';

/** Choices for a session of the benchmark. */
export interface SessionChoices {
  /** How many clients drop out; default: a tenth. */
  readonly dropouts?: number;
  /** Whether every client proves the norm of its vector by `planes`, and everyone verifies it; default: no. */
  readonly proofs?: boolean;
  /** Default: `pairwise`. */
  readonly scheme?: BenchedScheme;
  /** Whether the coordinator's cost is measured apart, with the messages of the session once more; default: no. */
  readonly coordinatorApart?: boolean;
}

/** Runs a session over 16-bit inputs in which some clients drop out before they commit. */
export async function benchSession(
  n: number,
  d: number,
  kernel: Kernel,
  onProgress: (fraction: number) => void,
  choices: SessionChoices = {},
): Promise<SessionRow> {
  const { dropouts = Math.floor(n / 10), proofs = false } = choices;
  const { session, roster, clients, coordinator } = federation(n, d, dropouts, choices);
  const checker = proofs ? planesVerifier(kernel) : undefined;
  const clock = { wall: 0, cpu: 0 };
  // A client's cost is that of one in its own process. Where all of many do that, reading n lists n times takes longer than everything else.
  const apart = (client: ClientId): boolean =>
    n <= MOST_READ_APART || client % READ_APART_OF_MORE === 0;
  const run = (): Promise<LocalOutcome> =>
    runLocally({
      session,
      roster,
      coordinator,
      clients,
      kernel,
      ...(proofs ? { prover: planesProver(kernel), checker } : {}),
      random: systemRandom,
      readApart: apart,
      now: cpuMilliseconds,
      onProgress: (_, fraction) => {
        onProgress(fraction);
        // The last call comes after the last message was delivered; what follows is the unmasking.
        clock.wall = performance.now();
        clock.cpu = cpuMilliseconds();
      },
    });
  const began = performance.now();
  const { outcome, sent } = choices.coordinatorApart
    ? await recording(run)
    : { outcome: await run(), sent: [] };
  const wall = performance.now() - began;
  const unmaskWall = performance.now() - clock.wall;
  const unmaskCpu = cpuMilliseconds() - clock.cpu;
  if (outcome.result.kind === 'abort') throw new Error(outcome.result.message);
  const { record } = outcome.result.result;

  const started = cpuMilliseconds();
  const report = await verifyAggregate(record, { rosterDigest: roster.digest }, kernel, {
    checker,
  });
  if (!report.valid) throw new Error('the record of the benchmark does not verify');
  const verifyCpu = cpuMilliseconds() - started;
  const coordinatorCpu = choices.coordinatorApart
    ? await coordinatorAlone({ session, roster, identity: coordinator, kernel, checker }, sent)
    : outcome.costs.reduce((sum, cost) => sum + cost.coordinatorMs, 0);
  const staying = [...outcome.clientMs].filter(
    ([client]) => client < n - dropouts && apart(client),
  );
  const mean = (pick: (cost: PhaseCost) => number): number =>
    outcome.costs.reduce((sum, cost) => sum + pick(cost) / cost.senders, 0);
  return {
    n,
    d,
    session,
    dropouts,
    phases: outcome.costs,
    clientCpu: staying.reduce((sum, [, ms]) => sum + ms / staying.length, 0),
    coordinatorCpu,
    unmaskCpu,
    unmaskWall,
    wall,
    verifyCpu,
    recordBytes: record.length,
    uploadBytes: mean((cost) => cost.bytesUp),
    plaintextBytes: 2 * d,
    peakBytes: peakMemory(),
  };
}

function federation(
  n: number,
  d: number,
  dropouts: number,
  { proofs = false, scheme = 'pairwise' }: SessionChoices,
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
  const { threshold, maxCorrupt } = corruption(n, scheme);
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
    scheme: { kind: scheme },
    ...(proofs ? { proofs: normProofs(d) } : {}),
  });
  const dropsIn: ClientPhase = 'commit';
  // A few vectors for all clients, made beforehand because that is not part of a client's cost.
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

/** Proofs of the norm that uniform coordinates have at most. */
function normProofs(d: number): ProofDemand {
  const statement = {
    kind: 'l2',
    maxSquaredNorm: Math.min(MAX_SQUARED_NORM, d * BOUND ** 2),
  } as const;
  return { system: 'planes', statement, checking: { mode: 'full' } };
}

/** A third of the clients may be corrupt, but under `sparse` a tenth: more would take more neighbours. */
function corruption(
  n: number,
  scheme: BenchedScheme,
): { readonly threshold: number; readonly maxCorrupt: number } {
  if (scheme === 'sparse') {
    const maxCorrupt = Math.floor(n / 10);
    return { threshold: leastSafeThreshold(n, maxCorrupt), maxCorrupt };
  }
  const threshold = Math.floor((2 * n) / 3) + 1;
  return { threshold, maxCorrupt: 2 * threshold - n - 1 };
}

/** Uniform 16-bit coordinates. */
function inputOf(label: number, d: number): Int32Array {
  const bytes = seededRandom(Uint8Array.of(label))(2 * Math.min(d, 65_536));
  const view = new DataView(bytes.buffer, bytes.byteOffset);
  return Int32Array.from({ length: d }, (_, i) =>
    Math.max(-BOUND, view.getInt16((2 * i) % bytes.length)),
  );
}
