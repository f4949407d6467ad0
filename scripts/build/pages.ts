/**
 * Bundles the coordinator's page into src/net/generated/operatorPage.ts: its HTML, style and script
 * as strings, so that it needs no other files and fetches nothing from elsewhere.
 */
import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const root = fileURLToPath(new URL('../../', import.meta.url));
const folder = `${root}src/net/pages/operator/`;
const target = `${root}src/net/generated/operatorPage.ts`;

const { outputFiles } = await build({
  absWorkingDir: root,
  entryPoints: [`${folder}page.ts`],
  bundle: true,
  minify: true,
  format: 'esm',
  target: 'es2022',
  charset: 'utf8',
  legalComments: 'inline',
  write: false,
  logLevel: 'silent',
});
const parts = {
  HTML: await readFile(`${folder}page.html`, 'utf8'),
  STYLE: `${await readFile(`${root}node_modules/uplot/dist/uPlot.min.css`, 'utf8')}\n${await readFile(`${folder}page.css`, 'utf8')}`,
  SCRIPT: outputFiles[0]!.text,
};
const lines = Object.entries(parts).map(
  ([name, text]) => `export const OPERATOR_${name}: string = ${JSON.stringify(text)};\n`,
);
await mkdir(`${root}src/net/generated`, { recursive: true });
// Written to a temporary file that is then renamed, so that a concurrent run never reads a partial
// file.
const draft = `${target}.${process.pid}`;
await writeFile(
  draft,
  `// Made by \`npm run build:kernel\`. Changes here are lost.\n${lines.join('')}`,
);
await rename(draft, target);
console.log(`operator's page: ${parts.SCRIPT.length} bytes of script`);
