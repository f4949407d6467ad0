/**
 * Measures every step on this machine: the kernel's beside what limits them, then whole sessions with a tenth of
 * dropouts beside the aims. `--json` prints the same for programs; `--max-length`, `--clients` make it shorter.
 */
import { cpus, totalmem } from 'node:os';
import { Command } from 'commander';
import { progressBar } from '../../src/cli/progress.ts';
import { bytesText, table } from '../../src/cli/render.ts';
import { defaultKernel } from '../../src/kernel/index.ts';
import { benchKernel, type KernelRow } from './kernel.ts';
import { benchSession, type SessionRow } from './sessions.ts';

const PHASE_HEADER = ['advertise', 'share', 'commit', 'confirm', 'unmask'];
const SESSION_HEADER = [
  'n',
  'd',
  'client',
  'aim',
  'unmask',
  'aim',
  'cores busy',
  'verify',
  'aim',
  'upload',
  '× plain',
  'aim',
  'record',
  'peak memory',
];

interface Options {
  readonly clients: readonly number[];
  readonly lengths: readonly number[];
  readonly json?: true;
}

const numbers = (text: string): number[] => text.split(',').map(Number);
const options = new Command('bench')
  .option('--clients <n,…>', 'numbers of clients', numbers, [10, 100])
  .option('--lengths <d,…>', 'numbers of coordinates', numbers, [10_000, 100_000, 1_000_000])
  .option('--json', 'print the figures as JSON')
  .parse()
  .opts<Options>();

const machine = {
  processor: cpus()[0]?.model ?? 'unknown',
  cores: cpus().length,
  memoryBytes: totalmem(),
  node: process.version,
};
const bar = progressBar();
bar.update(0, 'kernel');
const kernelRows = await benchKernel({ dimensions: options.lengths });
const kernel = await defaultKernel();
const sessions: SessionRow[] = [];
for (const n of options.clients) {
  for (const d of options.lengths) {
    const row = await benchSession(n, d, kernel, (fraction) => {
      bar.update(fraction, `n = ${n}, d = ${d}`);
    });
    sessions.push(row);
  }
}
bar.stop();
process.stdout.write(
  options.json
    ? `${JSON.stringify({ machine, kernel: kernelRows, sessions }, undefined, 2)}\n`
    : [
        `${machine.processor}, ${machine.cores} cores, ${bytesText(machine.memoryBytes)}, Node ${machine.node}`,
        '',
        'kernel, one thread: the least of several runs, beside its limit in the same run',
        ...table(
          [['step', 'd', 'ms', 'limit ms', 'ratio', 'limit'], ...kernelRows.map(kernelCells)],
          true,
        ),
        '',
        'sessions, 16-bit inputs, a tenth drops out before committing; CPU milliseconds of all threads',
        ...table([SESSION_HEADER, ...sessions.map(sessionCells)], true),
        '',
        'growth: CPU of one client, of the coordinator, and of verifying, when d or n grows tenfold',
        ...growth(sessions),
        '',
        'CPU milliseconds by phase, one client and the coordinator',
        ...table([['n', 'd', ...PHASE_HEADER], ...sessions.map(phaseCells)], true),
        '',
      ].join('\n'),
);

function kernelCells({ step, d, measured, limit, ratio, limitName }: KernelRow): string[] {
  return [step, String(d), measured.toFixed(2), limit.toFixed(2), ratio.toFixed(2), limitName];
}

/** The aims are for n = 100, d = 10^6. */
function sessionCells(row: SessionRow): string[] {
  const big = row.n === 100 && row.d === 1_000_000;
  const aim = (value: string): string => (big ? value : '');
  return [
    String(row.n),
    String(row.d),
    row.clientCpu.toFixed(0),
    aim('2500'),
    row.unmaskCpu.toFixed(0),
    aim('4000'),
    (row.unmaskCpu / row.unmaskWall).toFixed(1),
    row.verifyCpu.toFixed(0),
    aim('500'),
    bytesText(Math.round(row.uploadBytes)),
    (row.uploadBytes / row.plaintextBytes).toFixed(2),
    aim('1.70'),
    bytesText(row.recordBytes),
    bytesText(row.peakBytes),
  ];
}

function phaseCells({ n, d, phases }: SessionRow): string[] {
  const cells = phases.map(
    (cost) => `${(cost.clientMs / cost.senders).toFixed(1)} + ${cost.coordinatorMs.toFixed(0)}`,
  );
  return [String(n), String(d), ...cells];
}

function growth(rows: readonly SessionRow[]): string[] {
  const pairs = rows.flatMap((small) =>
    rows
      .filter(
        (large) =>
          (large.n === small.n && large.d === 10 * small.d) ||
          (large.d === small.d && large.n === 10 * small.n),
      )
      .map((large) => [
        `n = ${small.n}, d = ${small.d} to n = ${large.n}, d = ${large.d}`,
        `× ${(large.clientCpu / small.clientCpu).toFixed(1)}`,
        `× ${(large.coordinatorCpu / small.coordinatorCpu).toFixed(1)}`,
        `× ${(large.verifyCpu / small.verifyCpu).toFixed(1)}`,
      ]),
  );
  return pairs.length === 0 ? [] : table([['', 'client', 'coordinator', 'verify'], ...pairs], true);
}
