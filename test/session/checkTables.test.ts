/** The pages that list checks, compared with the one table of checks. */
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import {
  CHECK_NAMES,
  type Checker,
  type CheckName,
  checkNumber,
  CHECKS,
  NUMBERED_CHECKS,
} from '../../src/session/checks/table.ts';

function page(name: string): string {
  return readFileSync(new URL(`../../docs/${name}.md`, import.meta.url), 'utf8');
}

/** The rows of the table under a heading, as cells. */
function tableUnder(heading: string, name: string): readonly (readonly string[])[] {
  const text = page(name);
  const start = text.indexOf(`\n## ${heading}\n`);
  expect(start, `${name}.md has no heading "${heading}"`).toBeGreaterThan(0);
  const section = text.slice(start + 4).split(/^## /m)[0]!;
  return section
    .split('\n')
    .filter((line) => line.startsWith('| '))
    .slice(2)
    .map((line) => line.split('|').map((cell) => cell.trim()));
}

/** The names in backticks of a cell. */
function named(cell: string | undefined): readonly string[] {
  return [...(cell ?? '').matchAll(/`([a-z-]+)`/g)].map(([, name]) => name!);
}

function madeBy(checker: Checker): readonly CheckName[] {
  return CHECK_NAMES.filter((name) => CHECKS[name].by.includes(checker));
}

describe('the table of checks', () => {
  it('numbers the checks of the verifier from 1 on, and no others', () => {
    expect(NUMBERED_CHECKS.map((name) => CHECKS[name].number)).toEqual(
      NUMBERED_CHECKS.map((_, i) => i + 1),
    );
    expect([...NUMBERED_CHECKS].sort()).toEqual([...madeBy('verifier')].sort());
  });

  it('says who makes each', () => {
    for (const name of CHECK_NAMES) expect(CHECKS[name].by, name).not.toEqual([]);
  });
});

describe('the pages', () => {
  it('threat-model.md has one line for each check', () => {
    const rows = tableUnder('Threats and checks', 'threat-model');
    expect(rows.flatMap(([, , check]) => named(check)).sort()).toEqual([...CHECK_NAMES].sort());
  });

  it('verifying.md says of each line of a report what it means, in the order of a report', () => {
    const rows = tableUnder('What each line means', 'verifying');
    expect(rows.flatMap(([, line]) => named(line))).toEqual(NUMBERED_CHECKS);
  });

  it('verifying.md shows a report as it is printed', () => {
    const shown = [...page('verifying').matchAll(/^(passed|failed|—) +([a-z-]+) +(V\d\d) /gm)];
    expect(shown.map(([, , name]) => name)).toEqual(NUMBERED_CHECKS);
    for (const [, , name, number] of shown) expect(checkNumber(name as CheckName)).toBe(number);
  });

  it('using.md names every check of a client’s policy', () => {
    const checks = tableUnder('Policies', 'using').flatMap(([, , , check]) => named(check));
    // What a session is called is no part of a policy: a client says it beside.
    const ofPolicies = madeBy('client').filter((name) => name.startsWith('policy-'));
    expect([...new Set([...checks, 'policy-task'])].sort()).toEqual(
      [...ofPolicies, 'proof-setup'].sort(),
    );
  });

  it('protocol.md says where clients and coordinators make each of theirs', () => {
    const text = page('protocol');
    const missing = [...madeBy('client'), ...madeBy('coordinator')].filter(
      (name) => !text.includes(`\`${name}\``),
    );
    expect(missing).toEqual([]);
  });

  it('participating.md tells of each that stops a participant’s own notes', () => {
    const text = page('participating');
    for (const name of madeBy('participant')) expect(text).toContain(`\`${name}\``);
  });

  it.each(['protocol', 'specification', 'verifying', 'attacks'])(
    '%s.md counts the checks of the verifier',
    (name) => {
      const ends = [...page(name).matchAll(/V01 to (V\d\d)/g)].map(([, end]) => end);
      expect(ends).toContain(checkNumber(NUMBERED_CHECKS.at(-1)!));
    },
  );

  it('specification.md names checks that there are, in its table of problems', () => {
    const rows = [...page('specification').matchAll(/`check` is `([a-z-]+)`/g)];
    expect(rows.length).toBeGreaterThan(1);
    for (const [, name] of rows) expect(CHECK_NAMES).toContain(name);
  });
});
