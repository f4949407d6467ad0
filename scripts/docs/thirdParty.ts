/**
 * Writes THIRD_PARTY.md from package.json and the lock file. With `--check`, only reports whether
 * the file is up to date. In both cases it fails if an installed package has a licence that is not
 * on the list.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { format, resolveConfig } from 'prettier';
import { INCLUDED } from '../build/included.ts';

const FILE = new URL('../../THIRD_PARTY.md', import.meta.url);

/** Allowed licences of packages that an installation includes. */
const ALLOWED = ['MIT', 'ISC', 'Apache-2.0', 'BSD-2-Clause', 'BSD-3-Clause', '0BSD', 'Unlicense'];

interface Locked {
  readonly version?: string;
  readonly license?: string;
  readonly dev?: boolean;
}

interface Manifest {
  readonly dependencies: Readonly<Record<string, string>>;
  readonly peerDependencies: Readonly<Record<string, string>>;
  readonly peerDependenciesMeta: Readonly<Record<string, { readonly optional?: boolean }>>;
  readonly devDependencies: Readonly<Record<string, string>>;
}

function json(name: string): unknown {
  return JSON.parse(readFileSync(new URL(`../../${name}`, import.meta.url), 'utf8'));
}

const manifest = json('package.json') as Manifest;
const { packages } = json('package-lock.json') as { packages: Readonly<Record<string, Locked>> };

const nameOf = (path: string): string => path.slice(path.lastIndexOf('node_modules/') + 13);
const licenceOf = ({ license }: Locked): string => license ?? 'not stated';
const installed = Object.entries(packages)
  .filter(([path, { dev }]) => path.startsWith('node_modules/') && dev !== true)
  .map(([path, locked]) => ({ name: nameOf(path), ...locked }));

const refused = installed.filter((locked) => !ALLOWED.includes(licenceOf(locked)));
if (refused.length > 0) {
  throw new Error(
    `an installation would bring ${refused.map((locked) => `${locked.name} (${licenceOf(locked)})`).join(', ')}`,
  );
}
const demanded = Object.keys(manifest.peerDependencies).filter(
  (name) => manifest.peerDependenciesMeta[name]?.optional !== true,
);
if (demanded.length > 0) throw new Error(`not optional: ${demanded.join(', ')}`);

function table(names: readonly string[]): string {
  const rows = names.map((name) => {
    const locked = packages[`node_modules/${name}`] ?? {};
    return `| \`${name}\` | ${locked.version ?? '—'} | ${licenceOf(locked)} |`;
  });
  return ['| package | version | licence |', '| --- | --- | --- |', ...rows].join('\n');
}

/** Packages whose code is included in built files. */
const CARRIED = [...INCLUDED, 'uplot', 'zod'];

/** The licence texts that must be distributed with the package. */
function licenceTexts(names: readonly string[]): string {
  return names
    .map((name) => {
      const own = readFileSync(
        new URL(`../../node_modules/${name}/LICENSE`, import.meta.url),
        'utf8',
      );
      return `### ${name}\n\n\`\`\`text\n${own.trim()}\n\`\`\``;
    })
    .join('\n\n');
}

const direct = Object.keys(manifest.dependencies);
const peers = Object.keys(manifest.peerDependencies);
const permissive = peers.filter((name) =>
  ALLOWED.includes(licenceOf(packages[`node_modules/${name}`] ?? {})),
);
const transitive = new Map<string, Set<string>>();
for (const locked of installed.filter(({ name }) => !direct.includes(name))) {
  const licence = licenceOf(locked);
  transitive.set(licence, (transitive.get(licence) ?? new Set()).add(locked.name));
}
const theirs = [...transitive]
  .sort(([a], [b]) => (a < b ? -1 : 1))
  .map(
    ([licence, names]) =>
      `- ${licence}: ${[...names]
        .sort()
        .map((n) => `\`${n}\``)
        .join(', ')}`,
  );

const text = `# Third-party software

<!-- Written by scripts/docs/thirdParty.ts from package.json and package-lock.json; change those, and run it again. -->

veilsum is under Apache-2.0. This page lists what it uses, with the licence that each package states. The tests ran with these versions.

## What an installation brings

${table(direct)}

These bring in turn, in the versions of the lock file:

${theirs.join('\n')}

All of it is under ${ALLOWED.join(', ')}; the check of this page fails for anything else.

## Carried in built files

Built files carry parts of these: the operator's page of \`uplot\`, the commands of the others. An update of a package in an
installation reaches the library, and the commands with the next version of veilsum.

${table(CARRIED)}

${licenceTexts(CARRIED)}

## Optional peers, for a store in PostgreSQL and for traces

The coordinator alone uses these, if they are installed: \`pg\` and \`pg-boss\` if it keeps its sessions in a database,
\`@opentelemetry/api\` for traces.

${table(permissive)}

## Optional peers, for range proofs

\`veilsum/snark\` alone uses these, and only where the host has installed them. They are **under GPL-3.0**: a program that ships
with them has to comply with that licence. Nothing else in veilsum needs them, and no installation brings them.

${table(peers.filter((name) => !permissive.includes(name)))}

## Development alone

Nothing of these is published. \`circom2\`, \`circomlibjs\`, \`snarkjs\` and \`ffjavascript\` are under GPL-3.0: they compile circuits, make
keys, and serve as second implementations in tests.

${table(Object.keys(manifest.devDependencies).filter((name) => ![...peers, ...CARRIED].includes(name)))}
`;
const options = await resolveConfig(FILE);
const wanted = await format(text, { ...options, parser: 'markdown' });
if (process.argv.includes('--check')) {
  if (readFileSync(FILE, 'utf8') !== wanted) {
    throw new Error('THIRD_PARTY.md is out of date: npx tsx scripts/docs/thirdParty.ts');
  }
} else {
  writeFileSync(FILE, wanted);
}
