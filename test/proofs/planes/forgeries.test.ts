import { describe, expect, it } from 'vitest';
import type { ChoiceGroup } from '../../../src/proofs/statement.ts';
import {
  digitsOf,
  FORBIDDEN,
  forgeryOf,
  LENGTH,
  LINF,
  longNorm,
  NORM,
  SHORT_DIGITS,
  VALUES,
  WEIGHTS,
  withValue,
} from './falsehoods.ts';
import { exactDigits, exactWeights } from '../../../src/proofs/planes/weights.ts';
import { claimAbout, forge, plus, withTorsion, type Forgery } from './forger.ts';
import { inverse, mod } from './integers.ts';
import { verdict } from './verdicts.ts';

const ROUNDS = 'the rounds of the proof do not add up';
const OPENINGS = 'the openings of the proof do not hold';

async function refused(forgery: Forgery, why?: string): Promise<void> {
  const { proof } = await forge(forgery);
  const got = await verdict(forgery.claim, proof);
  if (why === undefined) expect(got).toBeDefined();
  else expect(got).toBe(why);
}

describe('a prover that takes any field elements', () => {
  it('is believed where it tells the truth', async () => {
    const { claim, blinders } = await claimAbout(LINF, VALUES);
    const { proof } = await forge({ claim, values: VALUES, blinders, digit: digitsOf(VALUES) });
    expect(await verdict(claim, proof)).toBeUndefined();
    const shape = { ...LINF, kind: 'l2', maxSquaredNorm: NORM } as const;
    const made = await claimAbout(shape, VALUES);
    const extra = exactDigits(BigInt(NORM), exactWeights(NORM)).map(BigInt);
    const norm = await forge({ ...made, values: VALUES, digit: digitsOf(VALUES), extra });
    expect(await verdict(made.claim, norm.proof)).toBeUndefined();
  });

  it.each(FORBIDDEN)('cannot prove %s: with what is over in plane 0', async (_, value) => {
    await refused(await forgeryOf(value), ROUNDS);
  });

  it.each(FORBIDDEN)('cannot prove %s: with all of it in plane 3', async (_, value) => {
    const all = mod((value + 5n) * inverse(WEIGHTS[3]!));
    const digit = digitsOf(VALUES);
    await refused(
      await forgeryOf(value, (k, i) => (i === 9 ? (k === 3 ? all : 0n) : digit(k, i))),
      ROUNDS,
    );
  });

  it.each(FORBIDDEN)('cannot prove %s: with a proof about another value', async (_, value) => {
    const { claim, blinders } = await forgeryOf(value);
    await refused({ claim, blinders, values: VALUES, digit: digitsOf(VALUES) }, OPENINGS);
  });

  it.each([
    ['in plane 0', 0n],
    ['in plane 1', 1n],
    ['as halves', inverse(2n)],
  ])('cannot hide a value beyond the last coordinate, %s', async (_, inPlane1) => {
    const values = [...VALUES, 3n];
    const { claim, blinders } = await claimAbout(LINF, values);
    const digit = digitsOf(VALUES);
    await refused(
      {
        claim,
        values,
        blinders,
        digit: (k, i) => (i === LENGTH ? (k === 1 ? inPlane1 : 0n) : digit(k, i)),
      },
      ROUNDS,
    );
  });

  it('cannot leave a value beyond the last coordinate out of the proof', async () => {
    const { claim, blinders } = await claimAbout(LINF, [...VALUES, 3n]);
    await refused({ claim, blinders, values: VALUES, digit: digitsOf(VALUES) }, OPENINGS);
  });

  it.each([
    ['digits of another norm', SHORT_DIGITS],
    ['a digit of 2', SHORT_DIGITS.map((d, i) => d + (i === 0 ? 1n : 0n))],
    ['a digit of −1', SHORT_DIGITS.map((d, i) => d - (i === 1 ? 1n : 0n))],
    ['all of it in one digit', [BigInt(NORM), ...SHORT_DIGITS.slice(1).map(() => 0n)]],
    ['a digit behind the last', [...SHORT_DIGITS, 1n]],
  ])('cannot prove a norm that is one too long, with %s', async (_, extra) => {
    await refused(await longNorm(extra), ROUNDS);
  });

  it('cannot prove a half under a norm', async () => {
    const values = withValue(0, inverse(2n));
    const shape = { ...LINF, kind: 'l2', maxSquaredNorm: 1000 } as const;
    const { claim, blinders } = await claimAbout(shape, values);
    await refused(
      { claim, values, blinders, digit: digitsOf(VALUES), extra: SHORT_DIGITS },
      ROUNDS,
    );
  });

  it.each(['G_512', 'K'])('cannot add %s to anything that it commits to', async (what) => {
    const part = (plan: { basis: { g: Uint8Array; k: Uint8Array } }): Uint8Array =>
      what === 'K' ? plan.basis.k : plan.basis.g.subarray(64 * 512, 64 * 513);
    for (const label of ['planes', 'pads', 'first', 'fold-0', 'fold-4']) {
      const forgery = await forgeryOf(VALUES[9]!);
      const hooks = {
        message: async (due: string, bytes: Uint8Array, plan: never) => {
          if (due !== label) return bytes;
          const changed = bytes.slice();
          changed.set(await plus(bytes.subarray(0, 64), part(plan), 1n));
          return changed;
        },
      };
      await refused({ ...forgery, hooks }, OPENINGS);
    }
  });

  it('may add torsion to everything before it is hashed: it changes no verdict', async () => {
    const honest = await forgeryOf(VALUES[9]!);
    const commitments = withTorsion(honest.claim.commitments);
    const claim = { ...honest.claim, commitments };
    const points = new Set([
      'planes',
      'pads',
      'first',
      'fold-0',
      'fold-1',
      'fold-2',
      'fold-3',
      'fold-4',
    ]);
    const { proof } = await forge({
      ...honest,
      claim,
      hooks: {
        message: (label, bytes) => {
          const changed = bytes.slice();
          for (let at = 0; points.has(label) && at < bytes.length; at += 64) {
            changed.set(withTorsion(bytes.subarray(at, at + 64)), at);
          }
          return changed;
        },
      },
    });
    expect(await verdict(claim, proof)).toBeUndefined();
    expect(await verdict(honest.claim, proof)).toBeDefined();
  });
});

