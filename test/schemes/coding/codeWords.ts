/** Codes, dealings and statements about them, small enough for tests. */
import { deriveGenerators, deriveValueGenerator } from '../../../src/crypto/generators.ts';
import { seededRandom } from '../../../src/crypto/random.ts';
import { sha256 } from '../../../src/crypto/tupleHash.ts';
import { createKernel, type Kernel } from '../../../src/kernel/index.ts';
import type { OpeningGenerators } from '../../../src/proofs/planes/opening/basis.ts';
import { encode } from '../../../src/schemes/coding/code.ts';
import { dealMask, type CodedMask } from '../../../src/schemes/coding/dealing.ts';
import {
  type LinkSetting,
  type LinkStatement,
  type LinkWitness,
  payloadElements,
} from '../../../src/schemes/coding/link/statement.ts';
import { codeShape, type CodeShape } from '../../../src/schemes/coding/shape.ts';
import { integers, someElements, someValues } from '../../kernel/samples.ts';

export const kernel: Kernel = await createKernel({ threads: 1 });
const rows = await deriveGenerators(kernel, 128);
export const generators: OpeningGenerators = { rows, k: deriveValueGenerator(kernel) };

/** A source of randomness that repeats. */
export function randomOf(name: string): ReturnType<typeof seededRandom> {
  return seededRandom(sha256(new TextEncoder().encode(name)));
}

/** n = 9, U = 6, T = 2, over vectors of m elements. */
export function shapeOf(elements: number): CodeShape {
  return codeShape({ places: 9, recovery: 6, privacy: 2, elements });
}

/** As a code with longer vectors would be cut: two sub-rows to a symbol. */
export function inTwoSubRows(shape: CodeShape): CodeShape {
  const columns = Math.ceil(shape.length / 2);
  return { ...shape, subRows: 2, columns, length: 2 * columns };
}

/** All places but one. */
export const HOLDERS: readonly number[] = [0, 1, 2, 4, 5, 6, 7, 8];

/** Any pieces as a code word for HOLDERS, committed to with any blinders. */
export async function committed(
  shape: CodeShape,
  pieces: Uint8Array,
  blinders: Uint8Array,
  basis: Uint8Array = generators.rows,
): Promise<Omit<CodedMask, 'mask' | 'pieceBlinders'>> {
  const symbols = await encode(kernel, shape, HOLDERS, pieces);
  const symbolBlinders = await encode(kernel, shape, HOLDERS, blinders);
  const points = await kernel.commitElements(symbols, symbolBlinders, shape.columns, basis);
  return { symbols, symbolBlinders, points };
}

/** A mask of `shape`, dealt to HOLDERS. */
export function dealt(shape: CodeShape, name: string): Promise<CodedMask> {
  return dealMask(kernel, shape, HOLDERS, generators.rows, randomOf(name));
}

/** The part of one holder in a list of parts of the same size. */
export function partOf(
  list: Uint8Array,
  index: number,
  count: number = HOLDERS.length,
): Uint8Array {
  const size = list.length / count;
  return list.slice(index * size, (index + 1) * size);
}

/** A setting: 70 coordinates in rows of 32, four to an element. */
export function settingOf(subRows: 1 | 2 = 1): LinkSetting {
  const layout = { slotBits: 40, slotsPerElement: 4 };
  const sizes = { rows: 3, rowLength: 32, layout };
  const shape = shapeOf(payloadElements(sizes));
  return {
    ...sizes,
    sessionDigest: sha256(Uint8Array.of(1)),
    shape: subRows === 1 ? shape : inTwoSubRows(shape),
    holders: HOLDERS,
  };
}

/** A client's statement, and what it knows. */
export interface Linked {
  readonly setting: LinkSetting;
  readonly statement: LinkStatement;
  readonly witness: LinkWitness;
}

/** An honest client. */
export async function linkedClient(setting: LinkSetting, client: number): Promise<Linked> {
  const values = someValues(70, 20, client + 1);
  const blinders = someElements(setting.rows, client + 50);
  const coded = await dealt(setting.shape, `client ${client}`);
  const payload = layOut(setting, values, blinders);
  kernel.add(payload, coded.mask);
  return {
    setting,
    statement: {
      client,
      dealing: sha256(Uint8Array.of(client)),
      commitments: await kernel.commitRows(values, blinders, setting.rowLength, generators.rows),
      points: coded.points,
      payload,
    },
    witness: { values, blinders, mask: coded.mask, pieceBlinders: coded.pieceBlinders },
  };
}

/** For each row its packed coordinates, then its blinder. */
export function layOut(
  { rows: count, rowLength, layout }: LinkSetting,
  values: Int32Array,
  blinders: Uint8Array,
): Uint8Array {
  const size = 32 * (Math.ceil(rowLength / layout.slotsPerElement) + 1);
  const payload = new Uint8Array(count * size);
  for (let row = 0; row < count; row++) {
    const part = values.subarray(row * rowLength, (row + 1) * rowLength);
    payload.set(kernel.pack(part, layout), row * size);
    payload.set(blinders.subarray(32 * row, 32 * (row + 1)), (row + 1) * size - 32);
  }
  return payload;
}

/** Elements with an integer added to one of them. */
export function shifted(elements: Uint8Array, index: number, by: bigint): Uint8Array {
  const result = elements.slice();
  const change = new Uint8Array(result.length);
  change.set(integers([by]), 32 * index);
  kernel.add(result, change);
  return result;
}

/** Points with `scalar` · G_0 added to one of them. */
export async function movedPoint(
  points: Uint8Array,
  index: number,
  scalar: bigint,
): Promise<Uint8Array> {
  const result = points.slice();
  const place = result.subarray(64 * index, 64 * (index + 1));
  const both = new Uint8Array(128);
  both.set(place);
  both.set(generators.rows.subarray(64, 128), 64);
  place.set(await kernel.multiScalarMultiply(both, integers([1n, scalar])));
  return result;
}
