/**
 * Forgeries that need a challenge to be known before it is drawn. With that challenge they are perfect, which shows that the check
 * that stops them is alive; hashed, they are guesses.
 */
import { exactDigits } from '../../../src/proofs/planes/weights.ts';
import { planesSizes } from '../../../src/proofs/planes/sizes.ts';
import type { PlanesClaim } from '../../../src/proofs/planes/statement.ts';
import {
  BOUND,
  digitsOf,
  LINF,
  longNorm,
  SHORT_DIGITS,
  VALUES,
  WEIGHTS,
  withValue,
} from './falsehoods.ts';
import { claimAbout, forge, plus, type Forgery, type Hooks, type Plan } from './forger.ts';
import { equalityTable, inverse, mod, quadraticRoot } from './integers.ts';
import type { Deviation } from './walk.ts';

/** What a strategy plans with: a guess for every challenge. */
export type Guess = ReadonlyMap<string, bigint>;

/** One way to forge, given a guess; undefined where an equation that it has to solve has no root. */
export interface Strategy {
  readonly name: string;
  /** The challenges that have to come out as guessed. */
  readonly coins: readonly string[];
  /** The message that is chosen after the challenges where a verifier does not hash it. */
  readonly message?: string;
  /** The message after which all challenges are known that do not depend on it; `message` where left out. */
  readonly until?: string;
  make(
    guess: Guess,
    deviation: Deviation,
    seed: bigint,
  ): Promise<{ claim: PlanesClaim; proof: Uint8Array } | undefined>;
}

const SIZES = planesSizes(LINF);
const tauLabels = (): string[] => [
  ...Array.from({ length: SIZES.planeVariables }, (_, i) => `tau-k-${i}`),
  ...Array.from({ length: SIZES.variables }, (_, i) => `tau-${i}`),
];

/** Coordinate 9 one above the bound, with a digit of 2. */
async function tooLarge(): Promise<Forgery> {
  const values = withValue(9, BigInt(BOUND + 1));
  const digits = exactDigits(BigInt(2 * BOUND + 1) - 2n * WEIGHTS[2]!, WEIGHTS).map(BigInt);
  digits[2] = digits[2]! + 2n;
  const { claim, blinders } = await claimAbout(LINF, values);
  const honest = digitsOf(VALUES);
  return { claim, values, blinders, digit: (k, i) => (i === 9 ? digits[k]! : honest(k, i)) };
}

async function run(
  forgery: Forgery,
  hooks: Hooks,
  deviation: Deviation,
  seed: bigint,
  failed: () => boolean = () => false,
): Promise<{ claim: PlanesClaim; proof: Uint8Array } | undefined> {
  const { proof } = await forge({ ...forgery, hooks, deviation, seed });
  return failed() ? undefined : { claim: forgery.claim, proof };
}

/** Two coordinates of which no digit is one, so chosen that their errors cancel under τ. */
const cancelling: Strategy = {
  name: 'digits whose errors cancel',
  coins: tauLabels(),
  message: 'planes',
  until: 'pads',
  make: async (guess, deviation, seed) => {
    const forgery = await tooLarge();
    const of = (prefix: string, count: number): bigint[] =>
      Array.from({ length: count }, (_, i) => guess.get(`${prefix}-${i}`)!);
    const f = equalityTable(of('tau-k', SIZES.planeVariables));
    const e = equalityTable(of('tau', SIZES.variables));
    // What coordinate 9 makes wrong, to be made up for by digit 2 of coordinate 3 and by what its plane 0 then holds.
    const at9 = [0, 1, 2, 3].map((k) => forgery.digit(k, 9));
    const rest9 = mod(
      forgery.values[9]! +
        BigInt(BOUND) -
        at9.slice(1).reduce((s, d, k) => s + d * WEIGHTS[k + 1]!, 0n),
    );
    const wrong = [rest9, ...at9.slice(1)].reduce((s, d, k) => s + f[k]! * d * (1n - d), 0n);
    const target = mod(-wrong * e[9]! * inverse(e[3]!));
    const w = WEIGHTS[2]!;
    const others = [1, 3].reduce((s, k) => s + WEIGHTS[k]! * forgery.digit(k, 3), 0n);
    const y = mod(forgery.values[3]! + BigInt(BOUND) - others);
    // f_2·β(1 − β) + f_0·(y − wβ)(1 − y + wβ) = target
    const root = quadraticRoot(
      mod(-f[2]! - f[0]! * w * w),
      mod(f[2]! + f[0]! * (2n * y * w - w)),
      mod(f[0]! * y * (1n - y) - target),
    );
    const digit: Forgery['digit'] = (k, i) =>
      k === 2 && i === 3 ? (root ?? 0n) : forgery.digit(k, i);
    return run({ ...forgery, digit }, {}, deviation, seed, () => root === undefined);
  },
};

