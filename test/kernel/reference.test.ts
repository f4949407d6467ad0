import { describe, expect, it } from 'vitest';
import { deriveGenerators } from '../../src/crypto/generators.ts';
import { FIELD_ORDER, POINT_BYTES } from '../../src/kernel/kernel.ts';
import { referenceKernel } from '../oracle/referenceKernel.ts';

const kernel = referenceKernel();

describe('the reference kernel', () => {
  it('packs and unpacks', () => {
    const layout = { slotBits: 20, slotsPerElement: 12 };
    const values = Int32Array.from({ length: 31 }, (_, i) => (i % 2 === 0 ? i : -i) * 7000);
    const packed = kernel.pack(values, layout);
    expect(packed.length).toBe(3 * 32);
    expect(kernel.unpack(packed, 31, layout)).toEqual(Float64Array.from(values));
    expect(kernel.unpack(packed, 30, layout)).toBeUndefined();
  });

  it('adds a mask and takes it away again', async () => {
    const into = kernel.pack(Int32Array.from([1, -2, 3]), { slotBits: 63, slotsPerElement: 1 });
    const before = into.slice();
    const key = new Uint8Array(32).fill(7);
    await kernel.addMasks(into, [{ key, sign: 1 }]);
    expect(into).not.toEqual(before);
    await kernel.addMasks(into, [{ key, sign: -1 }]);
    expect(into).toEqual(before);
  });

  it('commits linearly', async () => {
    const generators = await deriveGenerators(kernel, 4);
    expect(generators.length).toBe(5 * POINT_BYTES);
    expect(kernel.areOnCurve(generators)).toBe(true);
    const values = Int32Array.from([1, -2, 3, 4, 5, 6]);
    const blinders = new Uint8Array(64);
    blinders[0] = 9;
    blinders[32] = 1;
    const commitments = await kernel.commitRows(values, blinders, 4, generators);
    const negative = await kernel.commitRows(
      values.map((v) => -v),
      blinders,
      4,
      generators,
    );
    const sum = kernel.sumPoints([commitments, negative]);
    const twice = new Uint8Array(32);
    twice[0] = 18;
    const expected = await kernel.multiScalarMultiply(generators.subarray(0, 64), twice);
    expect(sum.subarray(0, 64)).toEqual(expected);
  });

  it('commits to 8000 coordinates', async () => {
    const generators = await deriveGenerators(kernel, 64);
    const values = Int32Array.from({ length: 8000 }, (_, i) => ((i * 7919) % 65536) - 32768);
    const rows = 125;
    const started = performance.now();
    const out = await kernel.commitRows(values, new Uint8Array(rows * 32), 64, generators);
    expect(out.length).toBe(rows * POINT_BYTES);
    expect(performance.now() - started).toBeLessThan(20_000);
  });

  it('generates points of the prime subgroup', async () => {
    const generators = await deriveGenerators(kernel, 3);
    let rest = FIELD_ORDER - 1n;
    const scalar = new Uint8Array(32).map(() => {
      const byte = Number(rest & 255n);
      rest >>= 8n;
      return byte;
    });
    const point = generators.subarray(64, 128);
    const negated = await kernel.multiScalarMultiply(point, scalar);
    const sum = kernel.sumPoints([point, negated]);
    expect(sum[32]).toBe(1);
    expect(sum.reduce((total, byte) => total + byte, 0)).toBe(1);
  });
});
