import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { CHECK_NAMES } from '../../src/session/checks.ts';
import { Defences } from '../../src/session/defences.ts';

interface Manifest {
  readonly exports: Readonly<Record<string, string | { readonly default: string }>>;
}

const manifest = JSON.parse(
  readFileSync(new URL('../../package.json', import.meta.url), 'utf8'),
) as Manifest;

/** The sources behind the package's entries. */
const entries = Object.values(manifest.exports).flatMap((entry) =>
  typeof entry === 'string' ? [] : [entry.default.replace('./dist/', '').replace('.js', '.ts')],
);

const SWITCHES = ['Defences', 'ALL_DEFENCES', 'joinUnder', 'openUnder', 'verifyUnder', 'runAttack'];

describe.each(entries)('the entry %s', (entry) => {
  it('offers nothing that switches a check off', async () => {
    const source = new URL(`../../src/${entry}`, import.meta.url).href;
    const offered = (await import(/* @vite-ignore */ source)) as Record<string, unknown>;
    expect(Object.keys(offered)).not.toHaveLength(0);
    for (const name of SWITCHES) expect(offered).not.toHaveProperty(name);
    for (const value of Object.values(offered)) expect(value).not.toBeInstanceOf(Defences);
  });
});

describe('defences', () => {
  it('have every check on unless they are told otherwise', () => {
    const all = Defences.unsafeWithout();
    for (const check of CHECK_NAMES) expect(all.has(check)).toBe(true);
  });
});
