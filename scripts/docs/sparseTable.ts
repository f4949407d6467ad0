/**
 * Writes what `npm run bench:sparse -- --figures` has measured: a table and how costs grow in docs/performance.md, and in
 * docs/guides/planning.md from which n on `sparse` takes less. Without docs/figures/sparse.json there is neither. With `--check`, only
 * reports whether both pages are up to date.
 */
import {
  choiceLines,
  growthLines,
  type SparseFigures,
  sparseTable,
} from '../bench/sparse/tables.ts';
import { machineLine, markdown, type Section, writeSections } from './sections.ts';

const list = (lines: readonly string[]): string => lines.map((line) => `- ${line}`).join('\n');

const SECTIONS: readonly Section<SparseFigures>[] = [
  {
    page: 'performance.md',
    before: '## Before and after',
    text: (figures) =>
      [
        '## Thousands of clients',
        'Sessions of 16-bit coordinates with all parties in one process, without range proofs; the coordinator is measured with the messages of the session once more, after the clients’ memory was collected. A tenth of the clients drop out before they commit. Under `sparse` a tenth may be corrupt, under `pairwise` a third. In sessions of more than 1,000 clients, lists that all of them get are read once for all, but for every hundredth client, which reads them by itself as in a separate process; the client’s figures are those of the latter. `npm run bench:sparse` measures it; `-- --figures` keeps the results, and goes on where it was stopped.',
        '<picture>\n  <source media="(prefers-color-scheme: dark)" srcset="./images/sparse-dark.svg">\n  <img alt="CPU time of one client, of the coordinator and of a verifier over the number of clients, under pairwise up to 500 clients and under sparse beyond; the figures are in the table below." src="./images/sparse-light.svg">\n</picture>',
        machineLine(figures),
        markdown(sparseTable(figures)),
        list(growthLines(figures)),
      ].join('\n\n'),
  },
  {
    page: 'guides/planning.md',
    before: '## Before you start',
    text: (figures) =>
      [
        '### From how many clients on `sparse` takes less',
        'Measured, in the sessions of [this table](../performance.md#thousands-of-clients):',
        list(choiceLines(figures)),
        'Above 500 clients there is no other scheme.',
      ].join('\n\n'),
  },
];

await writeSections('sparse', 'sparseTable.ts', SECTIONS);
