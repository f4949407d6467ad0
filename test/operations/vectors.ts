import { toHex } from '../../src/crypto/hex.ts';
import { deriveGenerators, deriveValueGenerator } from '../../src/crypto/generators.ts';
import { ELEMENT_BYTES, type Kernel, POINT_BYTES } from '../../src/kernel/kernel.ts';
import { type Json, type Operation, type OperationFile, REFUSED } from './operation.ts';

const COUNTED = new Uint8Array(32).map((_, i) => i);
const BLINDERS = new Uint8Array(3 * 32).map((_, i) => (i % 32 === 31 ? 1 : (i * 37) & 255));
const CHALLENGE = new Uint8Array(32).map((_, i) => (i === 31 ? 2 : (i * 11 + 7) & 255));

/** The first elements of a mask, those from element 4096 on, which are of the second block, and a digest of all. */
async function mask(kernel: Kernel, key: Uint8Array): Promise<Operation> {
  const count = 4;
  const stream = new Uint8Array((4096 + count) * ELEMENT_BYTES);
  await kernel.addMasks(stream, [{ key, sign: 1 }]);
  const digest = await crypto.subtle.digest('SHA-256', stream);
  return {
    operation: 'expandMask',
    about:
      'first: elements 0 to 3; secondBlock: 4096 to 4099; sha256: of all of these and between.',
    input: { key: toHex(key), elements: 4096 + count },
    output: {
      first: toHex(stream.subarray(0, count * ELEMENT_BYTES)),
      secondBlock: toHex(stream.subarray(4096 * ELEMENT_BYTES)),
      sha256: toHex(new Uint8Array(digest)),
    },
  };
}

function packing(
  kernel: Kernel,
  values: readonly number[],
  slotBits: number,
  slotsPerElement: number,
): Operation[] {
  const layout = { slotBits, slotsPerElement };
  const packed = kernel.pack(Int32Array.from(values), layout);
  const elements = toHex(packed);
  return [
    { operation: 'pack', input: { values, ...layout }, output: elements },
    unpacking(kernel, packed, values.length, layout),
  ];
}

function unpacking(
  kernel: Kernel,
  elements: Uint8Array,
  length: number,
  layout: { readonly slotBits: number; readonly slotsPerElement: number },
): Operation {
  const sums = kernel.unpack(elements, length, layout);
  return {
    operation: 'unpack',
    input: { elements: toHex(elements), length, ...layout },
    output: sums ? Array.from(sums) : REFUSED,
  };
}

function points(kernel: Kernel, point: Uint8Array): Operation[] {
  const cases: readonly (readonly [string, Uint8Array])[] = [
    ['G_0', point],
    ['The identity, (0, 1).', new Uint8Array(POINT_BYTES).map((_, i) => (i === 32 ? 1 : 0))],
    ['Off the curve.', point.map((byte, i) => (i === 5 ? byte ^ 1 : byte))],
    ['Not reduced.', new Uint8Array(POINT_BYTES).fill(255)],
    ['Zeros.', new Uint8Array(POINT_BYTES)],
  ];
  return cases.map(([about, bytes]) => ({
    operation: 'isOnCurve',
    about,
    input: { point: toHex(bytes) },
    output: kernel.areOnCurve(bytes),
  }));
}

async function commitments(kernel: Kernel, generators: Uint8Array): Promise<Operation[]> {
  const values = [1, -1, 32767, -32768, 0, 12345, -2147483648, 2147483647, 5];
  const sums = [1, -2, 9007199254740991, -9007199254740991, 65536, 0, -7];
  const committed = await kernel.commitRows(Int32Array.from(values), BLINDERS, 4, generators);
  const folded = kernel.foldRows(Float64Array.from(sums), 3, CHALLENGE);
  return [
    {
      operation: 'commitRows',
      about: 'A row for each blinder; the last one is short.',
      input: { values, blinders: toHex(BLINDERS), rowLength: 4 },
      output: toHex(committed),
    },
    {
      operation: 'sumPoints',
      input: { points: parts(committed, POINT_BYTES) },
      output: toHex(kernel.sumPoints([...slices(committed, POINT_BYTES)])),
    },
    {
      operation: 'foldRows',
      about: 'Element i: the sum over rows j of challenge^j · values[3·j + i].',
      input: { values: sums, rowLength: 3, challenge: toHex(CHALLENGE) },
      output: toHex(folded),
    },
  ];
}

function slices(bytes: Uint8Array, size: number): Uint8Array[] {
  return Array.from({ length: bytes.length / size }, (_, i) =>
    bytes.slice(i * size, (i + 1) * size),
  );
}

function parts(bytes: Uint8Array, size: number): Json {
  return slices(bytes, size).map(toHex);
}

/** What any kernel must say. */
export async function vectorOperations(kernel: Kernel): Promise<OperationFile> {
  const generators = await deriveGenerators(kernel, 4);
  const [H, ...G] = slices(generators, POINT_BYTES);
  const narrow = Array.from({ length: 85 }, (_, i) => (i % 8) - 4);
  const layout = { slotBits: 24, slotsPerElement: 10 };
  return {
    about: 'Generators, points, masks, packing, row commitments and folding.',
    operations: [
      { operation: 'generator', input: { label: 'H', index: 0 }, output: toHex(H!) },
      ...G.map((point, index) => ({
        operation: 'generator',
        input: { label: 'G', index },
        output: toHex(point),
      })),
      {
        operation: 'generator',
        input: { label: 'K', index: 0 },
        output: toHex(deriveValueGenerator(kernel)),
      },
      ...points(kernel, G[0]!),
      await mask(kernel, new Uint8Array(32)),
      await mask(kernel, COUNTED),
      ...packing(kernel, [1, -1, 2, -2, 3], 24, 10),
      ...packing(kernel, [-1], 63, 3),
      ...packing(kernel, narrow, 3, 83),
      unpacking(kernel, kernel.pack(Int32Array.of(1, 2, 3), layout), 2, layout),
      ...(await commitments(kernel, generators)),
    ],
  };
}
