/**
 * `npm run bench:sparse`: sessions under `pairwise` and under `sparse`, each cell in its own process, with all parties in it. A tenth of
 * the clients drop out before they commit; under `sparse` a tenth may be corrupt, under `pairwise` a third. `--figures` keeps each cell in
 * docs/figures/sparse.json as it ends, and a later run with `--figures` goes on with the cells that are not there; `--again` measures all
 * that were asked for. `scripts/docs/sparseTable.ts` and `npm run docs:plots` make text and a picture of that.
 */
import { fileURLToPath } from 'node:url';
import { Command } from 'commander';
import { table } from '../../src/cli/render.ts';
import { MAX_CLIENTS_ALL_TO_ALL } from '../../src/session/limits.ts';
import { measureCells } from './cells.ts';
import type { BenchedScheme } from './sessions.ts';
import { cellName, measure, type SparseCell, type SparseRow } from './sparse/cell.ts';
import { growthLines, sparseTable } from './sparse/tables.ts';

const numbers = (text: string): number[] => text.split(',').map(Number);

interface Options {
  readonly clients: number[];
  readonly lengths: number[];
  readonly schemes: BenchedScheme[];
  readonly figures?: true;
  readonly again?: true;
  readonly json?: true;
  readonly cell?: string;
}

const options = new Command('bench:sparse')
  .option('--clients <n,…>', 'numbers of clients', numbers, [300, 500, 1000, 5000])
  .option('--lengths <d,…>', 'numbers of coordinates', numbers, [1000, 10_000])
  .option('--schemes <names>', 'of pairwise, sparse', (text) => text.split(','), [
    'pairwise',
    'sparse',
  ])
  .option('--figures', 'keep the figures in docs/figures/sparse.json')
  .option('--again', 'measure cells anew that are kept')
  .option('--json', 'print JSON')
  .option('--cell <json>', 'measure one cell and print it as JSON')
  .parse()
  .opts<Options>();

if (options.cell === undefined) all();
else console.log(JSON.stringify(await measure(JSON.parse(options.cell) as SparseCell)));

function all(): void {
  const figures = measureCells<SparseCell, SparseRow>(
    {
      program: fileURLToPath(import.meta.url),
      flags: ['--max-old-space-size=6000'],
      file: options.figures && new URL('../../docs/figures/sparse.json', import.meta.url),
      goOn: !options.again,
      nameOf: cellName,
    },
    cells(),
  );
  if (options.json) {
    console.log(JSON.stringify(figures, undefined, 2));
    return;
  }
  console.log(table(sparseTable(figures), true).join('\n'));
  for (const line of growthLines(figures)) console.log(line);
}

/** All cells that were asked for and that their scheme allows, the smallest first. */
function cells(): SparseCell[] {
  return options.lengths.flatMap((d) =>
    options.clients.flatMap((n) =>
      options.schemes
        .filter((scheme) => scheme === 'sparse' || n <= MAX_CLIENTS_ALL_TO_ALL)
        .map((scheme) => ({ scheme, n, d })),
    ),
  );
}
