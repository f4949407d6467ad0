/**
 * Writes test/vectors/kernel.json: known answers of the kernel, computed by the oracle, in a form that any other
 * implementation can read. Byte strings are hexadecimal; elements and coordinates of points are 32 bytes little-endian.
 */
import { writeFile } from 'node:fs/promises';
import { deriveGenerators } from '../../src/crypto/generators.ts';
import { referenceKernel } from '../../test/oracle/referenceKernel.ts';

const kernel = referenceKernel();

function hex(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('hex');
}

/** The first `count` elements of a mask, and those from element 4096 on, the second block. */
async function mask(key: Uint8Array, count: number): Promise<object> {
  const stream = new Uint8Array((4096 + count) * 32);
  await kernel.addMasks(stream, [{ key, sign: 1 }]);
  return {
    key: hex(key),
    first: hex(stream.subarray(0, count * 32)),
    secondBlock: hex(stream.subarray(4096 * 32)),
    all: hex(new Uint8Array(await crypto.subtle.digest('SHA-256', stream))),
  };
}

function packing(values: number[], slotBits: number, slotsPerElement: number): object {
  const packed = kernel.pack(Int32Array.from(values), { slotBits, slotsPerElement });
  return { values, slotBits, slotsPerElement, packed: hex(packed) };
}

const generators = await deriveGenerators(kernel, 4);
const values = [1, -1, 32767, -32768, 0, 12345, -2147483648, 2147483647, 5];
const blinders = new Uint8Array(3 * 32).map((_, i) => (i % 32 === 31 ? 1 : (i * 37) & 255));
const challenge = new Uint8Array(32).map((_, i) => (i === 31 ? 2 : (i * 11 + 7) & 255));
const sums = [1, -2, 9007199254740991, -9007199254740991, 65536, 0, -7];

const vectors = {
  generators: { H: hex(generators.subarray(0, 64)), G: hex(generators.subarray(64)) },
  masks: [
    await mask(new Uint8Array(32), 4),
    await mask(
      new Uint8Array(32).map((_, i) => i),
      4,
    ),
  ],
  packing: [
    packing([1, -1, 2, -2, 3], 24, 10),
    packing([-1], 63, 3),
    packing(
      Array.from({ length: 85 }, (_, i) => (i % 8) - 4),
      3,
      83,
    ),
  ],
  commitment: {
    values,
    rowLength: 4,
    blinders: hex(blinders),
    commitments: hex(await kernel.commitRows(Int32Array.from(values), blinders, 4, generators)),
  },
  fold: {
    values: sums,
    rowLength: 3,
    challenge: hex(challenge),
    folded: hex(kernel.foldRows(Float64Array.from(sums), 3, challenge)),
  },
};

const target = new URL('../../test/vectors/kernel.json', import.meta.url);
await writeFile(target, `${JSON.stringify(vectors, undefined, 2)}\n`);