/** A polynomial with the right sum that agrees with the true one where the challenge will be. */
function lieIn(label: string): Strategy {
  return {
    name: `a lie in round ${label}`,
    coins: [label],
    message: label,
    make: async (guess, deviation, seed) => {
      const r = guess.get(label)!;
      const round = (at: string, shown: bigint[], plan: Plan): bigint[] => {
        if (at !== label) return shown;
        // Add a·(X − r) with a·(1 − 2r) the error: c_0 changes, and c_1 follows from the claim.
        const a = mod(plan.error * inverse(1n - 2n * r));
        return [mod(shown[0]! - a * r), ...shown.slice(1)];
      };
      return run(await tooLarge(), { round }, deviation, seed);
    },
  };
}

/** Pads that are solved for when all rounds are over: shown coefficients stay what they were. */
const latePads: Strategy = {
  name: 'pads chosen after the rounds',
  coins: [
    ...Array.from({ length: SIZES.planeVariables }, (_, t) => `k-${t}`),
    ...Array.from({ length: SIZES.variables }, (_, t) => `i-${t}`),
  ],
  message: 'pads',
  until: 'i-8',
  make: async (guess, deviation, seed) => {
    // Ω, known beforehand as it depends on the challenges alone; an error of the digits is the same whatever the pads.
    const forgery = await tooLarge();
    const challenges = [...latePads.coins].map((label) => guess.get(label)!);
    const before = challenges.slice(1).reduce((product, r) => mod(product * r), 1n);
    const first = mod((1n - 2n * challenges[0]!) * before);
    let change = 0n;
    const rounds: Hooks = {
      opening: (plan) => {
        change = plan.roundsGap;
      },
    };
    const { walk } = await forge({ ...forgery, hooks: rounds, deviation, seed });
    const earlier = walk.conversation;
    // Pad 0 smaller by so much that ⟨Ω, pads⟩ fits; the shown coefficient stays, so the round is the same to the verifier.
    const delta = mod(change * inverse(first));
    const message: Hooks['message'] = async (label, bytes, plan) => {
      if (label !== 'pads') return bytes;
      plan.pads[0] = mod(plan.pads[0]! - delta);
      return plus(bytes, plan.basis.g.subarray(0, 64), -delta);
    };
    const shown: Hooks['shown'] = (label, list) => {
      const old = earlier.part(label);
      return list.map((_, i) => bytesToInteger(old.subarray(32 * i, 32 * i + 32)));
    };
    return run(forgery, { message, shown }, deviation, seed);
  },
};

function bytesToInteger(bytes: Uint8Array): bigint {
  return bytes.reduceRight((sum, byte) => (sum << 8n) | BigInt(byte), 0n);
}

/** λ is paid for by a claim after the planes that is wrong by λ times what the norm is too long. */
const lambda: Strategy = {
  name: 'a norm too long, paid for in the last round over planes',
  coins: ['k-1', 'lambda'],
  make: async (guess, deviation, seed) => {
    const [r, l] = [guess.get('k-1')!, guess.get('lambda')!];
    const forgery = await longNorm(SHORT_DIGITS);
    const round = (label: string, shown: bigint[], plan: Plan): bigint[] => {
      if (label !== 'k-1') return shown;
      // p(r) is to be more by λ·f_0 (the norm is one too long), and is so through c_2: r² − r.
      const r0 = plan.walk.conversation.coin('k-0');
      const f0 = mod((1n - r0) * (1n - r));
      const [c0, c2, ...more] = shown;
      return [c0!, mod(c2! + l * f0 * inverse(r * r - r)), ...more];
    };
    return run(forgery, { round }, deviation, seed);
  },
};

/** ĝ and x̂ moved against each other, so that the opening does not see it, until the rounds add up. */
const shiftedFinals: Strategy = {
  name: 'final values shifted against each other',
  coins: ['mu'],
  message: 'masked',
  make: async (guess, deviation, seed) => {
    const forgery = await longNorm(SHORT_DIGITS);
    const mu = guess.get('mu')!;
    let failed = false;
    const finals = (plan: Plan): void => {
      // V(g + δ, x − δ/μ) is to be the claim: a quadratic in δ.
      const s = mod(-inverse(mu));
      const { epsilon, real, linear, g, x, relation } = plan;
      const V = epsilon * mod(g * (real - g)) + relation.squares * mod(x * x) + linear * g;
      const root = quadraticRoot(
        mod(-epsilon + relation.squares * s * s),
        mod(epsilon * (real - 2n * g) + 2n * relation.squares * s * x + linear),
        mod(V - plan.held),
      );
      failed = root === undefined;
      plan.g = mod(g + (root ?? 0n));
      plan.x = mod(x + s * (root ?? 0n));
    };
    return run(forgery, { finals }, deviation, seed, () => failed);
  },
};

