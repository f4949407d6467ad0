import { describe, expect, it } from 'vitest';
import {
  checkEncoding,
  encodeInput,
  EncodingError,
  requireEncoding,
  type Encoding,
} from '../../src/session/encodings/index.ts';

const shape = { length: 10, bound: 1000 };
const sound: Encoding[] = [
  { kind: 'integer' },
  { kind: 'fixed-point', clip: 0.5, average: 'mean' },
  { kind: 'fixed-point', clip: 1e100, average: 'sum' },
  { kind: 'weighted-mean', clip: 3, maxWeight: 1000 },
];

describe('an encoding from outside', () => {
  it.each(sound)('%j is sound', (encoding) => {
    expect(checkEncoding(encoding, shape)).toEqual([]);
    expect(requireEncoding(encoding, shape)).toBe(encoding);
  });

  it.each<[unknown, RegExp]>([
    [null, /must be an object/],
    ['integer', /must be an object/],
    [[{ kind: 'integer' }], /must be an object/],
    [{}, /'kind' must be/],
    [{ kind: 'float' }, /'kind' must be/],
    [{ kind: 'toString' }, /'kind' must be/],
    [{ kind: 'integer', clip: 1 }, /unknown field "clip"/],
    [{ kind: 'fixed-point', average: 'sum' }, /needs the field 'clip'/],
    [{ kind: 'fixed-point', clip: 1 }, /needs the field 'average'/],
    [{ kind: 'fixed-point', clip: 0, average: 'sum' }, /'clip' must be a number/],
    [{ kind: 'fixed-point', clip: -1, average: 'sum' }, /'clip' must be a number/],
    [{ kind: 'fixed-point', clip: NaN, average: 'sum' }, /'clip' must be a number/],
    [{ kind: 'fixed-point', clip: Infinity, average: 'sum' }, /'clip' must be a number/],
    [{ kind: 'fixed-point', clip: 1e-320, average: 'sum' }, /'clip' must be a number/],
    [{ kind: 'fixed-point', clip: '1', average: 'sum' }, /'clip' must be a number/],
    [{ kind: 'fixed-point', clip: 1, average: 'median' }, /'average' must be/],
    [{ kind: 'weighted-mean', clip: 1 }, /needs the field 'maxWeight'/],
    [{ kind: 'weighted-mean', clip: 1, maxWeight: 0 }, /'maxWeight' must be an integer/],
    [{ kind: 'weighted-mean', clip: 1, maxWeight: 1.5 }, /'maxWeight' must be an integer/],
    [{ kind: 'weighted-mean', clip: 1, maxWeight: 1001 }, /session's bound of 1000/],
    [{ kind: 'weighted-mean', clip: 1, maxWeight: 9, scale: 1 }, /unknown field "scale"/],
  ])('%o has one problem', (encoding, problem) => {
    const problems = checkEncoding(encoding, shape);
    expect(problems).toHaveLength(1);
    expect(problems[0]).toMatch(problem);
  });

  it('is told all its problems at once', () => {
    const encoding = { kind: 'weighted-mean', clip: 0, maxWeight: 0, extra: 1 };
    expect(checkEncoding(encoding, { length: 1, bound: 2 ** 31 })).toHaveLength(5);
  });

  it.each([
    { length: 0, bound: 1 },
    { length: 1.5, bound: 1 },
    { length: 1, bound: 0 },
    { length: 1, bound: 2 ** 31 },
    { length: 1, bound: NaN },
  ])('is no use for the shape %j', (unsound) => {
    expect(checkEncoding({ kind: 'integer' }, unsound)).toHaveLength(1);
  });

  it('is refused before anything is encoded with it', () => {
    const act = (): unknown =>
      encodeInput({ kind: 'integer' }, { length: 1, bound: 0 }, [0], (n) => new Uint8Array(n));
    expect(act).toThrow(EncodingError);
    expect(act).toThrow(/bound must be an integer from 1/);
  });
});
