/**
 * Writes what `npm run bench:schemes -- --figures` has measured: a table in docs/performance.md, and in words, where which scheme takes
 * less, in docs/guides/planning.md. Without docs/figures/schemes.json there is neither. With `--check`, only reports whether both pages
 * are up to date.
 */
import { crossoverLines, type SchemesFigures, schemesTable } from '../bench/schemes/tables.ts';
import { machineLine, markdown, type Section, writeSections } from './sections.ts';

const SECTIONS: readonly Section<SchemesFigures>[] = [
  {
    page: 'performance.md',
    before: '## Before and after',
    text: (figures) =>
      [
        '## Both schemes',
        'The same sessions under `pairwise` and under `coded`, with the least t that n_C allows, and without range proofs; in each cell the figure of `pairwise`, then that of `coded`. Clients drop out before they commit. The coordinator is a service with its store on disk: storing a large message, syncing it, and reading it back takes 3.4 milliseconds of CPU a megabyte (11 to 25 in LevelDB, where they were before). What a party holds is measured between phases, after unused memory was collected. `npm run bench:schemes` measures it; `-- --figures` keeps the results.',
        machineLine(figures),
        markdown(schemesTable(figures)),
      ].join('\n\n'),
  },
  {
    page: 'guides/planning.md',
    before: '## Before you start',
    text: (figures) =>
      [
        '### Where one takes less than the other',
        `Measured, in the sessions of [this table](../performance.md#both-schemes):`,
        crossoverLines(figures)
          .map((line) => `- ${line}`)
          .join('\n'),
      ].join('\n\n'),
  },
];

await writeSections('schemes', 'schemesTable.ts', SECTIONS);
