import { describe, expect, it } from 'vitest';
import { bytesToIntegers } from '../../../src/kernel/planes/workspace.ts';
import { provePlanes } from '../../../src/proofs/planes/prover/prove.ts';
import { readProof } from '../../../src/proofs/planes/challenges.ts';
import { planesSizes } from '../../../src/proofs/planes/sizes.ts';
import type { PlanesShape } from '../../../src/proofs/planes/statement.ts';
import { kernel, SEEDS, valuesWithin, witnessOf } from './claims.ts';
import { digitsOf, LINF, VALUES } from './falsehoods.ts';
import { claimAbout, forge } from './forger.ts';
import { inverse, mod } from './integers.ts';
import { simulate } from './simulator.ts';
import { verdict, verdictWith } from './verdicts.ts';

const GROUPS = [
  { length: 600, least: 1, most: 1 },
  { length: 20, least: 0, most: 3 },
];
const SHAPES: [string, PlanesShape][] = [
  ['linf', { ...LINF, length: 700 }],
  ['l2', { ...LINF, kind: 'l2', maxSquaredNorm: 3 }],
  ['one-hot', { kind: 'one-hot', length: 620, rowLength: 512, groups: GROUPS }],
];

describe('conversations can be made without a witness', () => {
  it.each(SHAPES)('where challenges come first, and only there: %s', async (_, shape) => {
    const values = Array.from({ length: shape.length }, () => 12345n);
    const { claim } = await claimAbout(shape, values);
    const { proof, coins } = await simulate(claim, 8n);
    expect(await verdictWith(claim, proof, { coins })).toBeUndefined();
    const other = new Map([...coins, ['opening', 7n]]);
    expect(await verdictWith(claim, proof, { coins: other })).toBeDefined();
    expect(await verdict(claim, proof)).toBeDefined();
  });
});

describe('masks', () => {
  it('of two conversations, if they were the same, would show the pads and with them the digits', async () => {
    const shown = [];
    for (const length of [20, 19]) {
      const shape = { ...LINF, length };
      const values = VALUES.slice(0, length);
      const { claim, blinders } = await claimAbout(shape, values);
      const { proof, plan } = await forge({ claim, values, blinders, digit: digitsOf(values) });
      const talk = readProof(claim, planesSizes(claim), proof);
      const [, , ...z] = bytesToIntegers(talk.part('responses'));
      shown.push({ z, h: talk.coin('opening'), talk, pads: plan.pads });
    }
    const [one, two] = shown as [(typeof shown)[0], (typeof shown)[0]];
    const factor = inverse(one.h - two.h);
    const pads = one.z.map((value, i) => mod((value - two.z[i]!) * factor));
    expect(pads).toEqual(one.pads);
    // So ĝ without its mask, a public combination of all digits: who can guess them can check the guess.
    const talk = one.talk;
    const r = talk.coin('i-8');
    const g = mod(bytesToIntegers(talk.part('masked'))[0]! - r * (1n - r) * pads[pads.length - 1]!);
    const k = [0, 1].map((t) => talk.coin(`k-${t}`));
    const point = Array.from({ length: 9 }, (_, t) => talk.coin(`i-${t}`));
    const eq = (index: number, at: readonly bigint[]): bigint =>
      at.reduce((product, x, t) => mod(product * ((index >> t) & 1 ? x : 1n - x)), 1n);
    const digits = digitsOf(VALUES);
    let expected = 0n;
    VALUES.forEach((_, i) => {
      for (let plane = 0; plane < 4; plane++) {
        expected += eq(plane, k) * eq(i, point) * digits(plane, i);
      }
    });
    expect(g).toBe(mod(expected));
  });

  it('are never the same for two statements, witnesses, seeds or proofs', async () => {
    const shape = { ...LINF, length: 20 };
    const values = valuesWithin(5, 20);
    const others = values.slice();
    others[3] = 0;
    const base = await witnessOf(shape, values);
    const changed = [
      [base, SEEDS],
      [{ ...base, client: 9 }, SEEDS],
      [{ ...base, sessionDigest: new Uint8Array(32) }, SEEDS],
      [await witnessOf(shape, others), SEEDS],
      [base, { ...SEEDS, seed: new Uint8Array(32).fill(9) }],
      [base, { ...SEEDS, fresh: new Uint8Array(32).fill(9) }],
    ] as const;
    const seen = new Set<string>();
    const again = await provePlanes(kernel, base, SEEDS);
    for (const [witness, seeds] of changed) {
      const proof = await provePlanes(kernel, witness, seeds);
      const sizes = planesSizes(witness);
      // The first plane, the pads and the masks are commitments with blinders of their own.
      const talk = readProof(witness, sizes, proof);
      for (const label of ['planes', 'pads', 'first']) seen.add(String(talk.part(label)));
    }
    expect(seen.size).toBe(3 * changed.length);
    expect(again).toEqual(await provePlanes(kernel, base, SEEDS));
  });
});
