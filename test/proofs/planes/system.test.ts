/** The system as sessions use it: what its registry entry says, its provers, its verifier. */
import { afterAll, describe, expect, it } from 'vitest';
import { deriveGenerators } from '../../../src/crypto/generators.ts';
import { createPlanesProver, planesProver } from '../../../src/proofs/planes/prover/prover.ts';
import { planesVerifier } from '../../../src/proofs/planes/system.ts';
import { PROOF_SYSTEMS } from '../../../src/proofs/registry.ts';
import type { Statement } from '../../../src/proofs/statement.ts';
import type { ProofWitness } from '../../../src/proofs/system.ts';
import { someElements } from '../../kernel/samples.ts';
import { choices, kernel, random, squaredNorm, valuesWithin } from './claims.ts';

const { planes } = PROOF_SYSTEMS;
const GROUPS = [
  { length: 300, least: 1, most: 1 },
  { length: 300, least: 0, most: 3 },
];
const inWorker = createPlanesProver();
afterAll(() => {
  inWorker.close();
});

async function witnessOf(
  statement: Statement,
  values: Int32Array,
  bound: number,
): Promise<ProofWitness> {
  const rowLength = 512;
  const blinders = someElements(Math.ceil(values.length / rowLength), 9);
  const generators = await deriveGenerators(kernel, rowLength);
  const commitments = await kernel.commitRows(values, blinders, rowLength, generators);
  const sizes = { length: values.length, rowLength, bound };
  const sessionDigest = new Uint8Array(32).fill(4);
  return { statement, ...sizes, sessionDigest, client: 2, commitments, values, blinders };
}

const VALUES = valuesWithin(7, 600);
const linf = await witnessOf({ kind: 'linf' }, VALUES, 7);

describe('the registry', () => {
  it('says what it can prove, in how many bytes, and in which rows', async () => {
    expect(planes.setup).toBe('transparent');
    expect(planes.supports(linf.statement, linf)).toBeUndefined();
    expect(planes.supports(linf.statement, { ...linf, rowLength: 8 })).toMatch(/from 512/);
    const proof = await planesProver(kernel).prove(linf, random);
    expect(planes.proofBytes(linf.statement, linf)).toBe(proof.length);
    expect(planes.rowLength(linf.statement, { length: 1_000_000, bound: 32_767 })).toBe(8192);
    expect(planes.rowLength({ kind: 'one-hot', groups: [] }, { length: 1e5, bound: 1 })).toBe(1024);
  });
});

describe.each([
  ['on this thread', planesProver(kernel)],
  ['in a worker', inWorker],
])('a prover %s', (_, prover) => {
  it.each<[string, Statement, Int32Array, number]>([
    ['ranges', { kind: 'linf' }, VALUES, 7],
    ['norms', { kind: 'l2', maxSquaredNorm: squaredNorm(VALUES) }, VALUES, 7],
    ['choices', { kind: 'one-hot', groups: GROUPS }, choices(GROUPS), 1],
  ])(
    'proves %s, with fresh bytes in each proof, and keeps its caller’s',
    async (_kind, statement, values, bound) => {
      const witness = await witnessOf(statement, values, bound);
      const before = witness.blinders.slice();
      // The same seed both times, as after a restart.
      const seed = (): Uint8Array => new Uint8Array(32).fill(6);
      const proofs = [await prover.prove(witness, seed), await prover.prove(witness, seed)];
      expect(proofs[0]).not.toEqual(proofs[1]);
      expect(witness.blinders).toEqual(before);
      const verifier = planesVerifier(kernel, random);
      const verdicts = await verifier.verify([
        ...proofs.map((proof) => ({ ...witness, proof })),
        { ...witness, client: 3, proof: proofs[0]! },
      ]);
      expect(verdicts).toEqual([undefined, undefined, expect.any(String)]);
      expect([prover.system, verifier.system]).toEqual(['planes', 'planes']);
    },
  );

  it('hands out none about other commitments, and none of what is false', async () => {
    const other = await witnessOf(
      linf.statement,
      VALUES.map((x) => -x),
      7,
    );
    const { commitments } = other;
    await expect(prover.prove({ ...linf, commitments }, random)).rejects.toThrow('is not sent');
    await expect(prover.prove({ ...linf, bound: 6 }, random)).rejects.toThrow(RangeError);
  });

  it('stops when it is told to, and says how far it is', async () => {
    const stopped = AbortSignal.abort(new Error('enough'));
    await expect(prover.prove(linf, random, { signal: stopped })).rejects.toThrow('enough');
    const seen: number[] = [];
    await prover.prove(linf, random, { onProgress: (fraction) => seen.push(fraction) });
    expect(seen[seen.length - 1]).toBe(1);
    expect([...seen].sort((a, b) => a - b)).toEqual(seen);
  });
});

describe('a worker', () => {
  it('ends at an abort with all that it knows, and the next proof has another', async () => {
    const stop = new AbortController();
    const proving = inWorker.prove(linf, random, { signal: stop.signal });
    setTimeout(() => {
      stop.abort(new Error('no longer wanted'));
    }, 5);
    await expect(proving).rejects.toThrow('no longer wanted');
    const proof = await inWorker.prove(linf, random);
    expect(await planesVerifier(kernel).verify([{ ...linf, proof }])).toEqual([undefined]);
  });

  it('fails what is under way when it is closed', async () => {
    const prover = createPlanesProver();
    const proving = prover.prove(linf, random);
    setTimeout(() => {
      prover.close();
    }, 5);
    await expect(proving).rejects.toThrow('closed');
  });
});
