import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { seededRandom } from '../../src/crypto/random.ts';
import { type ClosableKernel, createKernel } from '../../src/kernel/index.ts';
import { packageKeys } from '../../src/net/index.ts';
import { createRangeVerifier } from '../../src/proofs/groth16/verifier.ts';
import { portablePairing } from '../../src/proofs/groth16/portablePairing.ts';
import { decodeProof, encodeProof } from '../../src/proofs/groth16/proof.ts';
import { readVerifyingKeys } from '../../src/proofs/groth16/keys.ts';
import type { RangeVerifier, ProofClaim, ProofWitness } from '../../src/proofs/system.ts';
import { type ClosableRangeProver, loadRangeVerifier, loadRangeProver } from '../../src/snark.ts';
import { rerandomised } from './trapdoor.ts';
import { witnessOf } from './witnesses.ts';

const NAME = 'linf-8x8';
const random = seededRandom(new Uint8Array([3]));
let kernel: ClosableKernel;
let maker: ClosableRangeProver;
let checker: RangeVerifier;
let witness: ProofWitness;
let proofs: Uint8Array;

beforeAll(async () => {
  kernel = await createKernel({ threads: 1 });
  maker = await loadRangeProver(NAME, packageKeys());
  checker = await loadRangeVerifier(NAME, packageKeys());
  witness = await witnessOf(kernel);
  proofs = await maker.prove(witness, random);
});

afterAll(() => {
  maker.close();
});

/** What the checker says of one claim. */
async function verdict(claim: ProofClaim, bytes: Uint8Array = proofs): Promise<string | undefined> {
  const [fault] = await checker.verify([{ ...claim, proof: bytes }]);
  return fault;
}

const part = (row: number, bytes: Uint8Array = proofs): Uint8Array =>
  bytes.slice(row * 256, (row + 1) * 256);

describe('linf proofs', () => {
  it('of a true claim are valid, with a short last row', async () => {
    expect(proofs).toHaveLength(2 * 256);
    expect(await verdict(witness)).toBeUndefined();
  });

  it('are valid for the portable engine too', async () => {
    const keys = await readVerifyingKeys(NAME, packageKeys(), portablePairing);
    const portable = createRangeVerifier(keys, kernel, portablePairing);
    expect(portable.setup).toEqual(checker.setup);
    expect(await portable.verify([{ ...witness, proof: proofs }])).toEqual([undefined]);
  });

  it('are valid at the largest bound that the keys have, and at a bound of 1', async () => {
    for (const [bound, values] of [
      [127, [127, -127, 126]],
      [1, [1, -1, 0]],
    ] as const) {
      const edge = await witnessOf(kernel, { bound, values });
      expect(await verdict(edge, await maker.prove(edge, random))).toBeUndefined();
    }
  });

  it('are valid for rows shorter than the keys have', async () => {
    const short = await witnessOf(kernel, { rowLength: 3, values: [1, 2, 3, 4] });
    expect(await verdict(short, await maker.prove(short, random))).toBeUndefined();
  });

  it('stay valid when they are re-randomised: proof bytes identify nothing', async () => {
    const again = [0, 1].flatMap((row) => [
      ...encodeProof(rerandomised(decodeProof(part(row))!, random)),
    ]);
    expect(new Uint8Array(again)).not.toEqual(proofs);
    expect(await verdict(witness, new Uint8Array(again))).toBeUndefined();
  });

  it('prove nothing for another client, session, bound, length or commitment', async () => {
    const other = await witnessOf(kernel, { values: [1, 2, 3, 4, 5, 6, 7, 8, 9] });
    const claims: ProofClaim[] = [
      { ...witness, client: 4 },
      { ...witness, sessionDigest: new Uint8Array(32).fill(6) },
      { ...witness, bound: 101 },
      { ...witness, bound: 99 },
      { ...witness, commitments: other.commitments },
    ];
    const faults = await checker.verify(claims.map((claim) => ({ ...claim, proof: proofs })));
    expect(faults).toEqual(claims.map(() => 'the proof of row 0 is not valid'));
    const copies = [0, 1].flatMap((row) => [
      ...encodeProof(rerandomised(decodeProof(part(row))!, random)),
    ]);
    expect(await verdict({ ...witness, client: 4 }, new Uint8Array(copies))).toMatch('not valid');
  });

  it('prove nothing for another row, nor for one row more or less', async () => {
    const swapped = new Uint8Array([...part(1), ...part(0)]);
    expect(await verdict(witness, swapped)).toBe('the proof of row 0 is not valid');
    const cut = { ...witness, length: 8, commitments: witness.commitments.slice(0, 64) };
    expect(await verdict(cut, part(0))).toBe('the proof of row 0 is not valid');
  });

  it('of a wrong length, or with bytes that do not decode, are refused', async () => {
    for (const length of [0, 256, 511]) {
      expect(await verdict(witness, proofs.subarray(0, length))).toBe(
        `the proofs have ${length} bytes and not 512`,
      );
    }
    expect(await verdict(witness, new Uint8Array([...proofs, 0]))).toMatch('513 bytes');
    const infinity = new Uint8Array([...part(0), ...new Uint8Array(256)]);
    expect(await verdict(witness, infinity)).toBe('the proof of row 1 does not decode');
  });

  it('are refused for a commitment that is not reduced, and for numbers that do not fit', async () => {
    const unreduced = witness.commitments.slice().fill(0xff, 0, 32);
    const faults: [ProofClaim, string][] = [
      [{ ...witness, commitments: unreduced }, 'the commitment of row 0 does not decode'],
      [{ ...witness, bound: 128 }, 'does not fit keys for 8 bits'],
      [{ ...witness, bound: 0.5 }, 'does not fit keys for 8 bits'],
      [{ ...witness, rowLength: 9 }, 'do not fit keys for 8'],
      [{ ...witness, length: 0 }, 'no number of coordinates'],
      [{ ...witness, client: -1 }, 'no 32-bit index'],
      [{ ...witness, length: 17 }, 'not one commitment for each row'],
    ];
    for (const [claim, message] of faults) expect(await verdict(claim)).toMatch(message);
  });

  it('are checked claim by claim in one batch', async () => {
    const other = await witnessOf(kernel, { client: 9, values: [5, -5] });
    const theirs = await maker.prove(other, random);
    const faults = await checker.verify([
      { ...witness, proof: proofs },
      { ...other, proof: theirs },
      { ...other, client: 8, proof: theirs },
      { ...witness, proof: theirs },
    ]);
    expect(faults).toEqual([
      undefined,
      undefined,
      'the proof of row 0 is not valid',
      'the proofs have 256 bytes and not 512',
    ]);
  });
});