/** t_1 takes what the rounds miss, once h is known. */
const t1: Strategy = {
  name: 't_1 chosen after h',
  coins: ['opening'],
  message: 't',
  make: async (guess, deviation, seed) => {
    const h = guess.get('opening')!;
    const opening = (plan: Plan): void => {
      plan.t1 = mod(plan.t1 + h * plan.roundsGap);
    };
    return run(await tooLarge(), { opening }, deviation, seed);
  },
};

/** Another ĝ, with which the rounds add up; what the opening then misses is for others to find. */
function solveFinal(plan: Plan): boolean {
  const { epsilon, real, linear, held } = plan;
  const root = quadraticRoot(mod(-epsilon), mod(epsilon * real + linear), mod(-held));
  plan.g = root ?? 0n;
  return root !== undefined;
}

/** The mask of the row takes what the opening misses, once h is known. */
const rowMask: Strategy = {
  name: 'S chosen after h',
  coins: ['opening'],
  message: 'first',
  until: 't',
  make: async (guess, deviation, seed) => {
    const h = guess.get('opening')!;
    let failed = false;
    const finals = (plan: Plan): void => {
      failed = !solveFinal(plan);
    };
    const opening = async (plan: Plan): Promise<void> => {
      const delta = mod(h * plan.openingGap * inverse(plan.form[0]!));
      plan.rowMask[0] = mod(plan.rowMask[0]! - delta);
      plan.first[0] = await plus(plan.first[0]!, plan.basis.g.subarray(0, 64), -delta);
    };
    return run(await tooLarge(), { finals, opening }, deviation, seed, () => failed);
  },
};

/** K in a point of a folding pays for what the opening misses, once its challenge is known. */
function foldWithK(index: number, side: 'L' | 'R'): Strategy {
  const label = `fold-${index}`;
  return {
    name: `K in ${side} of ${label}`,
    coins: [label],
    message: label,
    make: async (guess, deviation, seed) => {
      let failed = false;
      const finals = (plan: Plan): void => {
        failed = !solveFinal(plan);
      };
      const message: Hooks['message'] = async (at, bytes, plan) => {
        if (at !== label) return bytes;
        const talk = plan.walk.conversation;
        const x = guess.get(label)!;
        // Every folding so far multiplies what was missing by its challenge.
        let missing = mod(talk.coin('opening') * plan.openingGap * plan.xi);
        for (let i = 0; i < index; i++) missing = mod(missing * talk.coin(`fold-${i}`));
        const delta = side === 'L' ? missing * x : missing * inverse(x);
        const changed = bytes.slice();
        const place = side === 'L' ? 0 : 64;
        changed.set(await plus(bytes.subarray(place, place + 64), plan.basis.k, delta), place);
        return changed;
      };
      return run(await tooLarge(), { finals, message }, deviation, seed, () => failed);
    },
  };
}

/** K in a row's commitment, once ξ is known. */
const xi: Strategy = {
  name: 'K in the mask of the row',
  coins: ['xi', 'opening'],
  make: async (guess, deviation, seed) => {
    let failed = false;
    const finals = (plan: Plan): void => {
      failed = !solveFinal(plan);
    };
    const opening = async (plan: Plan): Promise<void> => {
      const delta = mod(guess.get('opening')! * plan.openingGap * guess.get('xi')!);
      plan.first[0] = await plus(plan.first[0]!, plan.basis.k, delta);
    };
    return run(await tooLarge(), { finals, opening }, deviation, seed, () => failed);
  },
};

/** A row shifted after its proof was made. */
export async function shiftedRows(
  deviation: Deviation,
): Promise<{ claim: PlanesClaim; proof: Uint8Array }> {
  const values = Array.from({ length: 1024 }, (_, i) => VALUES[i % VALUES.length]!);
  const { claim, blinders } = await claimAbout({ ...LINF, length: 1024 }, values);
  const { proof, plan } = await forge({
    claim,
    values,
    blinders,
    digit: digitsOf(values),
    deviation,
  });
  const last = plan.walk.conversation.coin(`i-${plan.sizes.variables - 1}`);
  const commitments = claim.commitments.slice();
  const g = plan.basis.g.subarray(0, 64);
  // e_0 = 1 − r, e_1 = r: 1000·r on the one and −1000·(1 − r) on the other cancel.
  commitments.set(await plus(claim.commitments.subarray(0, 64), g, 1000n * last));
  commitments.set(await plus(claim.commitments.subarray(64), g, -1000n * (1n - last)), 64);
  return { claim: { ...claim, commitments }, proof };
}

export const STRATEGIES: readonly Strategy[] = [
  cancelling,
  ...['k-0', 'k-1', 'i-0', 'i-1', 'i-2', 'i-3', 'i-4', 'i-5', 'i-6', 'i-7', 'i-8'].map(lieIn),
  latePads,
  lambda,
  shiftedFinals,
  t1,
  rowMask,
  xi,
  ...[0, 1, 2, 3, 4].map((i) => foldWithK(i, i % 2 === 0 ? 'L' : 'R')),
];
