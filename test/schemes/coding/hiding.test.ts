/**
 * The bijection in the argument that payloads hide inputs, on numbers: with generators of known logarithms, for every input of
 * the same sum there is randomness under which everything that leaves the honest clients stays as it is.
 */
import { describe, expect, it } from 'vitest';
import { FIELD_ORDER } from '../../../src/kernel/kernel.ts';
import { bytesToIntegers, integersToBytes } from '../../../src/kernel/planes/workspace.ts';
import { lagrangeWeights } from '../../../src/schemes/coding/lagrange.ts';
import type { CodeShape } from '../../../src/schemes/coding/shape.ts';
import { areEqual, someElements, someValues } from '../../kernel/samples.ts';
import { committed, generators, HOLDERS, kernel, layOut, partOf, settingOf } from './codeWords.ts';

const mod = (value: bigint): bigint => ((value % FIELD_ORDER) + FIELD_ORDER) % FIELD_ORDER;

/** Logarithms of G_0 … to the base H, which in truth nobody knows. */
const logarithms = bytesToIntegers(someElements(32, 77));

async function knownGenerators(): Promise<Uint8Array> {
  const h = generators.rows.subarray(0, 64);
  const list = [h];
  for (const g of logarithms) list.push(await kernel.multiScalarMultiply(h, integersToBytes([g])));
  return Buffer.concat(list);
}

/** The randomness of one client. */
interface Randomness {
  readonly blinders: Uint8Array;
  /** U pieces of L elements: K of the mask, T of noise. */
  readonly pieces: Uint8Array;
  /** U · L_s blinders. */
  readonly pieceBlinders: Uint8Array;
}

const setting = settingOf(2);
const { shape, rowLength, rows } = setting;
const corrupt = [1, 6];

type Sent = Awaited<ReturnType<typeof sent>>;

/** Everything that one client sends. */
async function sent(values: Int32Array, random: Randomness, basis: Uint8Array) {
  const code = await committed(shape, random.pieces, random.pieceBlinders, basis);
  const payload = layOut(setting, values, random.blinders);
  kernel.add(payload, random.pieces.slice(0, payload.length));
  const commitments = await kernel.commitRows(values, random.blinders, rowLength, basis);
  return { ...code, payload, commitments };
}

/** Σ_i logarithm_i · values_i */
function logarithmOf(values: readonly bigint[]): bigint {
  return mod(values.reduce((sum, value, i) => sum + logarithms[i]! * value, 0n));
}

/** The randomness under which another input looks the same. */
async function otherRandomness(
  values: Int32Array,
  other: Int32Array,
  { blinders, pieces, pieceBlinders }: Randomness,
): Promise<Randomness> {
  const r = bytesToIntegers(blinders).map((blinder, j) => {
    const row = (list: Int32Array): bigint[] =>
      Array.from(list.subarray(j * rowLength, (j + 1) * rowLength), BigInt);
    return mod(blinder + logarithmOf(row(values)) - logarithmOf(row(other)));
  });
  // Masks differ by the difference of the layouts; noise by what keeps the corrupt holders' symbols.
  const before = bytesToIntegers(layOut(setting, values, blinders));
  const after = bytesToIntegers(layOut(setting, other, integersToBytes(r)));
  const change = new Array<bigint>(shape.pieces * shape.length).fill(0n);
  before.forEach((value, i) => {
    change[i] = mod(value - after[i]!);
  });
  const zeros = new Uint8Array(32 * shape.privacy * shape.length);
  const fixed = Buffer.concat([integersToBytes(change), zeros]);
  const alphas = Array.from({ length: shape.recovery }, (_, k) => shape.places + 1 + k);
  const points = [...alphas.slice(0, shape.pieces), ...corrupt.map((place) => place + 1)];
  const weights = lagrangeWeights(points, alphas.slice(shape.pieces));
  const noise = await kernel.combine(weights, fixed, shape.recovery);
  const difference = Buffer.concat([integersToBytes(change), noise]);
  const nextPieces = pieces.slice();
  kernel.add(nextPieces, difference);
  return { blinders: integersToBytes(r), pieces: nextPieces, pieceBlinders: moved(shape) };

  function moved({ columns, subRows, recovery }: CodeShape): Uint8Array {
    const all = bytesToIntegers(difference);
    const old = bytesToIntegers(pieceBlinders);
    return integersToBytes(
      Array.from({ length: recovery * subRows }, (_, g) =>
        mod(old[g]! - logarithmOf(all.slice(g * columns, (g + 1) * columns))),
      ),
    );
  }
}

function randomness(seed: number): Randomness {
  const pieces = someElements(shape.recovery * shape.length, seed);
  pieces.fill(0, 32 * shape.elements, 32 * shape.pieces * shape.length);
  return {
    blinders: someElements(rows, seed + 1),
    pieces,
    pieceBlinders: someElements(shape.recovery * shape.subRows, seed + 2),
  };
}

describe('payloads, points, and the symbols of T holders', () => {
  it('are the same for two inputs of the same sum, and so are all sums of symbols', async () => {
    const basis = await knownGenerators();
    const inputs = [someValues(70, 16, 1), someValues(70, 16, 2)];
    const shift = someValues(70, 16, 3);
    const others = inputs.map((input, u) =>
      input.map((value, i) => (u === 0 ? value + shift[i]! : value - shift[i]!)),
    );
    const honest: Sent[] = [];
    const alternative: Sent[] = [];
    for (const u of [0, 1]) {
      const random = randomness(10 * u + 5);
      const second = await otherRandomness(inputs[u]!, others[u]!, random);
      expect(areEqual(second.pieces, random.pieces)).toBe(false);
      const [one, two] = [
        await sent(inputs[u]!, random, basis),
        await sent(others[u]!, second, basis),
      ];
      expect(areEqual(one.payload, two.payload)).toBe(true);
      expect(areEqual(one.commitments, two.commitments)).toBe(true);
      expect(areEqual(one.points, two.points)).toBe(true);
      for (const place of corrupt) {
        const index = HOLDERS.indexOf(place);
        for (const part of ['symbols', 'symbolBlinders'] as const) {
          expect(areEqual(partOf(one[part], index), partOf(two[part], index))).toBe(true);
        }
      }
      // One more holder's symbol would tell the two apart.
      expect(areEqual(partOf(one.symbols, 0), partOf(two.symbols, 0))).toBe(false);
      honest.push(one);
      alternative.push(two);
    }
    for (const part of ['symbols', 'symbolBlinders'] as const) {
      const total = (list: readonly Sent[]): Uint8Array => {
        const sum = list[0]![part].slice();
        kernel.add(sum, list[1]![part]);
        return sum;
      };
      expect(areEqual(total(honest), total(alternative))).toBe(true);
    }
  });
});
