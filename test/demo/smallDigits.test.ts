import { describe, expect, it } from 'vitest';
import { loadDigits, splitDigits } from '../../scripts/demo/digits.ts';
import { PIXELS } from '../../scripts/demo/digitSet.ts';
import { SMALL_PIXELS, smallDigits } from '../../scripts/demo/smallDigits.ts';
import { accuracy, localUpdate, newModel } from '../../scripts/demo/softmax.ts';

describe('digits of 8 × 8 pixels', () => {
  it('are means of 3 × 3 pixels, without the edge', () => {
    const image = new Float32Array(PIXELS);
    // The block at the upper left, and one pixel of the edge.
    for (const row of [2, 3, 4]) for (const column of [2, 3, 4]) image[row * 28 + column] = 0.5;
    image[0] = 1;
    const { images } = smallDigits({ images: image, labels: Uint8Array.of(7) });
    expect(images).toHaveLength(SMALL_PIXELS);
    expect(images[0]).toBeCloseTo(0.5);
    expect(images.slice(1).every((brightness) => brightness === 0)).toBe(true);
  });

  it('are enough to learn from', () => {
    const { test, parts } = splitDigits(loadDigits(), { participants: 6 });
    const model = newModel(SMALL_PIXELS);
    expect(model).toHaveLength(650);
    const learnt = localUpdate(model, smallDigits(parts[0]!), { epochs: 10, learningRate: 0.3 });
    expect(accuracy(learnt, smallDigits(test))).toBeGreaterThan(0.7);
  });
});
