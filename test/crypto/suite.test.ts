import { describe, expect, it } from 'vitest';
import { createKernel } from '../../src/kernel/index.ts';
import { suiteVectors } from './suiteVectors.ts';
import { readVectors } from './vectorFile.ts';

describe('the suite veilsum-1', async () => {
  const { about, emittedBy, ...published } = readVectors('suite.json') as Record<string, unknown>;

  const ours = suiteVectors(await createKernel({ threads: 1 }));

  it('names what emits its vectors', () => {
    expect(about).toBeTypeOf('string');
    expect(emittedBy).toBe('scripts/vectors/crypto.ts');
  });

  it.each(Object.keys(published))('still gives the published vectors: %s', (part) => {
    expect(ours[part]).toEqual(published[part]);
  });
});
