import { beforeAll, describe, expect, it } from 'vitest';
import {
  inWorkspace,
  integersToBytes,
  bytesToIntegers,
} from '../../../src/kernel/planes/workspace.ts';
import { WeightedProduct } from '../../../src/proofs/planes/opening/product.ts';
import { planesSizes } from '../../../src/proofs/planes/sizes.ts';
import type { PlanesShape, ProvenPlanes } from '../../../src/proofs/planes/statement.ts';
import { planesProofBytes } from '../../../src/proofs/planes/steps.ts';
import { gatherEquations } from '../../../src/proofs/planes/verifier/gather.ts';
import { readConversation } from '../../../src/proofs/planes/verifier/read.ts';
import { verifyPlanes } from '../../../src/proofs/planes/verifier/verify.ts';
import { provePlanes } from '../../../src/proofs/planes/prover/prove.ts';
import { choices, kernel, random, SEEDS, squaredNorm, valuesWithin, witnessOf } from './claims.ts';
import { basisOf, concat } from './forger.ts';
import { mod } from './integers.ts';

const LINF: PlanesShape = { kind: 'linf', length: 600, rowLength: 512, bound: 7 };
const OPENINGS = 'the openings of the proof do not hold';
let claims: ProvenPlanes[];

async function proven(
  shape: PlanesShape,
  values: Int32Array,
  client: number,
): Promise<ProvenPlanes> {
  const witness = await witnessOf(shape, values, client);
  const proof = await provePlanes(kernel, witness, SEEDS);
  return { ...witness, proof };
}

/** A proof with the last element changed: nothing follows it that would notice. */
function withLast(claim: ProvenPlanes, change: bigint): ProvenPlanes {
  const proof = claim.proof.slice();
  const [value] = bytesToIntegers(proof.subarray(proof.length - 32));
  proof.set(integersToBytes([mod(value! + change)]), proof.length - 32);
  return { ...claim, proof };
}

/** The verdict where every equation of the claims has the weight 1. */
async function withEqualWeights(list: readonly ProvenPlanes[]): Promise<boolean> {
  const basis = await basisOf(512);
  return inWorkspace((workspace) => {
    const product = new WeightedProduct(workspace, 512);
    for (const claim of list) {
      const read = readConversation(workspace, claim);
      if (typeof read === 'string') throw new Error(read);
      const equations = gatherEquations(workspace, claim, planesSizes(claim), read.talk);
      if (typeof equations === 'string') throw new Error(equations);
      for (const equation of equations) product.add(equation, 1n);
    }
    const rows = concat([basis.h, basis.g.subarray(0, 64 * 512)]);
    return Promise.resolve(product.vanishes({ rows, k: basis.k }));
  });
}

beforeAll(async () => {
  const l2Values = valuesWithin(5, 40);
  const l2: PlanesShape = {
    kind: 'l2',
    length: 40,
    rowLength: 1024,
    bound: 5,
    maxSquaredNorm: squaredNorm(l2Values),
  };
  const groups = [{ length: 30, least: 1, most: 1 }];
  claims = [
    await proven(LINF, valuesWithin(7, 600), 0),
    await proven(l2, l2Values, 1),
    await proven({ kind: 'one-hot', length: 30, rowLength: 512, groups }, choices(groups), 2),
    await proven(LINF, valuesWithin(7, 600, 5), 3),
  ];
});

describe('many proofs together', () => {
  it('are accepted, of all kinds and sizes', async () => {
    expect(await verifyPlanes(kernel, claims, random)).toEqual(claims.map(() => undefined));
    expect(await verifyPlanes(kernel, [], random)).toEqual([]);
  });

  it('are told apart where some do not hold', async () => {
    const list = [...claims, ...claims].map((claim, i) =>
      i === 1 || i === 6 ? withLast(claim, 1n) : claim,
    );
    const short = { ...claims[0]!, proof: claims[0]!.proof.subarray(1) };
    const foreign = { ...claims[3]!, client: 9 };
    const verdicts = await verifyPlanes(kernel, [...list, short, foreign], random);
    expect(verdicts.map((problem, i) => [i, problem]).filter(([, problem]) => problem)).toEqual([
      [1, OPENINGS],
      [6, OPENINGS],
      [8, `the proof has ${short.proof.length} bytes and not ${planesProofBytes(LINF)}`],
      [9, 'the rounds of the proof do not add up'],
    ]);
  });

  it('hold for their own groups only, even where the ticks keep others, too', async () => {
    const claim = claims[2]!;
    if (claim.kind !== 'one-hot') throw new Error('the third claim is of choices');
    const others = [
      [{ length: 30, least: 0, most: 1 }],
      [{ length: 30, least: 0, most: 30 }],
      [
        { length: 29, least: 0, most: 29 },
        { length: 1, least: 1, most: 1 },
      ],
    ];
    for (const groups of others) {
      const [problem] = await verifyPlanes(kernel, [{ ...claim, groups }], random);
      expect(problem).toBeDefined();
    }
  });

  it('cannot cancel each other’s errors, as they could with equal weights', async () => {
    // One proof twice, an element of the last message off by 1 and by −1: no challenge follows it.
    const a = claims[0]!;
    const forged = [withLast(a, 1n), withLast(a, -1n)];
    expect(await withEqualWeights(forged)).toBe(true);
    expect(await withEqualWeights([forged[0]!])).toBe(false);
    expect(await verifyPlanes(kernel, forged, random)).toEqual([OPENINGS, OPENINGS]);
  });
});
