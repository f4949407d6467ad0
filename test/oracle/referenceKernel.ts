/**
 * The whole `Kernel` in BigInt and noble: slow, short and meant to be read. Every other implementation is
 * compared with it.
 */
import { createCipheriv } from 'node:crypto';
import type { EdwardsPoint } from '@noble/curves/abstract/edwards.js';
import { ed25519, ristretto255 } from '@noble/curves/ed25519.js';
import { babyjubjub } from '@noble/curves/misc.js';
import { equalBytes } from '../../src/crypto/tupleHash.ts';
import {
  BASE_FIELD_ORDER,
  ELEMENT_BYTES,
  FIELD_ORDER,
  SCALAR_ORDER,
  MASK_BLOCK_ELEMENTS,
  POINT_BYTES,
  type Kernel,
  type Mask,
  type SlotLayout,
  type MaskOptions,
  type WorkOptions,
} from '../../src/kernel/kernel.ts';

type RistrettoPoint = InstanceType<typeof ristretto255.Point>;

const { Point } = babyjubjub;
const { Fp } = Point;

/** Baby Jubjub's coefficients (ERC-2494): a·x² + y² = 1 + d·x²·y². */
const A = 168700n;
const D = 168696n;

/** The bound below which a 32-byte mask candidate is kept. */
const CANDIDATE_BOUND = 42n * FIELD_ORDER;

/** Reduces to [0, modulus), negative numbers included. */
function mod(value: bigint, modulus: bigint): bigint {
  const rest = value % modulus;
  return rest < 0n ? rest + modulus : rest;
}

/** 32 bytes, little-endian, as an integer. */
function readInteger(bytes: Uint8Array, index: number): bigint {
  const words = new DataView(bytes.buffer, bytes.byteOffset + index * ELEMENT_BYTES, ELEMENT_BYTES);
  return [24, 16, 8, 0].reduce((value, at) => (value << 64n) | words.getBigUint64(at, true), 0n);
}

/** Writes 32 bytes, little-endian. */
function writeInteger(bytes: Uint8Array, index: number, value: bigint): void {
  const words = new DataView(bytes.buffer, bytes.byteOffset + index * ELEMENT_BYTES, ELEMENT_BYTES);
  for (const at of [0, 8, 16, 24]) {
    words.setBigUint64(at, BigInt.asUintN(64, value >> BigInt(8 * at)), true);
  }
}

function readAll(bytes: Uint8Array): bigint[] {
  requireMultiple(bytes, ELEMENT_BYTES);
  return Array.from({ length: bytes.length / ELEMENT_BYTES }, (_, i) => readInteger(bytes, i));
}

function writeAll(values: readonly bigint[]): Uint8Array {
  const bytes = new Uint8Array(values.length * ELEMENT_BYTES);
  values.forEach((value, i) => {
    writeInteger(bytes, i, value);
  });
  return bytes;
}

function readPoint(bytes: Uint8Array, index: number): EdwardsPoint {
  const x = readInteger(bytes, 2 * index);
  const y = readInteger(bytes, 2 * index + 1);
  return x === 0n && y === 1n ? Point.ZERO : Point.fromAffine({ x, y });
}

function readPoints(bytes: Uint8Array): EdwardsPoint[] {
  requireMultiple(bytes, POINT_BYTES);
  return Array.from({ length: bytes.length / POINT_BYTES }, (_, i) => readPoint(bytes, i));
}

function writePoints(points: readonly EdwardsPoint[]): Uint8Array {
  return writeAll(
    points.flatMap((point) => {
      const { x, y } = point.toAffine();
      return [x, y];
    }),
  );
}

function requireMultiple(bytes: Uint8Array, size: number): void {
  require(bytes.length % size === 0, `a length that is a multiple of ${size}`);
}

function require(condition: boolean, expected: string): void {
  if (!condition) throw new RangeError(`reference kernel: expected ${expected}`);
}

function requireLayout({ slotBits, slotsPerElement }: SlotLayout): void {
  require(Number.isInteger(slotBits) && slotBits >= 3 && slotBits <= 63, 'slotBits in 3..63');
  require(Number.isInteger(slotsPerElement) &&
    slotsPerElement >= 1 &&
    slotBits * slotsPerElement <= 249, 'slotBits · slotsPerElement ≤ 249');
}

function requireRowLength(rowLength: number): void {
  require(Number.isInteger(rowLength) && rowLength >= 1, 'a positive rowLength');
}

