/**
 * `npm run bench:schemes`: sessions under `pairwise` and under `coded`, each cell in its own process. Without options all cells are
 * measured, which takes most of an hour; `--clients`, `--lengths`, `--corrupt`, `--dropouts` and `--schemes` leave cells out, and
 * `--figures` keeps those measured in docs/figures/schemes.json, in place of earlier ones of the same cell. `scripts/docs/schemesTable.ts`
 * makes tables and text of that.
 */
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { cpus, loadavg } from 'node:os';
import { fileURLToPath } from 'node:url';
import { Command } from 'commander';
import { table } from '../../src/cli/render.ts';
import type { Cell } from './schemes/cell.ts';
import { measure, type SchemeRow } from './schemes/measure.ts';
import { cellName, type SchemesFigures, schemesTable } from './schemes/tables.ts';

const numbers = (text: string): number[] => text.split(',').map(Number);

interface Options {
  readonly clients: number[];
  readonly lengths: number[];
  readonly corrupt: number[];
  readonly dropouts: number[];
  readonly schemes: Cell['scheme'][];
  readonly figures?: true;
  readonly json?: true;
  readonly cell?: string;
}

const options = new Command('bench:schemes')
  .option('--clients <n,…>', 'numbers of clients', numbers, [10, 100])
  .option('--lengths <d,…>', 'numbers of coordinates', numbers, [10_000, 1_000_000])
  .option('--corrupt <f,…>', 'n_C as fractions of n', numbers, [0.1, 0.3])
  .option('--dropouts <f,…>', 'dropouts as fractions of n', numbers, [0, 0.1, 0.3])
  .option('--schemes <names>', 'of pairwise, coded', (text) => text.split(','), [
    'pairwise',
    'coded',
  ])
  .option('--figures', 'keep the figures in docs/figures/schemes.json')
  .option('--json', 'print JSON')
  .option('--cell <json>', 'measure one cell and print it as JSON')
  .parse()
  .opts<Options>();

/** The figures kept so far. */
const FILE = new URL('../../docs/figures/schemes.json', import.meta.url);

if (options.cell !== undefined) {
  console.log(JSON.stringify(await measure(JSON.parse(options.cell) as Cell)));
} else {
  all();
}

function all(): void {
  const before = existsSync(FILE) ? kept() : undefined;
  const rows = new Map(
    (options.figures ? (before?.rows ?? []) : []).map((row) => [cellName(row), row]),
  );
  const loads = options.figures && before ? [...before.load] : [];
  const figures = (): SchemesFigures => ({
    machine: {
      processor: cpus()[0]?.model ?? 'unknown CPU',
      cores: cpus().length,
      node: process.version,
    },
    load: [Math.min(...loads), Math.max(...loads)],
    rows: [...rows.values()],
  });
  for (const cell of cells()) {
    loads.push(Math.round(10 * loadavg()[0]!) / 10);
    const started = performance.now();
    rows.set(cellName(cell), inProcess(cell));
    console.error(`${cellName(cell)}: ${((performance.now() - started) / 1000).toFixed(0)} s`);
    // After each cell: a run that is stopped keeps what it has.
    if (options.figures) writeFileSync(FILE, `${JSON.stringify(figures(), undefined, 2)}\n`);
  }
  console.log(
    options.json
      ? JSON.stringify(figures(), undefined, 2)
      : table(schemesTable(figures()), true).join('\n'),
  );
}

function kept(): SchemesFigures {
  return JSON.parse(readFileSync(FILE, 'utf8')) as SchemesFigures;
}

/** All cells that were asked for, both schemes of a session one after the other. */
function cells(): Cell[] {
  return options.clients.flatMap((clients) =>
    options.lengths.flatMap((length) =>
      options.corrupt.flatMap((corrupt) =>
        options.dropouts.flatMap((dropouts) =>
          options.schemes.map((scheme) => ({
            scheme,
            clients,
            length,
            corrupt: Math.round(corrupt * clients),
            dropouts: Math.round(dropouts * clients),
          })),
        ),
      ),
    ),
  );
}

/** Measures a cell in its own process, so that nothing of another is in its memory. */
function inProcess(cell: Cell): SchemeRow {
  const own = fileURLToPath(import.meta.url);
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    ['--import', 'tsx', own, '--cell', JSON.stringify(cell)],
    { encoding: 'utf8' },
  );
  if (status !== 0) throw new Error(`${cellName(cell)}: ${stderr}`);
  return JSON.parse(stdout.trim().split('\n').at(-1), (_, value: unknown) =>
    typeof value === 'number' && !Number.isInteger(value) ? Number(value.toPrecision(3)) : value,
  ) as SchemeRow;
}
