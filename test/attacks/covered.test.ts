import { existsSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { CATALOGUE } from '../../src/attacks/catalogue/index.ts';
import { OUT_OF_SCOPE } from '../../src/attacks/outOfScope.ts';
import { KNOWN_DEFECTS } from '../../src/attacks/knownDefects/index.ts';

/** The plan of the catalogue: S01 to S26, C01 to C14, N01 to N08, L01 to L08. */
const PLAN = Object.entries({ S: 26, C: 14, N: 8, L: 8 }).flatMap(([letter, count]) =>
  Array.from({ length: count }, (_, i) => `${letter}${String(i + 1).padStart(2, '0')}`),
);

describe('the plan of the catalogue', () => {
  const attacks = CATALOGUE.map(({ id }) => id);
  const covered = OUT_OF_SCOPE.map(({ id }) => id);

  it.each(PLAN)('%s is an attack with a control, or covered in another way', (id) => {
    expect([...attacks, ...covered].filter((one) => one === id)).toEqual([id]);
  });

  it('has no other entry among the covered', () => {
    for (const id of covered) expect(PLAN).toContain(id);
  });
});

describe.each(OUT_OF_SCOPE.map((entry) => [entry.id, entry] as const))('%s', (_, { shownBy }) => {
  it.each(shownBy)('is shown by %s, which exists', (place) => {
    if (place.includes('/')) {
      expect(existsSync(new URL(`../../${place}`, import.meta.url))).toBe(true);
    } else {
      expect([...CATALOGUE, ...KNOWN_DEFECTS].map(({ id }) => id)).toContain(place);
    }
  });

  it('is shown by something', () => {
    expect(shownBy).not.toHaveLength(0);
  });
});
