import { describe, expect, it } from 'vitest';
import { suiteVectors } from './suiteVectors.ts';
import { readVectors } from './vectorFile.ts';

describe('the suite veilsum-1', () => {
  const { about, emittedBy, ...published } = readVectors('suite.json') as Record<string, unknown>;

  const ours = suiteVectors();

  it('names what emits its vectors', () => {
    expect(about).toBeTypeOf('string');
    expect(emittedBy).toBe('scripts/vectors/crypto.ts');
  });

  it.each(Object.keys(published))('still gives the published vectors: %s', (part) => {
    expect(ours[part]).toEqual(published[part]);
  });
});
