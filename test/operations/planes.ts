/** Proofs of the system `planes`, good ones and bad ones, with verdicts. */
import { toHex } from '../../src/crypto/hex.ts';
import { inWorkspace } from '../../src/kernel/planes/workspace.ts';
import { readProof } from '../../src/proofs/planes/challenges.ts';
import type { ChoiceGroup } from '../../src/proofs/statement.ts';
import { provePlanes } from '../../src/proofs/planes/prover/prove.ts';
import { planesSizes } from '../../src/proofs/planes/sizes.ts';
import {
  claimFault,
  type PlanesClaim,
  type PlanesShape,
} from '../../src/proofs/planes/statement.ts';
import { planesProofBytes, proofSteps } from '../../src/proofs/planes/steps.ts';
import { readConversation } from '../../src/proofs/planes/verifier/read.ts';
import {
  choices,
  kernel,
  SEEDS,
  squaredNorm,
  valuesWithin,
  witnessOf,
} from '../proofs/planes/claims.ts';
import {
  digitsOf,
  FORBIDDEN,
  forgeryOf,
  LINF,
  longNorm,
  SHORT_DIGITS,
  VALUES,
  withValue,
} from '../proofs/planes/falsehoods.ts';
import {
  claimAbout,
  forge,
  plus,
  withTorsion,
  type Forgery,
  elementsFrom,
} from '../proofs/planes/forger.ts';
import { STRATEGIES, type Guess } from '../proofs/planes/strategies.ts';
import { verdictWith } from '../proofs/planes/verdicts.ts';
import type { Deviation } from '../proofs/planes/walk.ts';
import type { Json, Operation, OperationFile } from './operation.ts';

type Claim = Readonly<Record<string, Json>>;

function claimJson(claim: PlanesClaim): Claim {
  const { kind, length, rowLength, client, sessionDigest, commitments } = claim;
  return {
    kind,
    length,
    rowLength,
    ...(kind === 'one-hot' ? { groups: claim.groups as unknown as Json } : { bound: claim.bound }),
    ...(kind === 'l2' ? { maxSquaredNorm: claim.maxSquaredNorm } : {}),
    client,
    session: toHex(sessionDigest),
    commitments: toHex(commitments),
  };
}

/** What fails first: parameters, length, encoding, rounds, opening, pads; or "holds". */
async function judged(
  claim: PlanesClaim,
  proof: Uint8Array,
  deviation?: Deviation,
): Promise<string> {
  const { commitments, ...rest } = claim;
  const rows = Math.ceil(claim.length / claim.rowLength);
  if (claimFault({ ...rest, commitments: new Uint8Array(64 * rows) })) {
    return 'parameters';
  }
  if (commitments.length !== 64 * rows || proof.length !== planesProofBytes(claim)) return 'length';
  const read = await inWorkspace((workspace) =>
    Promise.resolve(readConversation(workspace, { ...claim, proof })),
  );
  if (typeof read === 'string') return 'encoding';
  return (await verdictWith(claim, proof, deviation ?? {})) ?? 'holds';
}

async function operation(
  about: string,
  claim: PlanesClaim,
  proof: Uint8Array,
  coins?: Guess,
): Promise<Operation> {
  const list = [...(coins ?? [])].map(([label, value]) => [label, String(value)]);
  return {
    operation: 'verifyPlanes',
    about,
    input: {
      claim: claimJson(claim),
      proof: toHex(proof),
      ...(coins ? { coins: Object.fromEntries(list) as Json } : {}),
    },
    output: await judged(claim, proof, coins && { coins }),
  };
}

const single = (length: number): ChoiceGroup => ({ length, least: 1, most: 1 });

