/**
 * Measures proofs of the system `planes` on one thread: proving, verifying one and each of a batch, and the commitments that they
 * are about. Times are CPU milliseconds of the process, the least of a few runs.
 */
import { deriveGenerators } from '../../src/crypto/generators.ts';
import { systemRandom } from '../../src/crypto/random.ts';
import { openArena } from '../../src/kernel/arena.ts';
import type { Kernel } from '../../src/kernel/kernel.ts';
import { AFFINE_BYTES, EXTENDED_BYTES } from '../../src/kernel/layout.ts';
import { compileKernel } from '../../src/kernel/wasm.ts';
import { planesProver } from '../../src/proofs/planes/prover/prover.ts';
import { planesRowLength } from '../../src/proofs/planes/rowLength.ts';
import { planePoints, planesSizes } from '../../src/proofs/planes/sizes.ts';
import { planesShape } from '../../src/proofs/planes/info.ts';
import { planesVerifier } from '../../src/proofs/planes/system.ts';
import type { Statement, StatementKind } from '../../src/proofs/statement.ts';
import type { ProofWitness } from '../../src/proofs/system.ts';

/** One statement. Times in milliseconds, sizes in bytes. */
export interface PlanesRow {
  readonly kind: StatementKind;
  readonly bits: number;
  readonly d: number;
  /** c, the row length. */
  readonly c: number;
  /** The row commitments, made before. */
  readonly commit: number;
  /** Proving, without the verification that a prover ends with. */
  readonly prove: number;
  readonly proofBytes: number;
  /** Verifying one proof. */
  readonly one: number;
  /** Verifying each of so many proofs at once. */
  readonly batches: readonly { readonly n: number; readonly each: number }[];
  /** Memory of the largest WebAssembly instance so far. */
  readonly memoryBytes: number;
  /** Additions of points for the planes, and what they take at the speed of the kernel's loop. */
  readonly additions: number;
  readonly additionsLimit: number;
  /** Points in the verification of one proof, and what the kernel takes to multiply and add as many. */
  readonly points: number;
  readonly pointsLimit: number;
}

export interface PlanesBenchOptions {
  readonly runs: number;
  readonly batches: readonly number[];
}

/** What a bench with one kernel goes on with. */
export interface PlanesBench {
  readonly measure: (
    kind: StatementKind,
    length: number,
    bits: number,
    options: PlanesBenchOptions,
  ) => Promise<PlanesRow>;
}

function cpuMilliseconds(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
}

/** The least cost of a few runs, and the result of the last one. */
async function least<T>(runs: number, work: () => Promise<T>): Promise<[number, T]> {
  let best = Infinity;
  let result: T;
  do {
    const started = cpuMilliseconds();
    result = await work();
    best = Math.min(best, cpuMilliseconds() - started);
  } while (--runs > 0);
  return [best, result];
}

function statementOf(kind: StatementKind, length: number, norm: number): Statement {
  switch (kind) {
    case 'linf':
      return { kind };
    case 'l2':
      return { kind, maxSquaredNorm: norm };
    case 'one-hot':
      return { kind, groups: [{ length, least: 1, most: 1 }] };
  }
}

/** Values that use all bits, but for norms that would be beyond the largest that can be proven. */
function valuesOf(kind: StatementKind, length: number, bound: number, bits: number): Int32Array {
  const values = new Int32Array(length);
  if (kind === 'one-hot') {
    values[length >> 1] = 1;
    return values;
  }
  const scale = kind === 'l2' && bits > 16 ? 2 ** (bits - 16) : 1;
  return values.map((_, i) => {
    const value = (((i * 0x9e3779b1) >>> 0) % (2 * bound + 1)) - bound;
    return Math.trunc(value / scale);
  });
}

/** A claim that is true, with its witness, and the time that its commitments took. */
export async function planesWitness(
  kernel: Kernel,
  kind: StatementKind,
  length: number,
  bits: number,
  runs: number,
): Promise<[commit: number, ProofWitness]> {
  const bound = kind === 'one-hot' ? 1 : 2 ** (bits - 1) - 1;
  const values = valuesOf(kind, length, bound, bits);
  const norm = values.reduce((sum, value) => sum + value * value, 0);
  const statement = statementOf(kind, length, Math.max(norm, 1));
  const rowLength = planesRowLength(length, kind === 'one-hot' ? 0 : bound);
  const blinders = new Uint8Array(32 * Math.ceil(length / rowLength)).map((_, i) =>
    i % 32 < 31 ? i : 1,
  );
  const generators = await deriveGenerators(kernel, rowLength);
  const [commit, commitments] = await least(runs, () =>
    kernel.commitRows(values, blinders, rowLength, generators, { bound }),
  );
  const claim = { statement, length, rowLength, bound, client: 1 } as const;
  return [commit, { ...claim, sessionDigest: new Uint8Array(32), commitments, values, blinders }];
}

