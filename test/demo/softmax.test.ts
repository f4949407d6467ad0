import { describe, expect, it } from 'vitest';
import { loadDigits, splitDigits } from '../../scripts/demo/digits.ts';
import { PIXELS } from '../../scripts/demo/digitSet.ts';
import { accuracy, localUpdate, newModel, PARAMETERS } from '../../scripts/demo/softmax.ts';

const { test, parts } = splitDigits(loadDigits());

describe('a local update', () => {
  it('is 7,850 small finite numbers, the same for a seed, and leaves the model alone', () => {
    const model = newModel();
    const update = localUpdate(model, parts[0]!, { seed: 3 });
    expect(update).toHaveLength(7850);
    expect(update.every((x) => Number.isFinite(x) && Math.abs(x) < 1)).toBe(true);
    expect(model).toEqual(newModel());
    expect(localUpdate(model, parts[0]!, { seed: 3 })).toEqual(update);
    expect(localUpdate(model, parts[0]!, { seed: 4 })).not.toEqual(update);
  });

  it('of one step is the gradient, here by its definition', () => {
    const part = parts[1]!;
    const count = part.labels.length;
    const model = Float64Array.from({ length: PARAMETERS }, (_, i) => Math.sin(i) / 50);
    const expected = newModel();
    part.labels.forEach((truth, example) => {
      const pixel = (i: number): number => part.images[example * PIXELS + i]!;
      const powers = Array.from({ length: 10 }, (_, label) => {
        let score = model[10 * PIXELS + label]!;
        for (let i = 0; i < PIXELS; i++) score += model[label * PIXELS + i]! * pixel(i);
        return Math.exp(score);
      });
      const total = powers.reduce((a, b) => a + b);
      powers.forEach((power, label) => {
        const error = power / total - (label === truth ? 1 : 0);
        for (let i = 0; i < PIXELS; i++) {
          expected[label * PIXELS + i]! -= (0.5 / count) * error * pixel(i);
        }
        expected[10 * PIXELS + label]! -= (0.5 / count) * error;
      });
    });
    const update = localUpdate(model, part, { epochs: 1, batchSize: count, learningRate: 0.5 });
    const furthest = update.reduce((most, x, i) => Math.max(most, Math.abs(x - expected[i]!)), 0);
    expect(furthest).toBeLessThan(1e-12);
  });
});

describe('plain averaging', () => {
  it('of the updates makes the model better', () => {
    const model = newModel();
    const accuracies = [accuracy(model, test)];
    for (let round = 0; round < 3; round++) {
      const updates = parts.map((part, i) => localUpdate(model, part, { seed: 20 * round + i }));
      for (let i = 0; i < PARAMETERS; i++) {
        model[i]! += updates.reduce((sum, update) => sum + update[i]!, 0) / updates.length;
      }
      accuracies.push(accuracy(model, test));
    }
    expect(accuracies[0]).toBeLessThan(0.15);
    expect(accuracies[1]).toBeGreaterThan(0.75);
    expect(accuracies[3]).toBeGreaterThan(0.85);
  });
});
