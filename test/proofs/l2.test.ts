import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { randomFieldElement, fieldToBytes } from '../../src/crypto/field.ts';
import { deriveGenerators } from '../../src/crypto/generators.ts';
import { seededRandom } from '../../src/crypto/random.ts';
import { type ClosableKernel, createKernel } from '../../src/kernel/index.ts';
import { packageKeys } from '../../src/net/index.ts';
import { MAX_SQUARED_NORM } from '../../src/proofs/statement.ts';
import type { RangeVerifier, ProofClaim, ProofWitness } from '../../src/proofs/system.ts';
import { type ClosableRangeProver, loadRangeVerifier, loadRangeProver } from '../../src/snark.ts';
import { witnessOf } from './witnesses.ts';

const random = seededRandom(new Uint8Array([4]));
const VALUES = [3, -4, 0, 0, 12, 0, 0, 0, 5, 0, -84];
const SQUARED_NORM = VALUES.reduce((sum, value) => sum + value * value, 0);
/** Of a row: 64 bytes of the commitment to its sum of squares, 256 of its proof. */
const STEP = 320;

let kernel: ClosableKernel;
let maker: ClosableRangeProver;
let checker: RangeVerifier;
let witness: ProofWitness;
let proofs: Uint8Array;

beforeAll(async () => {
  kernel = await createKernel({ threads: 1 });
  maker = await loadRangeProver('l2-8x8', packageKeys());
  checker = await loadRangeVerifier('l2-8x8', packageKeys());
  witness = await witnessOf(kernel, { values: VALUES, maxSquaredNorm: SQUARED_NORM });
  proofs = await maker.prove(witness, random);
});

afterAll(() => {
  maker.close();
});

async function verdict(claim: ProofClaim, bytes: Uint8Array = proofs): Promise<string | undefined> {
  const [fault] = await checker.verify([{ ...claim, proof: bytes }]);
  return fault;
}

/** The proofs with some bytes overwritten. */
function patched(start: number, bytes: Uint8Array): Uint8Array {
  const copy = proofs.slice();
  copy.set(bytes, start);
  return copy;
}

describe('l2 proofs', () => {
  it('of a vector whose norm is exactly the largest are valid', async () => {
    expect(proofs).toHaveLength(2 * STEP + 256);
    expect(await verdict(witness)).toBeUndefined();
  });

  it('of a vector whose norm is larger by one are not made', async () => {
    const statement = { kind: 'l2', maxSquaredNorm: SQUARED_NORM - 1 } as const;
    const tight = { ...witness, statement };
    await expect(maker.prove(tight, random)).rejects.toThrow(RangeError);
    await expect(maker.prove(tight, random)).rejects.toThrow('the squared norm is larger than');
  });

  it('prove nothing about another norm, which only the proof of the norm speaks of', async () => {
    for (const maxSquaredNorm of [SQUARED_NORM - 1, SQUARED_NORM + 1]) {
      expect(await verdict({ ...witness, statement: { kind: 'l2', maxSquaredNorm } })).toBe(
        'the proof of the norm is not valid',
      );
    }
  });

  it('are refused without a largest norm, or with one that does not fit', async () => {
    for (const maxSquaredNorm of [0, 1.5, MAX_SQUARED_NORM + 1]) {
      expect(await verdict({ ...witness, statement: { kind: 'l2', maxSquaredNorm } })).toMatch(
        'the largest squared norm',
      );
    }
  });

  it('hold each row to the commitment to its own sum of squares', async () => {
    const generators = await deriveGenerators(kernel, 1);
    const scalars = new Uint8Array(64);
    scalars.set(fieldToBytes(randomFieldElement(random)));
    const smaller = await kernel.multiScalarMultiply(generators, scalars);
    expect(await verdict(witness, patched(0, smaller))).toBe('the proof of row 0 is not valid');
    const exchanged = patched(0, proofs.subarray(STEP, STEP + 64));
    exchanged.set(proofs.subarray(0, 64), STEP);
    // The sums add up as before: it is the rows' proofs that notice.
    expect(await verdict(witness, exchanged)).toBe('the proof of row 0 is not valid');
  });

  it('are refused for sums of squares that are no points, or not reduced', async () => {
    const message = 'the sum of squares of row 1 does not decode';
    for (const bytes of [new Uint8Array(64), new Uint8Array(64).fill(0xff)]) {
      expect(await verdict(witness, patched(STEP, bytes))).toBe(message);
    }
  });

  it('are refused where the norm’s proof is missing, of another client, or a row’s', async () => {
    expect(await verdict(witness, proofs.subarray(0, 2 * STEP))).toMatch('640 bytes and not 896');
    const ofRow = patched(2 * STEP, proofs.subarray(64, STEP));
    expect(await verdict(witness, ofRow)).toBe('the proof of the norm is not valid');
    expect(await verdict({ ...witness, client: 4 })).toBe('the proof of row 0 is not valid');
  });

  it('are no proofs of another kind', async () => {
    const linf = await loadRangeVerifier('linf-8x8', packageKeys());
    expect(linf.setup).not.toEqual(checker.setup);
    const rows = new Uint8Array([
      ...proofs.subarray(64, STEP),
      ...proofs.subarray(STEP + 64, 2 * STEP),
    ]);
    expect(await linf.verify([{ ...witness, proof: rows }])).toEqual([
      'the claim is l2, and the keys are for linf',
    ]);
    const claim = { ...witness, statement: { kind: 'linf' } } as const;
    expect(await linf.verify([{ ...claim, proof: rows }])).toEqual([
      'the proof of row 0 is not valid',
    ]);
  });
});
