/**
 * `npm run bench:schemes`: sessions under `pairwise` and under `coded`, each cell in its own process. Without options all cells are
 * measured, which takes most of an hour; `--clients`, `--lengths`, `--corrupt`, `--dropouts` and `--schemes` leave cells out, and
 * `--figures` keeps those measured in docs/figures/schemes.json, in place of earlier ones of the same cell. `scripts/docs/schemesTable.ts`
 * makes tables and text of that.
 */
import { fileURLToPath } from 'node:url';
import { Command } from 'commander';
import { table } from '../../src/cli/render.ts';
import { measureCells } from './cells.ts';
import type { Cell } from './schemes/cell.ts';
import { measure, type SchemeRow } from './schemes/measure.ts';
import { cellName, schemesTable } from './schemes/tables.ts';

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

if (options.cell !== undefined) {
  console.log(JSON.stringify(await measure(JSON.parse(options.cell) as Cell)));
} else {
  const figures = measureCells<Cell, SchemeRow>(
    {
      program: fileURLToPath(import.meta.url),
      file: options.figures && new URL('../../docs/figures/schemes.json', import.meta.url),
      nameOf: cellName,
    },
    cells(),
  );
  console.log(
    options.json
      ? JSON.stringify(figures, undefined, 2)
      : table(schemesTable(figures), true).join('\n'),
  );
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
