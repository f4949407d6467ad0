import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { PROJECT } from './installed.ts';

const PAGES = [
  'CHANGELOG.md',
  'LICENSE',
  'README.md',
  'SECURITY.md',
  'THIRD_PARTY.md',
  'package.json',
];

/** Sources that are not compiled as they are: AssemblyScript, the page that is bundled into `net/generated`, and the commands. */
const NOT_COMPILED = /^(kernel\/assembly|net\/pages|cli)\//;

/** Every module of src/ as JavaScript with its source map and its types. */
async function compiled(): Promise<string[]> {
  const sources = await readdir(join(PROJECT, 'src'), { recursive: true });
  return sources
    .filter((path) => path.endsWith('.ts') && !path.endsWith('.d.ts') && !NOT_COMPILED.test(path))
    .map((path) => path.slice(0, -'.ts'.length))
    .flatMap((path) => ['js', 'js.map', 'd.ts'].map((ending) => `dist/${path}.${ending}`));
}

/** The two commands, and what they load when they need it: bundled, each file with a hash of what it has. */
async function commands(): Promise<string[]> {
  const files = await readdir(join(PROJECT, 'dist/cli'));
  const bundled = files.filter((file) => /^[a-zA-Z]+-[0-9A-Z]{8}\.js$/.test(file));
  return ['veilsum.js', 'verifyAggregate.js', ...bundled].map((file) => `dist/cli/${file}`);
}

/** For each circuit of the manifest its verification key, and the transcript, if it has one; nothing to prove with. */
async function keys(): Promise<string[]> {
  const text = await readFile(join(PROJECT, 'keys/manifest.json'), 'utf8');
  const { circuits } = JSON.parse(text) as {
    readonly circuits: Readonly<Record<string, { readonly origin: string }>>;
  };
  const files = Object.entries(circuits).flatMap(([name, { origin }]) => {
    const transcript = origin === 'ceremony' ? ['transcript.json'] : [];
    return ['vkey.json', ...transcript].map((ending) => `keys/${name}.${ending}`);
  });
  return ['keys/manifest.json', ...files];
}

/** Every file that the package must have, sorted; it must have no other. */
export async function expectedContents(): Promise<string[]> {
  const derived = ['generators/babyJubjub.bin', 'schemas/commands.json'];
  return [
    ...PAGES,
    ...(await compiled()),
    ...(await commands()),
    ...derived,
    ...(await keys()),
  ].sort();
}