function pack(values: Int32Array, layout: SlotLayout): Uint8Array {
  requireLayout(layout);
  const { slotBits, slotsPerElement } = layout;
  const elements: bigint[] = [];
  for (let start = 0; start < values.length; start += slotsPerElement) {
    let sum = 0n;
    values.subarray(start, start + slotsPerElement).forEach((value, i) => {
      sum += BigInt(value) << BigInt(slotBits * i);
    });
    elements.push(mod(sum, FIELD_ORDER));
  }
  return writeAll(elements);
}

function unpack(
  elements: Uint8Array,
  length: number,
  { slotBits, slotsPerElement }: SlotLayout,
): Float64Array | undefined {
  requireLayout({ slotBits, slotsPerElement });
  require(Number.isSafeInteger(length) &&
    length >= 0 &&
    Math.ceil(length / slotsPerElement) * ELEMENT_BYTES ===
      elements.length, 'as many elements as the length needs');
  const sums = new Float64Array(length);
  for (const [k, element] of readAll(elements).entries()) {
    if (element >= FIELD_ORDER) return undefined;
    let rest = 2n * element > FIELD_ORDER ? element - FIELD_ORDER : element;
    for (let i = 0; i < slotsPerElement; i++) {
      const digit = BigInt.asIntN(slotBits, rest);
      rest = (rest - digit) >> BigInt(slotBits);
      const position = k * slotsPerElement + i;
      if (position >= length ? digit !== 0n : !Number.isSafeInteger(Number(digit))) {
        return undefined;
      }
      if (position < length) sums[position] = Number(digit);
    }
    if (rest !== 0n) return undefined;
  }
  return sums;
}

function areCanonical(elements: Uint8Array): boolean {
  return readAll(elements).every((element) => element < FIELD_ORDER);
}

function add(into: Uint8Array, from: Uint8Array): void {
  require(into.length === from.length, 'two vectors of one length');
  const addends = readAll(from);
  readAll(into).forEach((element, i) => {
    writeInteger(into, i, mod(element + addends[i]!, FIELD_ORDER));
  });
}

/** The first `count` elements of block `block` of the stream that `key` expands to. */
function maskBlock(key: Uint8Array, block: number, count: number): bigint[] {
  const counter = new Uint8Array(16);
  new DataView(counter.buffer).setBigUint64(0, BigInt(block));
  const cipher = createCipheriv('aes-256-ctr', key, counter);
  const elements: bigint[] = [];
  while (elements.length < count) {
    const candidate = readInteger(cipher.update(new Uint8Array(ELEMENT_BYTES)), 0);
    if (candidate < CANDIDATE_BOUND) elements.push(candidate % FIELD_ORDER);
  }
  return elements;
}

function addMasks(into: Uint8Array, masks: readonly Mask[], options?: MaskOptions): Promise<void> {
  options?.signal?.throwIfAborted();
  require(masks.every(({ key }) => key.length === 32), 'mask keys of 32 bytes');
  const sums = readAll(into);
  for (const { key, sign } of masks) {
    for (let start = 0; start < sums.length; start += MASK_BLOCK_ELEMENTS) {
      const count = Math.min(MASK_BLOCK_ELEMENTS, sums.length - start);
      const block = (options?.firstBlock ?? 0) + start / MASK_BLOCK_ELEMENTS;
      maskBlock(key, block, count).forEach((element, i) => {
        sums[start + i]! += BigInt(sign) * element;
      });
    }
  }
  sums.forEach((sum, i) => {
    writeInteger(into, i, mod(sum, FIELD_ORDER));
  });
  options?.onProgress?.(1);
  return Promise.resolve();
}

/** Bits of the windows that scalars are cut into. */
const WINDOW = 5;

/** Σ scalars[i] · points[i] for integers of any sign and size: Pippenger's buckets, one window after another. */
function sumOfMultiples(points: readonly EdwardsPoint[], scalars: readonly bigint[]): EdwardsPoint {
  const sizes = scalars.map((scalar) => (scalar < 0n ? -scalar : scalar));
  const signed = points.map((point, i) => (scalars[i]! < 0n ? point.negate() : point));
  const bits = sizes.reduce((most, size) => (size > most ? size : most), 0n).toString(2).length;
  let sum = Point.ZERO;
  for (let shift = Math.floor(bits / WINDOW) * WINDOW; shift >= 0; shift -= WINDOW) {
    for (let i = 0; i < WINDOW; i++) sum = sum.double();
    const buckets = new Array<EdwardsPoint>(1 << WINDOW).fill(Point.ZERO);
    signed.forEach((point, i) => {
      const digit = Number(BigInt.asUintN(WINDOW, sizes[i]! >> BigInt(shift)));
      if (digit !== 0) buckets[digit] = buckets[digit]!.add(point);
    });
    let running = Point.ZERO;
    for (const bucket of buckets.slice(1).reverse()) {
      running = running.add(bucket);
      sum = sum.add(running);
    }
  }
  return sum;
}

