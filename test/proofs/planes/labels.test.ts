/** Weak Fiat–Shamir, part by part: whatever a verifier sees is in the challenges that follow it, under the real chain. */
import { beforeAll, describe, expect, it } from 'vitest';
import { readProof, type Conversation } from '../../../src/proofs/planes/challenges.ts';
import { provePlanes } from '../../../src/proofs/planes/prover/prove.ts';
import { planesSizes } from '../../../src/proofs/planes/sizes.ts';
import type { PlanesClaim, PlanesShape } from '../../../src/proofs/planes/statement.ts';
import { planesProofBytes, proofSteps } from '../../../src/proofs/planes/steps.ts';
import { kernel, SEEDS, witnessOf } from './claims.ts';
import { digitsOf, LINF, NORM, VALUES } from './falsehoods.ts';
import { claimAbout, forge, withTorsion } from './forger.ts';
import { verdict, verdictWith } from './verdicts.ts';

const GROUPS = [
  { length: 12, least: 1, most: 1 },
  { length: 8, least: 0, most: 3 },
];
const SHAPES: readonly PlanesShape[] = [
  LINF,
  { ...LINF, kind: 'l2', maxSquaredNorm: NORM },
  { kind: 'one-hot', length: 20, rowLength: 512, groups: GROUPS },
];

function claimOf(shape: PlanesShape): PlanesClaim {
  const rows = Math.ceil(shape.length / shape.rowLength);
  const commitments = new Uint8Array(64 * rows).fill(9);
  return { ...shape, sessionDigest: new Uint8Array(32).fill(5), client: 3, commitments };
}

/** The challenges that follow any bytes of the right length. */
function challengesOf(claim: PlanesClaim, change?: { label: string; at: number }): Conversation {
  const sizes = planesSizes(claim);
  const proof = Uint8Array.from({ length: planesProofBytes(claim) }, (_, i) => (i * 7) % 251);
  let start = 0;
  for (const { label, bytes } of proofSteps(sizes)) {
    if (label === change?.label) proof[start + (change.at < 0 ? bytes - 1 : 0)]! ^= 1;
    start += bytes;
  }
  return readProof(claim, sizes, proof);
}

const drawsOf = (claim: PlanesClaim): string[] =>
  proofSteps(planesSizes(claim)).flatMap(({ draws }) => draws);

describe.each(SHAPES.map((shape) => [shape.kind, shape] as const))(
  'a message of a proof of kind %s',
  (_, shape) => {
    const claim = claimOf(shape);
    const steps = proofSteps(planesSizes(shape));
    const before = challengesOf(claim);

    it.each(steps.map(({ label }, index) => [label, index] as const))(
      'changes every challenge after it, and none before: %s',
      (label, index) => {
        for (const at of [0, -1]) {
          const after = challengesOf(claim, { label, at });
          steps.forEach(({ draws }, step) => {
            for (const draw of draws) {
              const same = after.coin(draw) === before.coin(draw);
              expect([draw, same]).toEqual([draw, step < index]);
            }
          });
        }
      },
    );

    it('is followed by challenges that all differ, but for the last', () => {
      const coins = drawsOf(claim).map((draw) => before.coin(draw));
      expect(new Set(coins).size).toBe(coins.length);
      expect(steps.filter(({ draws }) => draws.length === 0).map(({ label }) => label)).toEqual([
        'planes',
        ...(shape.kind === 'l2' ? [] : ['masked']),
        'first',
        'last',
      ]);
    });
  },
);

describe('a statement', () => {
  const flipped = (bytes: Uint8Array, at: number): Uint8Array =>
    bytes.map((byte, i) => (i === at ? byte ^ 1 : byte));
  const [linf, l2, choices] = SHAPES.map(claimOf) as [PlanesClaim, PlanesClaim, PlanesClaim];
  // The changed statements have as many messages, of the same lengths, so that nothing else can differ.
  const changes: [string, PlanesClaim, object][] = [
    ['kind', linf, { kind: 'one-hot', groups: GROUPS }],
    ['length', linf, { length: 19 }],
    ['row length', linf, { rowLength: 1024 }],
    ['bound', linf, { bound: 6 }],
    ['first byte of the session', linf, { sessionDigest: flipped(linf.sessionDigest, 0) }],
    ['last byte of the session', linf, { sessionDigest: flipped(linf.sessionDigest, 31) }],
    ['client', linf, { client: 2 }],
    ['client, far away', linf, { client: 2 ** 32 - 1 }],
    ['first byte of the points', linf, { commitments: flipped(linf.commitments, 0) }],
    ['last byte of the points', linf, { commitments: flipped(linf.commitments, 63) }],
    ['bound of a norm', l2, { bound: 6 }],
    ['norm', l2, { maxSquaredNorm: NORM - 1 }],
    ['least of a group', choices, { groups: [GROUPS[0], { ...GROUPS[1], least: 1 }] }],
    ['most of a group', choices, { groups: [GROUPS[0], { ...GROUPS[1], most: 2 }] }],
    ['order of the groups', choices, { groups: [GROUPS[1], GROUPS[0]] }],
  ];

  it.each(changes)('changes every challenge with its %s', (_, claim, change) => {
    const before = challengesOf(claim);
    const changed = { ...claim, ...change } as PlanesClaim;
    const after = challengesOf(changed);
    const common = drawsOf(claim).filter((draw) => drawsOf(changed).includes(draw));
    expect(common).toContain('opening');
    for (const draw of common) expect(after.coin(draw)).not.toBe(before.coin(draw));
  });

  it.each([
    ['client', { client: 4 }],
    ['session', { sessionDigest: new Uint8Array(32).fill(6) }],
  ])('whose %s is not hashed lets a copied proof pass, and hashed stops it', async (field, to) => {
    const deviation = { skip: new Set([field]) };
    const { claim, blinders } = await claimAbout(LINF, VALUES);
    const forgery = { claim, values: VALUES, blinders, digit: digitsOf(VALUES) };
    const weak = await forge({ ...forgery, deviation });
    expect(await verdictWith({ ...claim, ...to }, weak.proof, deviation)).toBeUndefined();
    const { proof } = await forge(forgery);
    expect(await verdict(claim, proof)).toBeUndefined();
    expect(await verdict({ ...claim, ...to }, proof)).toBeDefined();
  });
});

describe('torsion that is added to a finished proof', () => {
  let proven: { claim: PlanesClaim; proof: Uint8Array };
  beforeAll(async () => {
    const witness = await witnessOf(LINF, Int32Array.from(VALUES, Number));
    proven = { claim: witness, proof: await provePlanes(kernel, witness, SEEDS) };
  });

  const points = new Set(['planes', 'pads', 'first', ...[0, 1, 2, 3, 4].map((i) => `fold-${i}`)]);
  it.each([...points])('is in the hash, so that the proof no longer holds: %s', async (label) => {
    const { claim, proof } = proven;
    let at = 0;
    for (const step of proofSteps(planesSizes(claim))) {
      for (let point = at; step.label === label && point < at + step.bytes; point += 64) {
        const changed = proof.slice();
        changed.set(withTorsion(proof.subarray(point, point + 64)), point);
        expect(await verdict(claim, changed)).toBeDefined();
      }
      at += step.bytes;
    }
    expect(await verdict(claim, proof)).toBeUndefined();
  });

  it('is in the hash when it is added to the rows', async () => {
    const { claim, proof } = proven;
    const commitments = withTorsion(claim.commitments);
    expect(await verdict({ ...claim, commitments }, proof)).toBeDefined();
  });
});