describe('choices', () => {
  const single = (length: number): ChoiceGroup => ({ length, least: 1, most: 1 });
  const groups = [single(4), { length: 5, least: 0, most: 2 }, single(6)];
  const shape = { kind: 'one-hot', length: 15, rowLength: 512, groups } as const;
  const ticks = [0, 1, 0, 0, /**/ 1, 0, 0, 0, 0, /**/ 0, 0, 1, 0, 0, 0].map(BigInt);
  const changed = (changes: Record<number, bigint>): bigint[] =>
    ticks.map((v, i) => mod(changes[i] ?? v));
  const attempt = async (
    values: readonly bigint[],
    extra: readonly bigint[],
  ): Promise<string | undefined> => {
    const { claim, blinders } = await claimAbout(shape, values);
    const { proof } = await forge({ claim, values, blinders, digit: () => 0n, extra });
    return verdict(claim, proof);
  };

  it('are believed where they keep the rules', async () => {
    // Slack 1 of weights 1, 1.
    expect(await attempt(ticks, [1n, 0n])).toBeUndefined();
    expect(await attempt(changed({ 4: 0n }), [1n, 1n])).toBeUndefined();
  });

  it.each([
    ['two ticks in a group', { 0: 1n }, [1n, 0n]],
    ['none in a group', { 1: 0n }, [1n, 0n]],
    ['two in one and none in another', { 0: 1n, 11: 0n }, [1n, 0n]],
    ['2 and −1', { 0: -1n, 1: 2n }, [1n, 0n]],
    ['halves', { 0: inverse(2n), 1: inverse(2n) }, [1n, 0n]],
    ['2^200 and the rest', { 0: 1n << 200n, 1: 1n - (1n << 200n) }, [1n, 0n]],
    ['three of at most two, slack −1', { 5: 1n, 6: 1n }, [-1n, 0n]],
    ['three of at most two, slack 1 and −2', { 5: 1n, 6: 1n }, [1n, -2n]],
    ['three of at most two, slack left at 0', { 5: 1n, 6: 1n }, [0n, 0n]],
    ['three of at most two, slack behind the slack', { 5: 1n, 6: 1n }, [0n, 0n, -1n]],
  ] as [string, Record<number, bigint>, bigint[]][])('may not be %s', async (_, changes, extra) => {
    expect(await attempt(changed(changes), extra)).toBe(ROUNDS);
  });

  it('may not be all zeros, or a tick beyond the last coordinate', async () => {
    expect(
      await attempt(
        ticks.map(() => 0n),
        [1n, 1n],
      ),
    ).toBe(ROUNDS);
    expect(await attempt([...changed({ 11: 0n }), 1n], [1n, 0n])).toBe(ROUNDS);
  });
});
