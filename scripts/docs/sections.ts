/** Sections of pages that a script makes of measured figures, and owns. */
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { format, resolveConfig } from 'prettier';
import type { CellFigures } from '../bench/cells.ts';

const docs = new URL('../../docs/', import.meta.url);

/** A section that a script owns, and the heading that it stands before. */
export interface Section<Figures> {
  readonly page: string;
  readonly before: string;
  readonly text: (figures: Figures) => string;
}

/** What a reader wants to know of a measurement: the machine, and how many processes wanted to run, at least and at most. */
export function machineLine({
  machine: { processor, cores, node },
  load: [least, most],
}: Pick<CellFigures<unknown>, 'machine' | 'load'>): string {
  return `Measured on ${cores} cores (${processor}), Node ${node.slice(1)}, while ${least} to ${most} processes wanted to run.`;
}

/** A table in Markdown, of numbers; of names in the first column where `named`. */
export function markdown(rows: readonly (readonly string[])[], named = false): string {
  const [head, ...body] = rows;
  const all = [head!, head!.map((_, i) => (named && i === 0 ? '---' : '---:')), ...body];
  return all.map((cells) => `| ${cells.join(' | ')} |`).join('\n');
}

/**
 * Writes sections of pages in docs, in place of earlier ones, or takes them out where nothing was measured. With `--check`, only reports
 * whether the pages are up to date.
 *
 * @param name - of the sections, and of the file with the figures
 * @param script - in scripts/docs, which makes them
 */
export async function writeSections<Figures>(
  name: string,
  script: string,
  sections: readonly Section<Figures>[],
): Promise<void> {
  const marks = {
    begin: `<!-- ${name}: scripts/docs/${script} -->`,
    end: `<!-- end of ${name} -->`,
  };
  const kept = new URL(`figures/${name}.json`, docs);
  const figures = existsSync(kept)
    ? (JSON.parse(readFileSync(kept, 'utf8')) as Figures)
    : undefined;
  for (const section of sections) {
    const file = new URL(section.page, docs);
    const page = readFileSync(file, 'utf8');
    const text = withSection(page, marks, section.before, figures && section.text(figures));
    const wanted = await format(text, { ...(await resolveConfig(file)), parser: 'markdown' });
    if (wanted === page) continue;
    if (process.argv.includes('--check')) {
      console.error(`docs/${section.page} is out of date: npx tsx scripts/docs/${script}`);
      process.exitCode = 1;
    } else {
      writeFileSync(file, wanted);
    }
  }
}

/** A page with a section in the place of an earlier one, or else before a heading. */
export function withSection(
  page: string,
  marks: { readonly begin: string; readonly end: string },
  before: string,
  text: string | undefined,
): string {
  const begin = page.indexOf(marks.begin);
  const old = begin >= 0;
  const at = old ? begin : page.indexOf(before);
  if (at < 0) throw new Error(`the page has no heading “${before}”`);
  const rest = old
    ? page.slice(page.indexOf(marks.end) + marks.end.length).trimStart()
    : page.slice(at);
  const section = text === undefined ? '' : `${marks.begin}\n\n${text}\n\n${marks.end}\n\n`;
  return page.slice(0, at) + section + rest;
}