describe('the maker', () => {
  it('refuses false claims before it proves anything', async () => {
    const above = await witnessOf(kernel, { values: [100, 101] });
    const below = await witnessOf(kernel, { values: [-101] });
    for (const one of [above, below]) {
      await expect(maker.prove(one, random)).rejects.toThrow(/out of bounds.* from -100 to 100/);
    }
    const others: [ProofWitness, string][] = [
      [{ ...witness, bound: 128 }, 'nothing to prove'],
      [{ ...witness, values: witness.values.slice(1) }, 'expected 11 values'],
      [{ ...witness, blinders: witness.blinders.slice(32) }, 'one blinder'],
      [{ ...witness, blinders: witness.blinders.toReversed().fill(1) }, 'commitments are not'],
    ];
    for (const [one, message] of others) {
      await expect(maker.prove(one, random)).rejects.toThrow(RangeError);
      await expect(maker.prove(one, random)).rejects.toThrow(message);
    }
  });

  it('leaves the caller’s values and blinders as they were', async () => {
    const before = [witness.values.slice(), witness.blinders.slice()];
    await maker.prove(witness, random);
    expect([witness.values, witness.blinders]).toEqual(before);
  });

  it('reports each row, stops when asked to, and proves again afterwards', async () => {
    const seen: number[] = [];
    const controller = new AbortController();
    const stopped = maker.prove(witness, random, {
      signal: controller.signal,
      onProgress: (fraction) => {
        seen.push(fraction);
        controller.abort(new Error('enough'));
      },
    });
    await expect(stopped).rejects.toThrow('enough');
    expect(seen).toEqual([1 / 3]);
    seen.length = 0;
    await maker.prove(witness, random, { onProgress: (fraction) => seen.push(fraction) });
    expect(seen).toEqual([1 / 3, 2 / 3, 1]);
  });

  it('takes several orders at once, one after another', async () => {
    const many = await Promise.all([1, 2, 3].map((client) => witnessOf(kernel, { client })));
    const made = await Promise.all(many.map((one) => maker.prove(one, random)));
    const claims = many.map((one, i) => ({ ...one, proof: made[i]! }));
    expect(await checker.verify(claims)).toEqual([undefined, undefined, undefined]);
  });

  it('leaves no curve and no thread of snarkjs in this process', () => {
    expect((globalThis as { curve_bn128?: unknown }).curve_bn128 ?? null).toBeNull();
  });
});
