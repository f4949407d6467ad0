/**
 * Writes docs/public-api/ from the built types, one page per entry of package.json: every name that
 * the package exports, with its declaration and without comments. That makes changes of the API
 * visible in review. With `--check`, only reports which pages are not up to date.
 */
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { format, resolveConfig } from 'prettier';
import ts from 'typescript';
import { declarationText } from './declarationText.ts';

const FOLDER = 'docs/public-api';
const { exports } = JSON.parse(readFileSync('package.json', 'utf8')) as {
  readonly exports: Readonly<Record<string, { readonly types?: string }>>;
};

interface Entry {
  readonly name: string;
  readonly types: string;
}

/** The entries with types; `veilsum` itself last, because it mostly repeats the others. */
const ENTRIES: readonly Entry[] = Object.entries(exports)
  .flatMap(([path, { types }]) =>
    types === undefined ? [] : [{ name: path.replace(/^\./, 'veilsum'), types: resolve(types) }],
  )
  .sort((a, b) => Number(a.name === 'veilsum') - Number(b.name === 'veilsum'));

const program = ts.createProgram(
  ENTRIES.map(({ types }) => types),
  { module: ts.ModuleKind.NodeNext, target: ts.ScriptTarget.ES2022, lib: ['lib.es2023.d.ts'] },
);
const checker = program.getTypeChecker();

/** The entry that each declaration was first shown under. */
const shown = new Map<ts.Symbol, string>();

function page({ name, types }: Entry): string {
  const source = program.getSourceFile(types);
  const module = source && checker.getSymbolAtLocation(source);
  if (!module) throw new Error(`${types} is missing: npm run build`);
  const elsewhere = new Map<string, string[]>();
  const declarations: string[] = [];
  const names = checker.getExportsOfModule(module).sort((a, b) => (a.name < b.name ? -1 : 1));
  for (const exported of names) {
    const isAlias = (exported.flags & ts.SymbolFlags.Alias) !== 0;
    const symbol = isAlias ? checker.getAliasedSymbol(exported) : exported;
    const before = shown.get(symbol);
    if (before === undefined) {
      shown.set(symbol, name);
      declarations.push(declarationText(exported.name, symbol));
    } else elsewhere.set(before, [...(elsewhere.get(before) ?? []), `\`${exported.name}\``]);
  }
  const again = [...elsewhere].map(
    ([entry, list]) => `Also here, as in \`${entry}\`: ${list.join(', ')}.\n`,
  );
  return [
    `# ${name}\n`,
    '<!-- Written by scripts/docs/publicApi.ts from the built types: npm run docs:api -->\n',
    `What \`${name}\` exports.\n`,
    ...again,
    ...declarations.map((text) => `\`\`\`ts\n${text}\n\`\`\`\n`),
  ].join('\n');
}

const options = await resolveConfig(join(FOLDER, 'page.md'));
const pages = new Map<string, string>();
for (const entry of ENTRIES) {
  const file = `${entry.name.replace('/', '-')}.md`;
  pages.set(file, await format(page(entry), { ...options, parser: 'markdown' }));
}

mkdirSync(FOLDER, { recursive: true });
const stale = [...new Set([...pages.keys(), ...readdirSync(FOLDER)])].filter((file) => {
  const wanted = pages.get(file);
  const kept = readdirSync(FOLDER).includes(file) ? readFileSync(join(FOLDER, file), 'utf8') : '';
  return wanted !== kept;
});
if (!process.argv.includes('--check')) {
  for (const file of stale) rmSync(join(FOLDER, file), { force: true });
  for (const [file, text] of pages) writeFileSync(join(FOLDER, file), text);
} else if (stale.length > 0) {
  throw new Error(
    `the public API has changed: npm run docs:api, and review ${stale.map((file) => join(FOLDER, file)).join(', ')}`,
  );
}
