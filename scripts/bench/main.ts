/**
 * Measures everything on this machine: the kernel's steps and their limits, whole sessions in which
 * a tenth of the clients drop out and the targets for them, and range proofs compared with Prio3.
 * `--json` prints JSON; `--lengths` and `--clients` make the run shorter; `--only proofs` measures
 * only the proofs.
 */
import { CLIENT_PHASES } from '../../src/messages/table.ts';
import { writeFile } from 'node:fs/promises';
import { totalmem } from 'node:os';
import { Command, Option } from 'commander';
import { progressBar } from '../../src/cli/progress.ts';
import { bytesText, table } from '../../src/cli/render.ts';
import { defaultKernel } from '../../src/kernel/index.ts';
import { type Growth, growthOf } from './growth.ts';
import { benchHostile, type HostileRow } from './hostile.ts';
import { benchKernel, type KernelRow } from './kernel.ts';
import { thisMachine } from './machine.ts';
import { benchPrio3, benchProofs, type Prio3Row, type ProofRow, shippedKeys } from './proofs.ts';
import { benchSession, type SessionRow } from './sessions.ts';

const PROOF_HEADER = [
  'keys',
  'constraints',
  'each',
  'proving key',
  'd',
  'rows',
  'prove',
  'each',
  'bytes',
  'verify',
  'portable',
];
const HOSTILE_HEADER = ['reader', 'bytes', 'memory', 'aim', 'ms'];
const PRIO3_HEADER = ['d', 'bits', 'prove', 'verify', 'proof bytes', 'upload'];
const SESSION_HEADER = [
  'n',
  'd',
  'client',
  'aim',
  'coordinator',
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
  readonly proofLengths: readonly number[];
  readonly prio3Lengths: readonly number[];
  readonly only?: 'proofs';
  readonly json?: true;
  readonly figures?: true;
}

const numbers = (text: string): number[] => text.split(',').map(Number);
const options = new Command('bench')
  .option('--clients <n,…>', 'numbers of clients', numbers, [10, 100])
  .option('--lengths <d,…>', 'numbers of coordinates', numbers, [10_000, 100_000, 1_000_000])
  .option('--proof-lengths <d,…>', 'numbers of coordinates to prove about', numbers, [1000])
  .option('--prio3-lengths <d,…>', 'and for Prio3; 10000 takes most of a minute', numbers, [1000])
  .addOption(new Option('--only <part>', 'measure this alone').choices(['proofs']))
  .option('--json', 'print the figures as JSON')
  .option('--figures', 'keep the figures of sessions for the plots in the documentation')
  .parse()
  .opts<Options>();

const machine = {
  ...thisMachine(),
  memoryBytes: totalmem(),
};
const bar = progressBar();
bar.update(0, 'kernel');
const everything = options.only === undefined;
const hostile = everything ? await benchHostile() : [];
const kernelRows = everything ? await benchKernel({ dimensions: options.lengths }) : [];
const kernel = await defaultKernel();
const sessions: SessionRow[] = [];
for (const n of everything ? options.clients : []) {
  for (const d of options.lengths) {
    const row = await benchSession(n, d, kernel, (fraction) => {
      bar.update(fraction, `n = ${n}, d = ${d}`);
    });
    sessions.push(row);
  }
}
const proofs: ProofRow[] = [];
const prio3: Prio3Row[] = [];
for (const name of await shippedKeys()) {
  for (const d of options.proofLengths) {
    const row = await benchProofs(name, d, options.clients, kernel, (fraction) => {
      bar.update(fraction, `${name}, d = ${d}`);
    });
    proofs.push(row);
  }
}
for (const d of options.prio3Lengths) {
  for (const bits of [8, 16]) prio3.push(await benchPrio3(d, bits));
}
bar.stop();
if (options.figures) {
  const kept = sessions.map(({ n, d, dropouts, clientCpu, coordinatorCpu, verifyCpu, ...row }) => ({
    ...{ n, d, dropouts, clientCpu, coordinatorCpu, verifyCpu },
    ...{ uploadBytes: Math.round(row.uploadBytes), recordBytes: row.recordBytes },
  }));
  const file = new URL('../../docs/figures/sessions.json', import.meta.url);
  const figures = { machine, kernel: kernelCosts(kernelRows), sessions: kept };
  await writeFile(file, `${JSON.stringify(figures, undefined, 2)}\n`);
}
process.stdout.write(
  options.json
    ? `${JSON.stringify({ machine, hostile, kernel: kernelRows, sessions: sessions.map((row) => ({ ...row, session: undefined })), proofs, prio3 }, undefined, 2)}\n`
    : [
        `${machine.processor}, ${machine.cores} cores, ${bytesText(machine.memoryBytes)}, Node ${machine.node}`,
        '',
        ...(everything ? machineAndSessions() : []),
        ...proofTables(),
      ].join('\n'),
);