function commitRows(
  values: Int32Array,
  blinders: Uint8Array,
  rowLength: number,
  generators: Uint8Array,
  options?: WorkOptions,
): Promise<Uint8Array> {
  options?.signal?.throwIfAborted();
  requireRowLength(rowLength);
  const rows = Math.ceil(values.length / rowLength);
  require(blinders.length === rows * ELEMENT_BYTES, 'one blinder a row');
  const commitments = commitTo(Array.from(values, BigInt), blinders, rowLength, generators);
  options?.onProgress?.(1);
  return Promise.resolve(commitments);
}

function commitTo(
  values: readonly bigint[],
  blinders: Uint8Array,
  rowLength: number,
  generators: Uint8Array,
): Uint8Array {
  const points = readPoints(generators);
  require(points.length > Math.min(values.length, rowLength), 'a generator a column, and H');
  return writePoints(
    readAll(blinders).map((blinder, j) => {
      const row = values.slice(j * rowLength, (j + 1) * rowLength);
      const blinding = sumOfMultiples([points[0]!], [blinder]);
      return blinding.add(sumOfMultiples(points.slice(1, 1 + row.length), row));
    }),
  );
}

/** @see Kernel.combine */
function combine(coefficients: Uint8Array, vectors: Uint8Array, count: number): Uint8Array {
  const [factors, elements] = [readAll(coefficients), readAll(vectors)];
  const length = elements.length / count;
  return writeAll(
    Array.from({ length: (factors.length / count) * length }, (_, index) => {
      const [row, column] = [Math.floor(index / length), index % length];
      let sum = 0n;
      for (let k = 0; k < count; k++) {
        sum += factors[row * count + k]! * elements[k * length + column]!;
      }
      return mod(sum, FIELD_ORDER);
    }),
  );
}

function areOnCurve(points: Uint8Array): boolean {
  requireMultiple(points, POINT_BYTES);
  const coordinates = readAll(points);
  if (coordinates.some((coordinate) => coordinate >= BASE_FIELD_ORDER)) return false;
  for (let i = 0; i < coordinates.length; i += 2) {
    const xx = Fp.sqr(coordinates[i]!);
    const yy = Fp.sqr(coordinates[i + 1]!);
    if (mod(A * xx + yy - 1n - D * xx * yy, BASE_FIELD_ORDER) !== 0n) return false;
  }
  return true;
}

function sumPoints(lists: readonly Uint8Array[]): Uint8Array {
  const [first, ...others] = lists.map(readPoints);
  require(first !== undefined, 'at least one list');
  require(others.every((list) => list.length === first!.length), 'lists of one length');
  return writePoints(
    first!.map((point, j) => others.reduce((sum, list) => sum.add(list[j]!), point)),
  );
}

function foldRows(values: Float64Array, rowLength: number, challenge: Uint8Array): Uint8Array {
  requireRowLength(rowLength);
  require(challenge.length === ELEMENT_BYTES, 'a challenge of one element');
  require(values.every(Number.isSafeInteger), 'safe integers');
  const base = readInteger(challenge, 0);
  const folded = new Array<bigint>(Math.min(values.length, rowLength)).fill(0n);
  let power = 1n;
  for (let start = 0; start < values.length; start += rowLength) {
    values.subarray(start, start + rowLength).forEach((value, i) => {
      folded[i] = mod(folded[i]! + power * BigInt(value), FIELD_ORDER);
    });
    power = mod(power * base, FIELD_ORDER);
  }
  return writeAll(folded);
}

function multiScalarMultiply(points: Uint8Array, scalars: Uint8Array): Promise<Uint8Array> {
  require(points.length === 2 * scalars.length, 'one scalar a point');
  return Promise.resolve(writePoints([sumOfMultiples(readPoints(points), readAll(scalars))]));
}

function clearCofactor(points: Uint8Array): Uint8Array {
  return writePoints(readPoints(points).map((point) => point.double().double().double()));
}