/** Honest statements at the edges of what there is. */
function honest(): [string, PlanesShape, Int32Array][] {
  const linf = (length: number, bound: number): [string, PlanesShape, Int32Array] => [
    `linf: ${length} coordinates within ±${bound}.`,
    { kind: 'linf', length, rowLength: 512, bound },
    valuesWithin(bound, length),
  ];
  const l2 = (length: number, bound: number, norm?: number): [string, PlanesShape, Int32Array] => {
    const values = valuesWithin(bound, length);
    const maxSquaredNorm = norm ?? squaredNorm(values);
    return [
      `l2: ${length} coordinates within ±${bound}, ${norm === undefined ? 'exactly the norm' : `a norm of ${norm}`}.`,
      { kind: 'l2', length, rowLength: 512, bound, maxSquaredNorm },
      values,
    ];
  };
  const ticks = (about: string, groups: ChoiceGroup[]): [string, PlanesShape, Int32Array] => {
    const length = groups.reduce((sum, group) => sum + group.length, 0);
    return [
      `one-hot: ${about}.`,
      { kind: 'one-hot', length, rowLength: 512, groups },
      choices(groups),
    ];
  };
  return [
    linf(1, 1),
    linf(511, 2),
    linf(513, 5),
    linf(5, 32767),
    linf(5, 32768),
    linf(3, 2 ** 31 - 1),
    l2(2, 1, 1 + 1),
    l2(512, 3),
    l2(1025, 5, 2 ** 52 - 1),
    ticks('one group', [single(4)]),
    ticks('a group over three rows', [single(500), single(600), single(3)]),
    ticks('a free group in the middle', [single(3), { length: 4, least: 0, most: 4 }, single(2)]),
    ticks('slack', [{ length: 6, least: 0, most: 2 }, single(4), { length: 9, least: 2, most: 7 }]),
  ];
}

async function prove(shape: PlanesShape, values: Int32Array): Promise<[PlanesClaim, Uint8Array]> {
  const witness = await witnessOf(shape, values);
  const proof = await provePlanes(kernel, witness, SEEDS);
  return [witness, proof];
}

async function forged(): Promise<Operation[]> {
  const made: [string, Forgery][] = [];
  for (const [name, value] of FORBIDDEN.slice(0, 4)) {
    made.push([`A coordinate: ${name}.`, await forgeryOf(value)]);
  }
  const another = await forgeryOf(6n);
  made.push(['A proof about another value.', { ...another, values: VALUES }]);
  made.push(['A norm that is one too long, with digits of another.', await longNorm(SHORT_DIGITS)]);
  made.push([
    'A norm that is one too long, with a digit of 2.',
    await longNorm(SHORT_DIGITS.map((d, i) => (i === 0 ? d + 1n : d))),
  ]);
  const beyond = await claimAbout(LINF, [...VALUES, 3n]);
  made.push([
    'A value beyond the last.',
    { ...beyond, values: [...VALUES, 3n], digit: digitsOf(VALUES) },
  ]);
  made.push([
    'A value beyond the last, left out.',
    { ...beyond, values: VALUES, digit: digitsOf(VALUES) },
  ]);
  const shape = {
    kind: 'one-hot',
    length: 5,
    rowLength: 512,
    groups: [single(3), single(2)],
  } as const;
  for (const [name, values] of [
    ['Two ticks.', [1n, 1n, 0n, 0n, 1n]],
    ['No tick.', [0n, 0n, 0n, 0n, 1n]],
    ['2 and −1.', [2n, -1n, 0n, 0n, 1n]],
    ['Two ticks and none.', [1n, 1n, 0n, 0n, 0n]],
  ] as const) {
    made.push([name, { ...(await claimAbout(shape, values)), values, digit: () => 0n }]);
  }
  const true_ = await forgeryOf(VALUES[9]!);
  for (const label of ['planes', 'pads', 'first', 'fold-0']) {
    made.push([
      `K in ${label}.`,
      {
        ...true_,
        hooks: {
          message: async (due, bytes, { basis }) => {
            if (due !== label) return bytes;
            const changed = bytes.slice();
            changed.set(await plus(bytes.subarray(0, 64), basis.k, 1n));
            return changed;
          },
        },
      },
    ]);
  }
  const commitments = withTorsion(true_.claim.commitments);
  made.push([
    'Torsion in the row and the pads: it changes no verdict.',
    {
      ...true_,
      claim: { ...true_.claim, commitments },
      hooks: { message: (label, bytes) => (label === 'pads' ? withTorsion(bytes) : bytes) },
    },
  ]);
  const zeros = await claimAbout(
    LINF,
    withValue(0, 0n).map(() => 0n),
  );
  const identity = new Uint8Array(64);
  identity[32] = 1;
  made.push([
    'Zeros with a blinder of zero: the identity is a point.',
    {
      claim: { ...zeros.claim, commitments: identity },
      values: VALUES.map(() => 0n),
      blinders: [0n],
      digit: digitsOf(VALUES.map(() => 0n)),
    },
  ]);
  const operations: Operation[] = [];
  for (const [about, forgery] of made) {
    const { proof } = await forge(forgery);
    operations.push(await operation(about, forgery.claim, proof));
  }
  return operations;
}

