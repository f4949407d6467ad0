import { afterEach, describe, expect, it, vi } from 'vitest';
import { seededRandom, systemRandom } from '../../src/crypto/random.ts';
import { tupleHashXof } from '../../src/crypto/tupleHash.ts';

afterEach(() => {
  vi.unstubAllGlobals();
});

describe('systemRandom', () => {
  it('gives what is asked for, whatever the length', () => {
    for (const length of [0, 1, 32, 65_536, 65_537, 200_000]) {
      expect(systemRandom(length)).toHaveLength(length);
    }
    expect(systemRandom(32)).not.toEqual(systemRandom(32));
  });

  it('fills every byte, in pieces that the platform takes', () => {
    const pieces: number[] = [];
    vi.stubGlobal('crypto', {
      getRandomValues: (piece: Uint8Array) => {
        pieces.push(piece.length);
        return piece.fill(0xaa);
      },
    });
    expect(systemRandom(150_000).every((byte) => byte === 0xaa)).toBe(true);
    expect(pieces).toEqual([65_536, 65_536, 18_928]);
  });
});

describe('seededRandom', () => {
  const seed = new Uint8Array(32).fill(7);

  it('is TupleHashXOF256 of the seed, however it is cut', () => {
    const whole = tupleHashXof('veilsum-1/seeded-random', 1000, seed);
    const random = seededRandom(seed);
    const pieces = [0, 1, 31, 136, 300, 532].map((length) => random(length));
    expect(Uint8Array.from(pieces.flatMap((piece) => [...piece]))).toEqual(whole);
  });

  it('differs between seeds', () => {
    expect(seededRandom(seed)(32)).not.toEqual(seededRandom(seed.slice(1))(32));
  });
});
