/** What the page does: every known answer on one thread and with workers, and whether workers were really there. */
import { deriveGenerators } from '../../src/crypto/generators.ts';
import { createKernel, type ClosableKernel, type Mask } from '../../src/kernel/index.ts';
import { compileKernel } from '../../src/kernel/wasm.ts';
import { WorkerPool } from '../../src/kernel/workers/pool.ts';
import { askKernel } from '../kernel/knownAnswers.ts';
import { someElements, someValues } from '../kernel/samples.ts';

/** What the page reports. */
export interface PageReport {
  readonly failures: readonly string[];
  readonly answers: number;
  readonly workers: boolean;
  readonly isolated: boolean;
  /** Whether the engine moves buffers by itself. */
  readonly transfers: boolean;
  /** Whether points are added in pairs. */
  readonly pairs: boolean;
  /** Turns of a 5 ms timer while a commitment was made. */
  readonly turns: number;
  readonly milliseconds: Readonly<Record<string, number>>;
}

const ROW_LENGTH = 1000;
const values = someValues(100_500, 16, 1);
const blinders = someElements(101, 2);
const masks: Mask[] = [1, 2, 3, 4].map((byte) => ({
  key: new Uint8Array(32).fill(byte),
  sign: byte % 2 === 0 ? 1 : -1,
}));

function equal(a: Uint8Array, b: Uint8Array): boolean {
  return a.length === b.length && a.every((byte, i) => byte === b[i]);
}

async function doWorkersRun(): Promise<boolean> {
  const pool = new WorkerPool(await compileKernel(), 1);
  const into = new Uint8Array(32);
  const task = { kind: 'masks', into, masks: [], firstBlock: 0 } as const;
  try {
    return (await pool.run(task, [into.buffer], {})).length === 32;
  } catch {
    return false;
  } finally {
    pool.close();
  }
}

async function runPage(): Promise<PageReport> {
  const failures: string[] = [];
  const milliseconds: Record<string, number> = {};
  let answers = 0;
  let turns = 0;
  const results: { commitments: Uint8Array; masked: Uint8Array }[] = [];
  for (const threads of [1, 2]) {
    const kernel: ClosableKernel = await createKernel({ threads });
    for (const { name, actual, expected } of await askKernel(kernel)) {
      answers++;
      if (actual !== expected) failures.push(`${name} on ${threads} threads: ${actual}`);
    }
    const generators = await deriveGenerators(kernel, ROW_LENGTH);
    const timer = setInterval(() => turns++, 5);
    const started = performance.now();
    const commitments = await kernel.commitRows(values, blinders, ROW_LENGTH, generators);
    const committed = performance.now();
    clearInterval(timer);
    const masked = someElements(20_000, 3);
    await kernel.addMasks(masked, masks);
    milliseconds[`commit, ${threads} threads`] = Math.round(committed - started);
    milliseconds[`masks, ${threads} threads`] = Math.round(performance.now() - committed);
    results.push({ commitments, masked });
    kernel.close();
  }
  const [alone, several] = results;
  if (!equal(alone!.commitments, several!.commitments)) failures.push('commitments differ');
  if (!equal(alone!.masked, several!.masked)) failures.push('masked vectors differ');
  if (turns < 3) failures.push('the page froze');
  const workers = await doWorkersRun();
  const transfers = 'transfer' in ArrayBuffer.prototype;
  const pairs = (await compileKernel()).pairs !== undefined;
  const isolated = crossOriginIsolated;
  return { failures, answers, workers, isolated, transfers, pairs, turns, milliseconds };
}

Object.assign(globalThis, { runPage });
