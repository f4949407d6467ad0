/**
 * Measures proofs of the system `planes` on one thread: proving, verifying one, verifying each of a
 * batch, and for comparison the commitments that they are about. Times are CPU milliseconds, the
 * least of a few runs. `--lengths`, `--bits` and `--batch` make the run shorter.
 */
import { Command } from 'commander';
import { bytesText, table } from '../../src/cli/render.ts';
import { deriveGenerators } from '../../src/crypto/generators.ts';
import { systemRandom } from '../../src/crypto/random.ts';
import { createKernel } from '../../src/kernel/index.ts';
import { planesRowLength } from '../../src/proofs/planes/rowLength.ts';
import { planesProver } from '../../src/proofs/planes/prover/prover.ts';
import { planesVerifier } from '../../src/proofs/planes/system.ts';
import type { Statement, StatementKind } from '../../src/proofs/statement.ts';
import { cpuMilliseconds } from './sessions.ts';

const HEADER = ['kind', 'bits', 'd', 'c', 'commit', 'prove', 'µs each', 'bytes', 'one', 'of batch'];

const numbers = (text: string): number[] => text.split(',').map(Number);
const options = new Command('bench:planes')
  .option('--lengths <d,…>', 'numbers of coordinates', numbers, [1_000, 10_000, 100_000, 1_000_000])
  .option('--bits <b,…>', 'bits of a coordinate', numbers, [8, 16])
  .option('--batch <n>', 'proofs that are checked together', Number, 10)
  .option('--runs <n>', 'runs of each step', Number, 3)
  .parse()
  .opts<{ lengths: number[]; bits: number[]; batch: number; runs: number }>();

const kernel = await createKernel({ threads: 1 });
const prover = planesProver(kernel);
const verifier = planesVerifier(kernel);

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

async function measure(kind: StatementKind, length: number, bits: number): Promise<string[]> {
  const bound = kind === 'one-hot' ? 1 : 2 ** (bits - 1) - 1;
  const values = new Int32Array(length);
  if (kind === 'one-hot') values[length >> 1] = 1;
  else values.forEach((_, i) => (values[i] = (((i * 0x9e3779b1) >>> 0) % (2 * bound + 1)) - bound));
  // Scaled down to stay below the largest norm that can be proven.
  const scale = kind === 'l2' && bits > 16 ? 2 ** (bits - 16) : 1;
  values.forEach((value, i) => (values[i] = Math.trunc(value / scale)));
  const norm = values.reduce((sum, value) => sum + value * value, 0);
  const statement = statementOf(kind, length, Math.max(norm, 1));
  const rowLength = planesRowLength(length, kind === 'one-hot' ? 0 : bound);
  const blinders = new Uint8Array(32 * Math.ceil(length / rowLength)).map((_, i) =>
    i % 32 < 31 ? i : 1,
  );
  const generators = await deriveGenerators(kernel, rowLength);
  const [commit, commitments] = await least(options.runs, () =>
    kernel.commitRows(values, blinders, rowLength, generators, { bound }),
  );
  const witness = {
    statement,
    length,
    rowLength,
    bound,
    sessionDigest: new Uint8Array(32),
    client: 1,
    commitments,
    values,
    blinders,
  };
  const started = cpuMilliseconds();
  const [both, proof] = await least(options.runs, () => prover.prove(witness, systemRandom));
  const claim = { ...witness, proof };
  const [one] = await least(options.runs, () => verifier.verify([claim]));
  const batch = Array.from({ length: options.batch }, () => claim);
  const [all, verdicts] = await least(1, () => verifier.verify(batch));
  if (verdicts.some((problem) => problem !== undefined)) throw new Error('a proof does not hold');
  console.error(`${kind} ${bits} ${length}: ${Math.round(cpuMilliseconds() - started)} ms`);
  const prove = both - one;
  return [
    kind,
    kind === 'one-hot' ? '1' : String(bits),
    String(length),
    String(rowLength),
    commit.toFixed(0),
    prove.toFixed(0),
    ((1000 * prove) / length).toFixed(1),
    bytesText(proof.length),
    one.toFixed(1),
    (all / options.batch).toFixed(1),
  ];
}

const rows: string[][] = [];
for (const length of options.lengths) {
  for (const bits of options.bits) {
    for (const kind of ['linf', 'l2'] as const) rows.push(await measure(kind, length, bits));
  }
  rows.push(await measure('one-hot', length, 1));
}
console.log(table([HEADER, ...rows], true).join('\n'));
kernel.close();
