import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { CHECK_NAMES, checkNumber, CHECKS } from '../../src/session/checks/table.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));
const specification = readFileSync(join(root, 'docs/specification.md'), 'utf8');

/** Domains of hashes in the library's code; examples and the attack suite aside. */
function domainsInCode(): string[] {
  const files = readdirSync(join(root, 'src'), { recursive: true, encoding: 'utf8' }).filter(
    (name) => name.endsWith('.ts') && !name.startsWith('attacks'),
  );
  const found = files.flatMap((name) => {
    const text = readFileSync(join(root, 'src', name), 'utf8');
    return [...text.matchAll(/'(veilsum-1\/[a-z-]+)'/g)].map(([, domain]) => domain!);
  });
  return [...new Set(found)].filter((domain) => domain !== 'veilsum-1/example').sort();
}

describe('the specification', () => {
  it('lists every domain that the code hashes under, and no other', () => {
    const listed = [...specification.matchAll(/^\| `(veilsum-1\/[a-z-]+)`/gm)];
    expect(listed.map(([, domain]) => domain).sort()).toEqual(domainsInCode());
  });

  it('has no domain without the suite in front', () => {
    const files = readdirSync(join(root, 'src'), { recursive: true, encoding: 'utf8' });
    const domains = files
      .filter((name) => name.endsWith('.ts'))
      .flatMap((name) => {
        const text = readFileSync(join(root, 'src', name), 'utf8');
        return [...text.matchAll(/\btupleHash(?:Xof)?\(\s*'([^']+)'/g)].map(
          ([, domain]) => domain!,
        );
      });
    expect(domains.length).toBeGreaterThan(15);
    expect(domains.filter((domain) => !domain.startsWith('veilsum-1/'))).toEqual([]);
  });

  it('numbers every check of the verifier, once', () => {
    const numbered = [...specification.matchAll(/^\| V(\d\d) \| `([a-z-]+)`/gm)];
    expect(numbered.map(([, number]) => Number(number))).toEqual(numbered.map((_, i) => i + 1));
    const names = CHECK_NAMES.filter((name) => CHECKS[name].by.includes('verifier'));
    expect(numbered.map(([, , name]) => name).sort()).toEqual([...names].sort());
  });

  it('numbers them as the code does, and the page of the attacks', () => {
    const numbers = new Map(
      [...specification.matchAll(/^\| (V\d\d) \| `([a-z-]+)`/gm)].map(([, v, name]) => [name, v]),
    );
    const page = readFileSync(join(root, 'docs/attacks.md'), 'utf8');
    const listed = new Map(
      [...page.matchAll(/^\| (V\d\d|) +\| `([a-z-]+)`/gm)].map(([, v, name]) => [name, v]),
    );
    expect(listed.size).toBe(CHECK_NAMES.length);
    for (const name of CHECK_NAMES) {
      expect(checkNumber(name), name).toBe(numbers.get(name));
      expect(listed.get(name), name).toBe(numbers.get(name) ?? '');
    }
    const stopped = [...page.matchAll(/`([a-z-]+)` \(\[(V\d\d)\]/g)];
    expect(stopped.length).toBeGreaterThan(20);
    for (const [, name, number] of stopped) expect(number, name).toBe(numbers.get(name));
  });

  it('has a section for every link into it', () => {
    const sections = [...specification.matchAll(/^## (.+)$/gm)].map(([, title]) =>
      title!
        .toLowerCase()
        .replace(/[^a-z -]/g, '')
        .replaceAll(' ', '-'),
    );
    const pages = ['specification', 'protocol', 'verifying'].map((name) =>
      readFileSync(join(root, 'docs', `${name}.md`), 'utf8'),
    );
    const own = [...specification.matchAll(/\]\(#([a-z-]+)\)/g)];
    const from = pages.flatMap((page) => [...page.matchAll(/\]\(specification\.md#([a-z-]+)\)/g)]);
    const links = [...own, ...from].map(([, anchor]) => anchor!);
    expect(links.length).toBeGreaterThan(20);
    expect(links.filter((anchor) => !sections.includes(anchor))).toEqual([]);
  });
});
