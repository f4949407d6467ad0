import { keccakP } from '@noble/hashes/sha3.js';
import { cshake256 } from '@noble/hashes/sha3-addons.js';
import fc from 'fast-check';
import { beforeEach, describe, expect, it } from 'vitest';
import { SPONGE } from '../../src/kernel/generated/sponge.ts';
import { RATE_BYTES, Sponge } from '../../src/kernel/sponge.ts';

const BUFFER_BYTES = 120 * RATE_BYTES;
const module = new WebAssembly.Module(Buffer.from(SPONGE, 'base64'));

let wasm: ConstructorParameters<typeof Sponge>[0];
let sponge: Sponge;

beforeEach(() => {
  wasm = new WebAssembly.Instance(module).exports as unknown as typeof wasm;
  sponge = new Sponge(wasm);
});

/** cSHAKE256 with the name "n", of bytes that are written in pieces of `piece` bytes. */
function hashed(bytes: Uint8Array, piece: number): Uint8Array {
  sponge.clear();
  sponge.write(Uint8Array.of(1, RATE_BYTES, 1, 8));
  sponge.writeByte('n'.charCodeAt(0));
  sponge.write(Uint8Array.of(1, 0));
  sponge.padBlock();
  for (let at = 0; at < bytes.length; at += piece) sponge.write(bytes.subarray(at, at + piece));
  sponge.finish();
  const digest = sponge.read(0, 32);
  sponge.wipe();
  return digest;
}

/** What noble says. */
function expected(bytes: Uint8Array): Uint8Array {
  return cshake256(bytes, { dkLen: 32, NISTfn: 'n' });
}

function bytesOf(length: number): Uint8Array {
  return new Uint8Array(length).map((_, i) => Math.imul(i + 1, 0x9e3779b1) >>> 24);
}

/** Whether nothing but kept states, constants and zeros is in memory: where the state and the buffer are. */
function isWiped(): boolean {
  return [
    new Uint8Array(wasm.memory.buffer, wasm.stateAt(), 200),
    new Uint8Array(wasm.memory.buffer, wasm.bufferAt(), BUFFER_BYTES),
  ].every((part) => part.every((byte) => byte === 0));
}

describe('Keccak-f', () => {
  it('is that of noble', () => {
    const lanes = new Uint32Array(50).map((_, i) => Math.imul(i + 1, 0x9e3779b1));
    sponge.load(new Uint8Array(lanes.slice().buffer));
    for (let round = 0; round < 50; round++) {
      sponge.permute();
      keccakP(lanes);
      expect(sponge.read()).toEqual(new Uint8Array(lanes.slice().buffer));
    }
  });
});

describe('the sponge', () => {
  const around = (length: number): number[] => [length - 1, length, length + 1];
  const lengths = [
    0,
    1,
    ...[1, 2, 3, 119, 120, 121, 240].flatMap((blocks) => around(blocks * RATE_BYTES)),
  ];

  it.each(lengths)('takes in %i bytes as noble does, and wipes them', (length) => {
    const bytes = bytesOf(length);
    for (const piece of [1, 7, RATE_BYTES, BUFFER_BYTES - 1, BUFFER_BYTES, Infinity]) {
      if (piece === 1 && length > 500) continue;
      expect(hashed(bytes, Math.min(piece, length + 1))).toEqual(expected(bytes));
      expect(isWiped()).toBe(true);
    }
  });

  it('takes in any bytes, however they are cut', () => {
    const sizes = fc.tuple(
      fc.integer({ min: 0, max: 40_000 }),
      fc.integer({ min: 1, max: 20_000 }),
    );
    fc.assert(
      fc.property(sizes, ([length, piece]) => {
        expect(hashed(bytesOf(length), piece)).toEqual(expected(bytesOf(length)));
      }),
      { numRuns: 30 },
    );
  });

  it('forgets input that was given up', () => {
    sponge.clear();
    sponge.write(bytesOf(500));
    sponge.wipe();
    expect(isWiped()).toBe(true);
    expect(hashed(bytesOf(10), 10)).toEqual(expected(bytesOf(10)));
  });

  it('keeps states apart', () => {
    for (let slot = 0; slot < sponge.slotCount; slot++) {
      sponge.load(new Uint8Array(200).fill(slot));
      sponge.keep(slot);
    }
    for (let slot = 0; slot < sponge.slotCount; slot++) {
      sponge.resume(slot);
      expect(sponge.read()).toEqual(new Uint8Array(200).fill(slot));
    }
  });
});
