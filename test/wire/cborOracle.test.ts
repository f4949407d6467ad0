/** The CBOR reader beside two others: cborg, made strict, and the decoder of the Python verifier. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { decode, encode } from 'cborg';
import fc from 'fast-check';
import { afterAll, describe, expect, it } from 'vitest';
import { toHex } from '../../src/crypto/hex.ts';
import { seededRandom } from '../../src/crypto/random.ts';
import { equalBytes } from '../../src/crypto/tupleHash.ts';
import { readParameters, parametersCodec } from '../../src/session/parameters.ts';
import { parameterProblems } from '../../src/session/session.ts';
import { type CborValue, encodeCbor } from '../../src/wire/cbor.ts';
import { toBytes } from '../../src/wire/codec.ts';
import { WireError } from '../../src/wire/errors.ts';
import { mutatedEncoding } from '../fuzz/mutation/tree.ts';
import { Dice } from '../fuzz/dice.ts';
import { pythonOutputs } from '../record/pythonVerifier.ts';
import { decodeCbor } from '../support/cborTree.ts';
import { seedOf, testSession } from '../support/federation.ts';

const MOST_BYTES = 4096;

/** What a reader makes of bytes, or `undefined` where it refuses them. */
function orRefused<T>(read: () => T): T | undefined {
  try {
    return read();
  } catch (error) {
    if (error instanceof WireError) return undefined;
    throw error;
  }
}

const OPTIONS = {
  strict: true,
  allowIndefinite: false,
  allowUndefined: false,
  allowInfinity: false,
  allowNaN: false,
  allowBigInt: false,
};

/** The value that cborg reads, where encoding it again gives the same bytes and nothing is in it that no message has. */
function cborgReads(bytes: Uint8Array): unknown {
  try {
    const value: unknown = decode(bytes, OPTIONS);
    return isMessage(value) && equalBytes(encode(value, { float64: true }), bytes)
      ? value
      : undefined;
  } catch {
    return undefined;
  }
}

function isMessage(value: unknown, depth = 0): boolean {
  if (Array.isArray(value)) return depth < 8 && value.every((item) => isMessage(item, depth + 1));
  return ['number', 'string'].includes(typeof value) || value instanceof Uint8Array;
}

/** The same value with floats as plain numbers, as cborg has them. */
function plain(value: CborValue): unknown {
  if (Array.isArray(value)) return (value as readonly CborValue[]).map(plain);
  return isFloat(value) ? value.float : value;
}

function isFloat(value: CborValue): value is { readonly float: number } {
  return typeof value === 'object' && 'float' in value;
}

/** cborg has one kind of number, and so no floats that are integers. */
function hasIntegralFloat(value: CborValue): boolean {
  if (Array.isArray(value)) return (value as readonly CborValue[]).some(hasIntegralFloat);
  return isFloat(value) && Number.isSafeInteger(value.float);
}

const leaf = fc.oneof(
  fc.maxSafeInteger(),
  fc.double({ noNaN: true, noDefaultInfinity: true }).map((float) => ({ float })),
  fc.string({ unit: 'grapheme', maxLength: 30 }),
  fc.uint8Array({ maxLength: 30 }),
);
const { value: anyValue } = fc.letrec<{ value: CborValue }>((tie) => ({
  value: fc.oneof({ maxDepth: 4 }, leaf, fc.array(tie('value'), { maxLength: 4 })),
}));

/** Bytes that change what an item is. */
const HEADS = fc.constantFrom(
  ...[0x9f, 0xff, 0x80, 0x81, 0x60, 0x7f, 0x5f, 0xf4, 0xf6, 0xf7, 0xf8, 0x18, 0x19, 0x1a, 0x1b],
  ...[0x3b, 0xc0, 0xa0, 0xed, 0xef, 0xbb, 0xbf, 0xfb, 0xfa, 0xf9, 0x00],
);
const altered = fc
  .tuple(anyValue, fc.array(fc.tuple(fc.nat(), HEADS), { maxLength: 3 }))
  .map(([value, changes]) => {
    const bytes = encodeCbor(value);
    for (const [at, byte] of changes) bytes[at % bytes.length] = byte;
    return bytes;
  });

describe('beside cborg', () => {
  it('values without integral floats are written alike', () => {
    fc.assert(
      fc.property(anyValue, (value) => {
        fc.pre(!hasIntegralFloat(value));
        expect(encodeCbor(value)).toEqual(new Uint8Array(encode(plain(value), { float64: true })));
      }),
      { numRuns: 500 },
    );
  });

  it('the same bytes are read, as the same values', () => {
    fc.assert(
      fc.property(altered, (bytes) => {
        const ours = orRefused(() => decodeCbor(bytes, MOST_BYTES));
        fc.pre(ours === undefined || !hasIntegralFloat(ours));
        expect(ours === undefined ? undefined : plain(ours)).toEqual(cborgReads(bytes));
      }),
      { numRuns: 3000 },
    );
  });
});

