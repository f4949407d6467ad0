/** Domains of hashes: each stands in the specification, once, so that no two uses share one. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';

/** Folders whose hashes are only the attack suite's own. */
const OWN = /^replay\//;

const sources = readdirSync('src', { recursive: true, encoding: 'utf8' })
  .filter((path) => path.endsWith('.ts') && !OWN.test(path))
  .map((path) => readFileSync(join('src', path), 'utf8'));
const used = new Set(
  sources.flatMap((text) =>
    [...text.matchAll(/'(veilsum(?:-1)?\/[a-z0-9/-]+)'/g)].map((m) => m[1]!),
  ),
);
const listed = [
  ...readFileSync('docs/specification.md', 'utf8').matchAll(/^\| `(veilsum[^`]*\/[^`]+)` /gm),
].map((match) => match[1]!);

/** Names of entries of the package, and the domain of an example in a docstring. */
const NO_DOMAINS = ['veilsum-1/example', 'veilsum/node', 'veilsum/snark'];

describe('the domains of the specification', () => {
  it('are those of the code, each once', () => {
    const domains = [...used].filter((name) => !NO_DOMAINS.includes(name));
    expect([...listed].sort()).toEqual(domains.sort());
  });

  it('begin with the suite', () => {
    expect(listed.filter((name) => !name.startsWith('veilsum-1/'))).toEqual([]);
  });
});
