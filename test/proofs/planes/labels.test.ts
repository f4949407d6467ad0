/** Weak Fiat–Shamir, part by part: whatever a verifier sees is in the challenges that follow it, under the real chain. */
import { beforeAll, describe, expect, it } from 'vitest';
import type { Conversation } from '../../../src/proofs/conversation.ts';
import { readProof, statementState } from '../../../src/proofs/planes/challenges.ts';
import { provePlanes } from '../../../src/proofs/planes/prover/prove.ts';
import { planesSizes } from '../../../src/proofs/planes/sizes.ts';
import type { PlanesClaim, PlanesShape } from '../../../src/proofs/planes/statement.ts';
import { planesProofBytes, proofSteps } from '../../../src/proofs/planes/steps.ts';
import type { ChoiceGroup } from '../../../src/proofs/statement.ts';
import { kernel, SEEDS, witnessOf } from './claims.ts';
import { digitsOf, LINF, NORM, VALUES } from './falsehoods.ts';
import { claimAbout, forge, withTorsion } from './forger.ts';
import { verdict, verdictWith } from './verdicts.ts';
import { statementWithout, Walk } from './walk.ts';

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

/** One bit to flip: in the first byte of a message, or in its last one. */
interface Change {
  readonly label: string;
  readonly at: 0 | -1;
}

/** Any bytes of the right length. */
function proofOf(shape: PlanesShape, change?: Change): Uint8Array {
  const proof = Uint8Array.from({ length: planesProofBytes(shape) }, (_, i) => (i * 7) % 251);
  let start = 0;
  for (const { label, bytes } of proofSteps(planesSizes(shape))) {
    if (label === change?.label) proof[start + (change.at < 0 ? bytes - 1 : 0)]! ^= 1;
    start += bytes;
  }
  return proof;
}

/** The challenges that follow them. */
function challengesOf(claim: PlanesClaim, change?: Change): Conversation {
  return readProof(claim, planesSizes(claim), proofOf(claim, change));
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
        for (const at of [0, -1] as const) {
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

    // Responses and the last elements too, which no known forgery makes use of.
    it.each(steps.map(({ label }, index) => [label, index] as const))(
      'is the only thing that tells two proofs apart: %s',
      (label, index) => {
        const deviation = { skip: new Set([label]) };
        const [proof, changed] = [proofOf(shape), proofOf(shape, { label, at: 0 })];
        const walks = [proof, changed].map((bytes) =>
          Walk.through(claim, planesSizes(shape), bytes, deviation),
        );
        const [without, other] = walks.map(({ conversation }) => conversation);
        const hashed = Walk.through(claim, planesSizes(shape), proof).conversation;
        steps.forEach(({ draws }, step) => {
          for (const draw of draws) {
            expect(hashed.coin(draw)).toBe(before.coin(draw));
            expect(other!.coin(draw)).toBe(without!.coin(draw));
            expect([draw, without!.coin(draw) === before.coin(draw)]).toEqual([draw, step < index]);
          }
        });
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
  const [single, several] = GROUPS as [ChoiceGroup, ChoiceGroup];
  const changes: [field: string, what: string, PlanesClaim, object][] = [
    // A norm of 0 is refused elsewhere. Here it makes a statement that differs in its kind alone.
    ['kind', 'kind', linf, { kind: 'l2', maxSquaredNorm: 0 }],
    ['length', 'length', linf, { length: 19 }],
    ['row length', 'row length', linf, { rowLength: 1024 }],
    ['bound', 'bound', linf, { bound: 6 }],
    ['bound', 'bound of a norm', l2, { bound: 6 }],
    ['norm', 'norm', l2, { maxSquaredNorm: NORM - 1 }],
    ['session', 'first byte', linf, { sessionDigest: flipped(linf.sessionDigest, 0) }],
    ['session', 'last byte', linf, { sessionDigest: flipped(linf.sessionDigest, 31) }],
    ['client', 'neighbour', linf, { client: 2 }],
    ['client', 'far away', linf, { client: 2 ** 32 - 1 }],
    ['commitments', 'first byte', linf, { commitments: flipped(linf.commitments, 0) }],
    ['commitments', 'last byte', linf, { commitments: flipped(linf.commitments, 63) }],
    ['groups', 'least', choices, { groups: [single, { ...several, least: 1 }] }],
    ['groups', 'most', choices, { groups: [single, { ...several, most: 2 }] }],
    ['groups', 'least of the first', choices, { groups: [{ ...single, least: 0 }, several] }],
    ['groups', 'order', choices, { groups: [several, single] }],
    [
      'groups',
      'lengths',
      choices,
      {
        groups: [
          { ...single, length: 11 },
          { ...several, length: 9 },
        ],
      },
    ],
  ];

  // With the field left out both statements have one hash: so nothing else tells them apart.
  it.each(changes)('is hashed with its %s: %s', (field, _, claim, change) => {
    const changed = { ...claim, ...change };
    expect(statementState(claim)).toEqual(statementWithout(claim, new Set()));
    expect(statementState(changed)).toEqual(statementWithout(changed, new Set()));
    expect(statementState(changed)).not.toEqual(statementState(claim));
    const left = new Set([field]);
    expect(statementWithout(changed, left)).toEqual(statementWithout(claim, left));
  });

  it('is what every challenge begins with', () => {
    for (const claim of [linf, l2, choices]) {
      const before = challengesOf(claim);
      const after = challengesOf({ ...claim, client: 4 });
      for (const draw of drawsOf(claim)) expect(after.coin(draw)).not.toBe(before.coin(draw));
    }
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
