/**
 * Writes what `npm run bench:schemes -- --figures` has measured: a table in docs/performance.md, and in words, where which scheme takes
 * less, in docs/guides/planning.md. Without docs/figures/schemes.json there is neither. With `--check`, only reports whether both pages
 * are up to date.
 */
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { format, resolveConfig } from 'prettier';
import { crossoverLines, type SchemesFigures, schemesTable } from '../bench/schemes/tables.ts';

const docs = new URL('../../docs/', import.meta.url);
const FIGURES = new URL('figures/schemes.json', docs);
const BEGIN = '<!-- schemes: scripts/docs/schemesTable.ts -->';
const END = '<!-- end of schemes -->';

/** A section that this script owns, and the heading that it stands before. */
interface Section {
  readonly page: string;
  readonly before: string;
  readonly text: (figures: SchemesFigures) => string;
}

const SECTIONS: readonly Section[] = [
  {
    page: 'performance.md',
    before: '## Before and after',
    text: (figures) =>
      [
        '## Both schemes',
        'The same sessions under `pairwise` and under `coded`, with the least t that n_C allows, and without range proofs; in each cell the figure of `pairwise`, then that of `coded`. Clients drop out before they commit. The coordinator is a service with its store on disk. What a party holds is measured between phases, after unused memory was collected. `npm run bench:schemes` measures it; `-- --figures` keeps the results.',
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

function machineLine({
  machine: { processor, cores, node },
  load: [least, most],
}: SchemesFigures): string {
  return `Measured on ${cores} cores (${processor}), Node ${node.slice(1)}, while ${least} to ${most} processes wanted to run.`;
}

function markdown(rows: readonly (readonly string[])[]): string {
  const [head, ...body] = rows;
  const all = [head!, head!.map(() => '---:'), ...body];
  return all.map((cells) => `| ${cells.join(' | ')} |`).join('\n');
}

/** A page with its section, in place of an earlier one. */
function withSection(page: string, { before }: Section, text: string | undefined): string {
  const begin = page.indexOf(BEGIN);
  const end = page.indexOf(END);
  const without =
    begin < 0 ? page : page.slice(0, begin) + page.slice(end + END.length).trimStart();
  if (text === undefined) return without;
  const at = without.indexOf(before);
  if (at < 0) throw new Error(`the page has no heading “${before}”`);
  return `${without.slice(0, at)}${BEGIN}\n\n${text}\n\n${END}\n\n${without.slice(at)}`;
}

const figures = existsSync(FIGURES)
  ? (JSON.parse(readFileSync(FIGURES, 'utf8')) as SchemesFigures)
  : undefined;
for (const section of SECTIONS) {
  const file = new URL(section.page, docs);
  const page = readFileSync(file, 'utf8');
  const text = withSection(page, section, figures && section.text(figures));
  const wanted = await format(text, { ...(await resolveConfig(file)), parser: 'markdown' });
  if (!process.argv.includes('--check')) writeFileSync(file, wanted);
  else if (wanted !== page) {
    console.error(`docs/${section.page} is out of date: npx tsx scripts/docs/schemesTable.ts`);
    process.exitCode = 1;
  }
}