/** Forgeries that a known challenge makes perfect: each is a sign of life of one check. */
async function controls(): Promise<Operation[]> {
  const operations: Operation[] = [];
  const chosen = ['k-0', 'i-3', 'i-8', 't', 'fold-2', 'masked'];
  for (const strategy of STRATEGIES) {
    if (strategy.message !== undefined && !chosen.includes(strategy.message)) continue;
    for (let seed = 1n; seed < 20n; seed++) {
      const draw = elementsFrom(seed);
      const coins = new Map(strategy.coins.map((label) => [label, draw()]));
      const made = await strategy.make(coins, { coins }, seed);
      if (!made) continue;
      const { claim, proof } = made;
      const known = await operation(`${strategy.name}, known beforehand.`, claim, proof, coins);
      const hashed = await operation(`${strategy.name}, hashed.`, claim, proof);
      operations.push(known, hashed);
      break;
    }
  }
  return operations;
}

/** A bit of every message, two encodings that are not canonical, and every field of the statement. */
async function changed(): Promise<Operation> {
  const values = valuesWithin(2, 20);
  const shape = { kind: 'l2', length: 20, rowLength: 512, bound: 2, maxSquaredNorm: 90 } as const;
  const [claim, proof] = await prove(shape, values);
  const changes: Json[] = [];
  let at = 0;
  for (const { bytes } of proofSteps(planesSizes(shape))) {
    changes.push({ at: at + (bytes >> 1), xor: 1 });
    at += bytes;
  }
  // The topmost byte of the last element: not below ℓ any more.
  changes.push({ at: proof.length - 1, xor: 128 });
  const fields = [
    { client: 3 },
    { session: 'aa'.repeat(32) },
    { length: 19 },
    { length: 513 },
    { rowLength: 1024 },
    { rowLength: 256 },
    { rowLength: 513 },
    { bound: 3 },
    { bound: 0 },
    { bound: 2 ** 31 },
    { maxSquaredNorm: 91 },
    { maxSquaredNorm: 2 ** 52 },
    { maxSquaredNorm: 0 },
    { kind: 'linf' },
    { kind: 'other' },
    { commitments: toHex(claim.commitments).replace(/^../, '00') },
  ];
  for (const field of fields) changes.push({ claim: field });
  const output: Json[] = [];
  for (const change of changes as { at?: number; xor?: number; claim?: Record<string, Json> }[]) {
    const bytes = proof.slice();
    if (change.at !== undefined) bytes[change.at]! ^= change.xor!;
    const { session, commitments, ...plain } = change.claim ?? {};
    output.push(
      await judged(
        {
          ...claim,
          ...plain,
          ...(session === undefined ? {} : { sessionDigest: new Uint8Array(32).fill(0xaa) }),
          ...(commitments === undefined
            ? {}
            : { commitments: Uint8Array.from([0, ...claim.commitments.subarray(1)]) }),
        },
        bytes,
      ),
    );
  }
  return {
    operation: 'verifyChangedPlanes',
    about: 'Single bits of every message, and single fields of the claim, changed.',
    input: { claim: claimJson(claim), proof: toHex(proof), changes },
    output,
  };
}

export async function planesOperations(): Promise<OperationFile> {
  const operations: Operation[] = [];
  for (const [about, shape, values] of honest()) {
    const [claim, proof] = await prove(shape, values);
    operations.push(await operation(about, claim, proof));
    if (operations.length !== 1) continue;
    const sizes = planesSizes(claim);
    const talk = readProof(claim, sizes, proof);
    const draws = proofSteps(sizes).flatMap((step) => step.draws);
    operations.push({
      operation: 'planesChallenges',
      about: 'All challenges of the first proof.',
      input: { claim: claimJson(claim), proof: toHex(proof) },
      output: Object.fromEntries(draws.map((label) => [label, String(talk.coin(label))])),
    });
  }
  return {
    about:
      'Proofs of ranges, norms and choices without a set-up: verdicts, and which check fails first. "coins" replaces challenges.',
    operations: [...operations, ...(await forged()), ...(await controls()), await changed()],
  };
}
