import { describe, expect, it } from 'vitest';
import { claimAbout, elementsFrom, forge } from './forger.ts';
import { mod } from './integers.ts';
import { shiftedRows, STRATEGIES, type Guess, type Strategy } from './strategies.ts';
import { verdict, verdictWith } from './verdicts.ts';
import { Stopped, type Deviation } from './walk.ts';

type Made = NonNullable<Awaited<ReturnType<Strategy['make']>>>;

/** Tries until an equation that a strategy has to solve has a root. */
async function attempt(
  strategy: Strategy,
  guessFor: (seed: bigint) => Promise<Guess> | Guess,
  deviationFor: (guess: Guess) => Deviation,
): Promise<Made & { guess: Guess }> {
  for (let seed = 1000n; seed < 1012n; seed++) {
    const guess = await guessFor(seed);
    const made = await strategy.make(guess, deviationFor(guess), seed);
    if (made) return { ...made, guess };
  }
  throw new Error(`no root in twelve attempts: ${strategy.name}`);
}

function randomGuess(strategy: Strategy, seed: bigint): Guess {
  const draw = elementsFrom(seed);
  return new Map(strategy.coins.map((label) => [label, draw()]));
}

/** The challenges that follow a message whatever it is, where it is not hashed. */
async function learn(strategy: Strategy, deviation: Deviation, seed: bigint): Promise<Guess> {
  const stopAt = strategy.until ?? strategy.message!;
  try {
    await strategy.make(randomGuess(strategy, seed), { ...deviation, stopAt }, seed);
  } catch (stopped) {
    if (stopped instanceof Stopped) return stopped.learnt;
    throw stopped;
  }
  throw new Error(`nothing learnt: ${strategy.name}`);
}

describe('a message that is not hashed', () => {
  const chosen = STRATEGIES.filter(({ message }) => message !== undefined);
  it.each(chosen.map((strategy) => [strategy.message!, strategy.name, strategy] as const))(
    'lets a forgery pass, and hashed stops it: "%s", %s',
    async (message, _, strategy) => {
      const deviation = { skip: new Set([message]) };
      const { claim, proof } = await attempt(
        strategy,
        (seed) => learn(strategy, deviation, seed),
        () => deviation,
      );
      expect(await verdictWith(claim, proof, deviation)).toBeUndefined();
      expect(await verdict(claim, proof)).toBeDefined();
    },
  );

  it('lets shifted rows pass where it is the row points', async () => {
    const deviation = { skip: new Set(['commitments']) };
    const { claim, proof } = await shiftedRows(deviation);
    expect(await verdictWith(claim, proof, deviation)).toBeUndefined();
    expect(await verdict(claim, proof)).toBeDefined();
  });
});

describe('a challenge that is known beforehand', () => {
  const others = STRATEGIES.filter(({ message }) => message === undefined);
  it.each(others.map((strategy) => [strategy.name, strategy] as const))(
    'lets a forgery pass, and hashed stops it: %s',
    async (_, strategy) => {
      const { claim, proof, guess } = await attempt(
        strategy,
        (seed) => randomGuess(strategy, seed),
        (coins) => ({ coins }),
      );
      expect(await verdictWith(claim, proof, { coins: guess })).toBeUndefined();
      expect(await verdict(claim, proof)).toBeDefined();
    },
  );

  it('lets 6400 ticks pass for 40 single choices, if it is γ', async () => {
    // Σ γ^g · (n_g − 1) = 0 modulo ℓ for this γ: found by reducing a lattice.
    const gamma = 12345678901234567890123456789012345678901234567890n;
    const lengths = LATTICE;
    expect(mod(lengths.reduce((sum, n, g) => sum + gamma ** BigInt(g) * BigInt(n - 1), 0n))).toBe(
      0n,
    );
    const groups = lengths.map((length) => ({ length, least: 1, most: 1 }));
    const values = new Array<bigint>(6400).fill(1n);
    const shape = { kind: 'one-hot', length: 6400, rowLength: 512, groups } as const;
    const { claim, blinders } = await claimAbout(shape, values);
    const deviation = { coins: new Map([['gamma', gamma]]) };
    const { proof } = await forge({ claim, values, blinders, digit: () => 0n, deviation });
    expect(await verdictWith(claim, proof, deviation)).toBeUndefined();
    expect(await verdict(claim, proof)).toBeDefined();
  });
});

const LATTICE: readonly number[] = [
  259, 179, 88, 107, 188, 123, 169, 109, 173, 101, 187, 204, 180, 214, 179, 201, 170, 92, 115, 258,
  157, 276, 101, 142, 199, 160, 141, 175, 88, 138, 137, 163, 169, 116, 169, 154, 149, 168, 161, 141,
];