/** The x with the parity asked for on the curve at height y: x² = (1 − y²) / (a − d·y²). */
function liftOne(y: bigint, parity: number): readonly [bigint, bigint] | undefined {
  const yy = Fp.sqr(y);
  const square = Fp.div(Fp.sub(1n, yy), Fp.sub(A, Fp.mul(D, yy)));
  if (square !== 0n && Fp.pow(square, (BASE_FIELD_ORDER - 1n) / 2n) !== 1n) return undefined;
  const root = Fp.sqrt(square);
  const x = Number(root & 1n) === parity ? root : Fp.neg(root);
  return Number(x & 1n) === parity ? [x, y] : undefined;
}

function liftPoints(candidates: Uint8Array, parities: Uint8Array): Uint8Array {
  const heights = readAll(candidates);
  require(parities.length === heights.length &&
    parities.every((parity) => parity <= 1), 'one parity, 0 or 1, for each candidate');
  require(heights.every((y) => y < BASE_FIELD_ORDER), 'canonical candidates');
  return writeAll(heights.flatMap((y, i) => liftOne(y, parities[i]!) ?? [0n, 0n]));
}

function decodeRistretto(encodings: Uint8Array): RistrettoPoint[] | undefined {
  requireMultiple(encodings, ELEMENT_BYTES);
  try {
    return Array.from({ length: encodings.length / ELEMENT_BYTES }, (_, i) =>
      ristretto255.Point.fromBytes(encodings.slice(i * ELEMENT_BYTES, (i + 1) * ELEMENT_BYTES)),
    );
  } catch {
    return undefined;
  }
}

function multiplyRistretto(encodings: Uint8Array, scalars: Uint8Array): Uint8Array | undefined {
  const factors = readAll(scalars);
  require(factors.length * ELEMENT_BYTES === encodings.length, 'one scalar for each encoding');
  require(factors.every((scalar) => scalar < SCALAR_ORDER), 'scalars below L');
  const points = decodeRistretto(encodings);
  if (points === undefined) return undefined;
  const products = new Uint8Array(encodings.length);
  points.forEach((point, i) => {
    products.set(point.multiplyUnsafe(factors[i]!).toBytes(), i * ELEMENT_BYTES);
  });
  return products;
}

function sumRistretto(encodings: Uint8Array, scalars: Uint8Array): Uint8Array | undefined {
  const products = multiplyRistretto(encodings, scalars);
  const points = products && decodeRistretto(products)!;
  return points?.reduce((sum, point) => sum.add(point), ristretto255.Point.ZERO).toBytes();
}

function areEd25519Keys(encodings: Uint8Array): boolean {
  requireMultiple(encodings, ELEMENT_BYTES);
  return Array.from({ length: encodings.length / ELEMENT_BYTES }, (_, i) => {
    const encoding = encodings.slice(i * ELEMENT_BYTES, (i + 1) * ELEMENT_BYTES);
    try {
      // Noble takes some encodings that are not canonical: what it reads must give the same bytes again.
      const point = ed25519.Point.fromBytes(encoding);
      return !point.is0() && point.isTorsionFree() && equalBytes(point.toBytes(), encoding);
    } catch {
      return false;
    }
  }).every((valid) => valid);
}

/** The oracle: the whole interface on one thread, with neither speed nor secrecy in mind. */
export function referenceKernel(): Kernel {
  return {
    pack,
    unpack,
    areCanonical,
    add,
    addIfCanonical: (into, from) => {
      require(into.length === from.length, 'two vectors of one length');
      const canonical = areCanonical(from);
      if (canonical) add(into, from);
      return canonical;
    },
    addMasks,
    commitRows,
    commitElements: (elements, blinders, rowLength, generators) =>
      Promise.resolve(commitTo(readAll(elements), blinders, rowLength, generators)),
    combine: (coefficients, vectors, count) =>
      Promise.resolve(combine(coefficients, vectors, count)),
    areOnCurve,
    sumPoints,
    foldRows,
    multiScalarMultiply,
    clearCofactor,
    liftPoints,
    areEd25519Keys,
    areRistrettoEncodings: (encodings) => decodeRistretto(encodings) !== undefined,
    multiplyRistretto,
    multiplyRistrettoByEach: (encoding, scalars) => {
      const copies = Array.from({ length: scalars.length / ELEMENT_BYTES }, () => [...encoding]);
      if (decodeRistretto(encoding) === undefined) return undefined;
      return multiplyRistretto(Uint8Array.from(copies.flat()), scalars);
    },
    sumRistretto: (encodings, scalars) =>
      Promise.resolve().then(() => sumRistretto(encodings, scalars)),
  };
}