function machineAndSessions(): string[] {
  return [
    'bytes from outside that are no message: the worst of many shapes; memory beside the bytes, in multiples of them',
    ...table([HOSTILE_HEADER, ...hostile.map(hostileCells)], true),
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
    'growth: CPU of one client, of the coordinator, and of verifying; fitted where there are three measurements or more',
    ...table([
      ['party', 'at', 'over', 'grows as', 'off by at most'],
      ...growthOf(sessions).map(growthCells),
    ]),
    '',
    'CPU milliseconds by phase, one client and the coordinator',
    ...table([['n', 'd', ...CLIENT_PHASES], ...sessions.map(phaseCells)], true),
    '',
  ];
}

function proofTables(): string[] {
  const crowds = proofs.flatMap(({ keys, d, crowds: measured }) =>
    measured.map(({ n, alone, batch }) => [
      keys,
      String(d),
      String(n),
      alone.toFixed(0),
      batch.toFixed(0),
      n === 100 && d === 1000 ? '5000' : '',
    ]),
  );
  return [
    'range proofs of one client, CPU milliseconds: as many bits as the keys have; verified in WebAssembly and portably',
    ...table([PROOF_HEADER, ...proofs.map(proofCells)], true),
    '',
    'range proofs of n clients, one client at a time and in one batch, CPU milliseconds',
    ...table([['keys', 'd', 'n', 'alone', 'batch', 'aim'], ...crowds], true),
    '',
    'Prio3 SumVec, two aggregators, the same vectors, CPU milliseconds',
    ...table([PRIO3_HEADER, ...prio3.map(prio3Cells)], true),
    '',
  ];
}

function proofCells(row: ProofRow): string[] {
  return [
    row.keys,
    String(row.constraints),
    row.constraintsEach.toFixed(1),
    bytesText(row.provingKeyBytes),
    String(row.d),
    String(row.rows),
    row.proveCpu.toFixed(0),
    (row.proveCpu / row.d).toFixed(2),
    String(row.proofBytes),
    row.verifyCpu.toFixed(0),
    row.verifyPortableCpu.toFixed(0),
  ];
}

function prio3Cells(row: Prio3Row): string[] {
  return [
    String(row.d),
    String(row.bits),
    row.proveCpu.toFixed(0),
    row.verifyCpu.toFixed(0),
    String(row.proofBytes),
    bytesText(row.uploadBytes),
  ];
}

function hostileCells({ reader, bytes, times, milliseconds }: HostileRow): string[] {
  return [reader, bytesText(bytes), `× ${times.toFixed(2)}`, '× 4', milliseconds.toFixed(1)];
}

function kernelCells({ step, d, measured, limit, ratio, limitName }: KernelRow): string[] {
  return [step, String(d), measured.toFixed(2), limit.toFixed(2), ratio.toFixed(2), limitName];
}

/** The targets are for n = 100 and d = 10^6. */
function sessionCells(row: SessionRow): string[] {
  const big = row.n === 100 && row.d === 1_000_000;
  const aim = (value: string): string => (big ? value : '');
  return [
    String(row.n),
    String(row.d),
    row.clientCpu.toFixed(0),
    aim('850'),
    row.coordinatorCpu.toFixed(0),
    aim('1900'),
    row.unmaskCpu.toFixed(0),
    aim('1200'),
    (row.unmaskCpu / row.unmaskWall).toFixed(1),
    row.verifyCpu.toFixed(0),
    aim('300'),
    bytesText(Math.round(row.uploadBytes)),
    (row.uploadBytes / row.plaintextBytes).toFixed(2),
    aim('1.62'),
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

function growthCells({ party, variable, fixed, range, exponent, off }: Growth): string[] {
  return [
    party,
    fixed,
    `${variable} = ${range[0]} to ${range[1]}`,
    `${variable}^${exponent.toFixed(2)}`,
    `× ${off.toFixed(2)}`,
  ];
}

/**
 * What the kernel alone needs for a coordinate that is committed and for an element of a mask, in milliseconds: sessions do not
 * tell these from other steps that grow in the same way.
 */
function kernelCosts(rows: readonly KernelRow[]): Readonly<Record<string, number | undefined>> {
  const largest = (step: string): KernelRow | undefined =>
    rows.filter((row) => row.step === step).sort((a, b) => b.d - a.d)[0];
  // Coordinates in an element of the kernel's benchmark.
  const slots = 10;
  const per = (row: KernelRow | undefined, perUnit: number): number | undefined =>
    row && Number(((row.measured * perUnit) / row.d).toPrecision(3));
  return {
    coordinate: per(largest('commit rows'), 1),
    maskElement: per(largest('expand one mask and add it'), slots),
  };
}
