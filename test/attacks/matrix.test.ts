import { describe, expect, it } from 'vitest';
import { CATALOGUE } from '../../src/attacks/catalogue/index.ts';
import { CHECK_NAMES } from '../../src/session/checks/table.ts';

describe('the matrix of checks and attacks', () => {
  const attacked = new Set(
    CATALOGUE.filter(({ behind = [] }) => behind.length === 0).map(({ check }) => check),
  );

  it.each(CHECK_NAMES)('%s is needed by an attack', (check) => {
    expect(attacked).toContain(check);
  });

  it('has every attack once, and each names a check', () => {
    const ids = CATALOGUE.map(({ id }) => id);
    expect(new Set(ids).size).toBe(ids.length);
    for (const { id, check } of CATALOGUE) {
      expect(id).toMatch(/^[A-Z]\d\d$/);
      expect(CHECK_NAMES).toContain(check);
    }
  });

  it('says who deviates by the letter of the id, where the attack is on the parties themselves', () => {
    const letters: Readonly<Record<string, string>> = {
      S: 'coordinator',
      C: 'client',
      N: 'network',
    };
    for (const { id, who } of CATALOGUE) expect(letters[id[0]!] ?? who).toBe(who);
  });
});
