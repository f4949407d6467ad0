import { ristretto255 } from '@noble/curves/ed25519.js';
import { describe, expect, it } from 'vitest';
import { createKernel, SCALAR_ORDER } from '../../src/kernel/index.ts';
import { integers } from '../kernel/samples.ts';

const { BASE } = ristretto255.Point;

describe('sumRistretto of more terms than share their buckets', () => {
  it('is right on both sides of the border', async () => {
    const kernel = await createKernel({ threads: 1 });
    const count = 131_072 + 3;
    const one = integers([SCALAR_ORDER - 1n]);
    const scalars = new Uint8Array(32 * count);
    // All but a few terms are identities.
    const points = new Uint8Array(32 * count);
    for (const i of [0, 1, 131_071, 131_072, count - 1]) {
      points.set(BASE.toBytes(), 32 * i);
      scalars.set(one, 32 * i);
    }
    expect(await kernel.sumRistretto(points, scalars)).toEqual(
      BASE.multiplyUnsafe(SCALAR_ORDER - 5n).toBytes(),
    );
  });
});