/** Prepares measurements with one kernel, which proofs and commitments are made on one thread of. */
export async function planesBench(kernel: Kernel): Promise<PlanesBench> {
  const prover = planesProver(kernel);
  const verifier = planesVerifier(kernel);
  const addition = await additionCost();
  const memory = watchMemory();
  return {
    measure: async (kind, length, bits, { runs, batches }) => {
      const [commit, witness] = await planesWitness(kernel, kind, length, bits, runs);
      const [both, proof] = await least(runs, () => prover.prove(witness, systemRandom));
      const claim = { ...witness, proof };
      const [one, [verdict]] = await least(runs, () => verifier.verify([claim]));
      const measured = [];
      for (const n of batches) {
        const batch = Array.from({ length: n }, () => claim);
        const [all, verdicts] = await least(1, () => verifier.verify(batch));
        if ([verdict, ...verdicts].some((problem) => problem !== undefined)) {
          throw new Error('a proof does not hold');
        }
        measured.push({ n, each: all / n });
      }
      const { rowLength } = witness;
      const sizes = planesSizes(planesShape(witness.statement, witness));
      const tables = sizes.weights.length > 1 ? (rowLength / 8) * 256 : 0;
      const additions = tables + (rowLength / 8) * sizes.rows * (sizes.weights.length - 1);
      const points = planePoints(sizes) + sizes.rows + 14 + rowLength;
      return {
        kind,
        bits,
        d: length,
        c: rowLength,
        commit,
        prove: both - one,
        proofBytes: proof.length,
        one,
        batches: measured,
        memoryBytes: memory(),
        additions,
        additionsLimit: additions * addition(),
        points,
        pointsLimit: await multiplicationCost(kernel, points, runs),
      };
    },
  };
}

/** Time of one addition in a loop in WebAssembly, one at a time as the planes are added. */
async function additionCost(): Promise<() => number> {
  const arena = await openArena(await compileKernel());
  const { wasm } = arena;
  const point = arena.take(EXTENDED_BYTES);
  const summand = arena.take(AFFINE_BYTES);
  const bytes = arena.take(64);
  new Uint8Array(wasm.memory.buffer, bytes + 32, 1)[0] = 1;
  wasm.setIdentities(point, 1);
  wasm.readAffine(summand, bytes, 1);
  const ROUNDS = 20_000;
  return () => {
    let best = Infinity;
    for (let i = 0; i < 5; i++) {
      const started = cpuMilliseconds();
      wasm.repeatAddition(point, summand, ROUNDS);
      best = Math.min(best, (cpuMilliseconds() - started) / ROUNDS);
    }
    return best;
  };
}

/** CPU time of a product of so many points with elements of all bits, read and checked as in a proof. */
async function multiplicationCost(kernel: Kernel, count: number, runs: number): Promise<number> {
  const some = await deriveGenerators(kernel, Math.min(count, 4096) - 1);
  const points = new Uint8Array(64 * count).map((_, i) => some[i % some.length]!);
  const scalars = new Uint8Array(32 * count).map((_, i) =>
    i % 32 === 31 ? i & 3 : (Math.imul(i, 0x9e3779b1) >>> 13) & 255,
  );
  const [cost] = await least(runs, () => kernel.multiScalarMultiply(points, scalars));
  return cost;
}

/** The size of the largest memory of WebAssembly that has grown since. */
function watchMemory(): () => number {
  const { prototype } = WebAssembly.Memory;
  // eslint-disable-next-line @typescript-eslint/unbound-method -- it is called with its memory
  const grow = prototype.grow;
  let largest = 0;
  prototype.grow = function (this: WebAssembly.Memory, pages: number): number {
    const before = grow.call(this, pages);
    largest = Math.max(largest, this.buffer.byteLength);
    return before;
  };
  return () => largest;
}
