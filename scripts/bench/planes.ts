/**
 * `npm run bench:planes`: proofs of the system `planes`, alone and in sessions, beside Prio3 on the same vectors, Groth16 at 10^3 coordinates, and the same
 * proofs in headless Chromium. `--lengths`, `--bits`, `--batches` and `--only` make the run shorter; `--figures` keeps what
 * was measured in docs/figures/planes.json, from which `scripts/docs/planesTable.ts` makes the tables in docs/performance.md.
 */
import { readFileSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { loadavg } from 'node:os';
import { Command } from 'commander';
import { table } from '../../src/cli/render.ts';
import { createKernel, defaultKernel } from '../../src/kernel/index.ts';
import { thisMachine } from './machine.ts';
import { benchBrowser } from './planesBrowser.ts';
import { planesBench, type PlanesRow } from './planesRows.ts';
import {
  comparisonTable,
  planesTable,
  provenTable,
  threadsTable,
  type PlanesFigures,
} from './planesTables.ts';
import { benchThreads } from './planesThreads.ts';
import { benchPrio3, benchProofs, shippedKeys } from './proofs.ts';
import { benchSession } from './sessions.ts';

const numbers = (text: string): number[] => text.split(',').map(Number);
const PARTS = ['planes', 'threads', 'sessions', 'prio3', 'groth16', 'browser'] as const;

interface Options {
  readonly lengths: number[];
  readonly bits: number[];
  readonly batches: number[];
  readonly prio3Lengths: number[];
  readonly groth16Length: number;
  readonly browserLengths: number[];
  readonly sessionClients: number[];
  readonly sessionLengths: number[];
  readonly only: string[];
  readonly runs: number;
  readonly large?: true;
  readonly figures?: true;
  readonly json?: true;
}

const options = new Command('bench:planes')
  .option('--lengths <d,…>', 'numbers of coordinates', numbers, [1_000, 10_000, 100_000, 1_000_000])
  .option('--large', 'also 10^7 coordinates')
  .option('--bits <b,…>', 'bits of a coordinate', numbers, [8, 16, 24, 32])
  .option('--batches <n,…>', 'proofs that are checked together', numbers, [10, 100])
  .option('--prio3-lengths <d,…>', 'the same for Prio3', numbers, [1_000, 10_000])
  .option('--groth16-length <d>', 'the same for Groth16', Number, 1_000)
  .option('--browser-lengths <d,…>', 'the same in Chromium', numbers, [10_000, 100_000, 1_000_000])
  .option('--session-clients <n,…>', 'clients of whole sessions', numbers, [10, 100])
  .option('--session-lengths <d,…>', 'their numbers of coordinates', numbers, [1_000_000])
  .option('--only <parts>', `some of ${PARTS.join(', ')}`, (text) => text.split(','), [...PARTS])
  .option('--runs <n>', 'runs of each step', Number, 3)
  .option('--figures', 'write docs/figures/planes.json')
  .option('--json', 'print JSON')
  .parse()
  .opts<Options>();

const loads: number[] = [];
/** Says what is done, and notes how busy the machine is. */
function step(text: string): void {
  loads.push(Math.round(10 * loadavg()[0]!) / 10);
  console.error(text);
}

const has = (part: (typeof PARTS)[number]): boolean => options.only.includes(part);
const kernel = await createKernel({ threads: 1 });
const bench = await planesBench(kernel);
const planes: PlanesRow[] = [];
const lengths = has('planes') ? [...options.lengths, ...(options.large ? [10_000_000] : [])] : [];
for (const length of lengths) {
  const runs = length >= 100_000 ? 1 : options.runs;
  for (const bits of options.bits) {
    for (const kind of ['linf', 'l2'] as const) {
      step(`${kind}, ${bits} bits, ${length} coordinates`);
      planes.push(await bench.measure(kind, length, bits, { ...options, runs }));
    }
  }
  step(`one-hot, ${length} coordinates`);
  planes.push(await bench.measure('one-hot', length, 1, { ...options, runs }));
}
const threads: PlanesFigures['threads'][number][] = [];
for (const length of has('threads') ? [100_000, 1_000_000] : []) {
  step(`one and two threads, ${length} coordinates`);
  threads.push(...(await benchThreads(length, 16)));
}
const sessions: PlanesFigures['sessions'][number][] = [];
for (const n of has('sessions') ? options.sessionClients : []) {
  for (const d of options.sessionLengths) {
    step(`a session of ${n} clients, ${d} coordinates`);
    sessions.push(await proven(n, d));
  }
}
const prio3: PlanesFigures['prio3'][number][] = [];
for (const length of has('prio3') ? options.prio3Lengths : []) {
  for (const bits of [8, 16]) {
    step(`Prio3, ${bits} bits, ${length} coordinates`);
    prio3.push(await benchPrio3(length, bits));
  }
}
const groth16: PlanesFigures['groth16'][number][] = [];
for (const name of has('groth16') ? await shippedKeys() : []) {
  step(`Groth16, ${name}`);
  groth16.push(await benchProofs(name, options.groth16Length, [], kernel, () => undefined));
}
if (has('browser')) step('Chromium');
const browser = has('browser') ? await benchBrowser(options.browserLengths, 16) : [];
kernel.close();

const FILE = new URL('../../docs/figures/planes.json', import.meta.url);
const measured: PlanesFigures = {
  machine: {
    ...thisMachine(),
    load: [Math.min(...loads), Math.max(...loads)],
  },
  planes: planes.map(rounded),
  threads: threads.map(rounded),
  sessions: sessions.map(rounded),
  prio3: prio3.map(rounded),
  groth16: groth16.map(rounded),
  browser: browser.map(rounded),
};
const figures = options.figures ? kept(measured) : measured;
if (options.figures) await writeFile(FILE, `${JSON.stringify(figures, undefined, 2)}\n`);
console.log(
  options.json
    ? JSON.stringify(figures, undefined, 2)
    : [planesTable(figures), threadsTable(figures), provenTable(figures), comparisonTable(figures)]
        .map((rows) => `${table(rows, true).join('\n')}\n`)
        .join('\n'),
);

/** Times to three digits. */
function rounded<Row extends object>(row: Row): Row {
  const text = JSON.stringify(row, (_, value: unknown) =>
    typeof value === 'number' && !Number.isInteger(value) ? Number(value.toPrecision(3)) : value,
  );
  return JSON.parse(text) as Row;
}

/** What was measured, and of parts that were not, what was kept before. */
function kept(run: PlanesFigures): PlanesFigures {
  const before = JSON.parse(readFileSync(FILE, 'utf8')) as Partial<PlanesFigures>;
  const without = PARTS.filter((part) => !has(part)).map((part) => [part, before[part] ?? []]);
  const load = without.length === 0 ? [] : (before.machine?.load ?? []);
  const all = [...load, ...run.machine.load];
  return {
    ...run,
    ...(Object.fromEntries(without) as Partial<PlanesFigures>),
    machine: { ...run.machine, load: [Math.min(...all), Math.max(...all)] },
  };
}

/** A whole session with proofs of norms. */
async function proven(n: number, d: number): Promise<PlanesFigures['sessions'][number]> {
  const { clientCpu, coordinatorCpu, verifyCpu, uploadBytes, recordBytes, dropouts } =
    await benchSession(n, d, await defaultKernel(), () => undefined, { proofs: true });
  return { n, d, dropouts, clientCpu, coordinatorCpu, verifyCpu, uploadBytes, recordBytes };
}
