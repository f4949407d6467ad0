import { describe, expect, it } from 'vitest';
import { toHex } from '../../src/crypto/hex.ts';
import { defaultEpoch, requireName } from '../../src/session/inputEpoch.ts';
import { identity, seedOf } from '../support/federation.ts';

const ann = identity('ann');
const nothing = {};

describe('the epoch of an input that has no name', () => {
  it('is the model that the policy pins, whatever the values', () => {
    const modelDigest = seedOf('model');
    const epoch = `model ${toHex(modelDigest)}`;
    expect(defaultEpoch({ modelDigest }, ann, [1])).toBe(epoch);
    expect(defaultEpoch({ modelDigest }, ann, [2])).toBe(epoch);
  });

  it('is a hash of the values where there is no model, or one of zeros', () => {
    const epoch = defaultEpoch(nothing, ann, [1, 2]);
    expect(epoch).toMatch(/^values [0-9a-f]{64}$/);
    expect(defaultEpoch({ modelDigest: new Uint8Array(32) }, ann, [1, 2])).toBe(epoch);
  });

  it('is the same for equal values, in whatever array and with whichever zero', () => {
    const epoch = defaultEpoch(nothing, ann, [1, 0]);
    for (const values of [Int32Array.of(1, 0), Float64Array.of(1, -0), Float32Array.of(1, 0)]) {
      expect(defaultEpoch(nothing, ann, values)).toBe(epoch);
    }
  });

  it('differs where a value, the order or the number of values does, and between identities', () => {
    const values = [[1, 2], [2, 1], [1, 2, 0], [1], [], [1, 2 + 2 ** -40]];
    const epochs = values.map((vector) => defaultEpoch(nothing, ann, vector));
    epochs.push(defaultEpoch(nothing, identity('bob'), [1, 2]));
    expect(new Set(epochs).size).toBe(epochs.length);
  });

  it('takes in every value of a long vector', () => {
    const long = new Float64Array(2 ** 16 + 3);
    const epoch = defaultEpoch(nothing, ann, long);
    for (const place of [0, 2 ** 16 - 1, 2 ** 16, long.length - 1]) {
      const changed = long.slice();
      changed[place] = 1;
      expect(defaultEpoch(nothing, ann, changed)).not.toBe(epoch);
    }
  });
});

describe('a name for a source or an epoch', () => {
  it('is a text of 1 to 200 characters', () => {
    for (const name of ['a', 'week 30', 'x'.repeat(200)]) requireName('epoch', name);
    for (const name of ['', 'x'.repeat(201), '\ud800', 30, null]) {
      expect(() => {
        requireName('source', name as string);
      }).toThrow(/the source of an input is a text of 1 to 200 characters/);
    }
  });
});
