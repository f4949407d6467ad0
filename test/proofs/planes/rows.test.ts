/** Row commitments that a prover makes from digit planes, and proofs that use the planes again. */
import { afterAll, describe, expect, it } from 'vitest';
import { createPlanesProver, planesProver } from '../../../src/proofs/planes/prover/prover.ts';
import { provePlanes } from '../../../src/proofs/planes/prover/prove.ts';
import { planesVerifier } from '../../../src/proofs/planes/system.ts';
import type { PlanesShape } from '../../../src/proofs/planes/statement.ts';
import type { ProofInput } from '../../../src/proofs/system.ts';
import { kernel, random, SEEDS, squaredNorm, valuesWithin, witnessOf } from './claims.ts';

const inWorker = createPlanesProver();
afterAll(() => {
  inWorker.close();
});
const here = planesProver(kernel);

const rowLength = 512;
const linf = (length: number, bound: number): PlanesShape & { bound: number } => ({
  kind: 'linf',
  length,
  rowLength,
  bound,
});

async function inputOf(values: Int32Array, bound: number): Promise<ProofInput> {
  const { length, blinders } = await witnessOf(linf(values.length, bound), values);
  return { statement: { kind: 'linf' }, length, rowLength, bound, values, blinders };
}

describe('rows committed from planes', () => {
  it.each([
    [1, 1],
    [7, 2],
    [511, 3],
    [512, 4],
    [513, 127],
    [1024, 128],
    [1300, 32767],
    [1537, 32768],
    [600, 2 ** 31 - 1],
  ])('are the kernel’s: %d coordinates within ±%d', async (length, bound) => {
    const edges = [bound, -bound, 0, 1, -1, bound - 1, 1 - bound];
    for (const values of [
      valuesWithin(bound, length),
      new Int32Array(length).fill(-bound),
      new Int32Array(length).map((_, i) => edges[i % edges.length]!),
    ]) {
      const witness = await witnessOf(linf(length, bound), values);
      const rows = await here.commit!(await inputOf(values, bound));
      expect(rows!.commitments).toEqual(witness.commitments);
    }
  });

  it.each([
    ['on this thread', here],
    ['in a worker', inWorker],
  ])('and their planes serve the proof, %s', async (_, prover) => {
    const values = valuesWithin(100, 1100);
    const maxSquaredNorm = squaredNorm(values);
    const statement = { kind: 'l2', maxSquaredNorm } as const;
    const shape = { length: 1100, rowLength, bound: 100, ...statement } as const;
    const witness = { ...(await witnessOf(shape, values)), statement, bound: 100 };
    const kept = [values.slice(), witness.blinders.slice()];
    const { commitments, prepared } = (await prover.commit!(witness))!;
    expect(commitments).toEqual(witness.commitments);
    const before = prepared.slice();
    const proof = await prover.prove({ ...witness, prepared }, random);
    expect([values, witness.blinders, prepared]).toEqual([...kept, before]);
    expect(await planesVerifier(kernel).verify([{ ...witness, proof }])).toEqual([undefined]);
  });

  it('change no byte of a proof', async () => {
    const values = valuesWithin(1000, 700);
    const witness = await witnessOf(linf(700, 1000), values);
    const { prepared } = (await here.commit!(await inputOf(values, 1000)))!;
    const alone = await provePlanes(kernel, witness, SEEDS);
    expect(await provePlanes(kernel, { ...witness, prepared }, SEEDS)).toEqual(alone);
  });

  it('are not made for choices, whose rows are their only plane', async () => {
    const statement = { kind: 'one-hot', groups: [{ length: 8, least: 1, most: 1 }] } as const;
    const values = Int32Array.of(0, 0, 1, 0, 0, 0, 0, 0);
    for (const prover of [here, inWorker]) {
      expect(await prover.commit!({ ...(await inputOf(values, 1)), statement })).toBeUndefined();
    }
  });
});

describe('a prover refuses', () => {
  it.each([
    ['on this thread', here],
    ['in a worker', inWorker],
  ])('inputs and planes that do not fit, %s', async (_, prover) => {
    const input = await inputOf(valuesWithin(50, 600), 50);
    await expect(prover.commit!({ ...input, bound: 49 })).rejects.toThrow(/beyond the bound 49/);
    await expect(prover.commit!({ ...input, length: 599 })).rejects.toThrow(/599 values, not 600/);
    const blinders = input.blinders.slice().fill(255, 0, 32);
    await expect(prover.commit!({ ...input, blinders })).rejects.toThrow(/canonical/);
    const witness = {
      ...(await witnessOf(linf(600, 50), input.values)),
      statement: { kind: 'linf' },
      bound: 50,
    } as const;
    const { prepared } = (await prover.commit!(input))!;
    const short = prepared.subarray(64);
    await expect(prover.prove({ ...witness, prepared: short }, random)).rejects.toThrow(/prepared/);
    const other = (await prover.commit!(await inputOf(valuesWithin(50, 600, 2), 50)))!.prepared;
    await expect(prover.prove({ ...witness, prepared: other }, random)).rejects.toThrow(
      /does not hold, so it is not sent/,
    );
  });
});