/** Every float of 16 bits, as such and in 32 and 64 bits; others of 32 and 64 bits; whole values, altered. */
function manyEncodings(): Uint8Array[] {
  const random = seededRandom(seedOf('encodings'));
  const half = (bits: number): number => {
    const [sign, exponent, fraction] = [bits >> 15, (bits >> 10) & 31, bits & 1023];
    const magnitude =
      exponent === 0 ? 2 ** -24 * fraction : 2 ** (exponent - 15) * (1 + fraction / 1024);
    return sign ? -magnitude : magnitude;
  };
  const written = (head: number, size: 4 | 8, float: number): Uint8Array => {
    const bytes = new Uint8Array(size + 1);
    bytes[0] = head;
    const view = new DataView(bytes.buffer);
    if (size === 4) view.setFloat32(1, float);
    else view.setFloat64(1, float);
    return bytes;
  };
  const halves = Array.from({ length: 2 ** 12 }, (_, i) => i * 16 + (i % 16));
  return [
    ...halves.map((bits) => Uint8Array.of(0xf9, bits >> 8, bits & 255)),
    ...halves.map((bits) => written(0xfa, 4, half(bits))),
    ...halves.map((bits) => written(0xfb, 8, half(bits))),
    ...Array.from({ length: 1000 }, () => Uint8Array.of(0xfa, ...random(4))),
    ...Array.from({ length: 2000 }, () => Uint8Array.of(0xfb, ...random(8))),
    ...fc.sample(altered, { numRuns: 4000, seed: 1 }),
  ];
}

describe('beside the Python verifier', () => {
  const folder = mkdtempSync(join(tmpdir(), 'veilsum-cbor-'));
  afterAll(() => {
    rmSync(folder, { recursive: true });
  });
  /** What Python gives for an operation on many inputs, in one process. */
  const inPython = (
    operation: string,
    inputs: readonly Readonly<Record<string, string>>[],
  ): readonly unknown[] => {
    const path = join(folder, `${operation}.json`);
    writeFileSync(
      path,
      JSON.stringify({ operations: inputs.map((input) => ({ operation, input })) }),
    );
    return pythonOutputs([path])[0]!;
  };

  it('the same bytes are read', () => {
    const cases = manyEncodings().filter((bytes) => bytes.length <= 64);
    const theirs = inPython(
      'decodeCbor',
      cases.map((bytes) => ({ bytes: toHex(bytes) })),
    );
    const accepted = cases.filter((bytes, i) => {
      const ours = orRefused(() => decodeCbor(bytes, 64)) !== undefined;
      expect(theirs[i], toHex(bytes)).toEqual(ours ? { accepted: true } : { refused: true });
      return ours;
    });
    expect(accepted.length).toBeGreaterThan(1000);
    expect(accepted.length).toBeLessThan(cases.length - 1000);
  }, 60_000);

  it('the same session parameters are read, and are well formed', () => {
    const { parameters } = testSession(4).session;
    const key = seedOf('key');
    const examples = [
      parameters,
      { ...parameters, encoding: { kind: 'fixed-point', clip: 2, average: 'mean' } },
      { ...parameters, encoding: { kind: 'weighted-mean', clip: 0.5, maxWeight: 7 } },
      {
        ...parameters,
        proofs: {
          system: 'groth16',
          statement: { kind: 'l2', maxSquaredNorm: 9 },
          setup: key,
          checking: { mode: 'audit', sample: 2 },
        },
      },
    ] as const;
    const dice = new Dice(20);
    const cases = examples.flatMap((example) => {
      const bytes = toBytes(parametersCodec, example);
      return [bytes, ...Array.from({ length: 300 }, () => mutatedEncoding(dice, bytes))];
    });
    const theirs = inPython(
      'readParameters',
      cases.map((bytes) => ({ parameters: toHex(bytes) })),
    );
    const verdicts = cases.map((bytes, i) => {
      const read = orRefused(() => readParameters(bytes));
      const sound = read && parameterProblems(read).length === 0;
      if (read === undefined) expect(theirs[i], toHex(bytes)).toEqual({ refused: true });
      else expect(theirs[i], toHex(bytes)).toMatchObject({ wellFormed: sound });
      return sound;
    });
    for (const verdict of [true, false, undefined]) expect(verdicts).toContain(verdict);
  }, 60_000);
});
