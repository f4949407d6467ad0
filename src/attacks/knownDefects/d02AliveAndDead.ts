import { seededRandom } from '../../crypto/random.ts';
import { randomScalar, type Scalar, scalarToBytes } from '../../crypto/scalar.ts';
import { combineShares, lagrangeWeights, splitSecret } from '../../crypto/shamir.ts';
import { sha256, tupleHash } from '../../crypto/tupleHash.ts';
import { ALL_CHECKS } from '../../session/checks/enabledChecks.ts';
import type { Outcome } from '../attack.ts';
import { bothSecrets } from '../catalogue/s01BothSecrets.ts';
import { sameVector } from '../harness/scenario.ts';
import { type KnownDefect, unnoticed } from './knownDefect.ts';
import { masked, maskFrom, shown, signed } from './wordMasks.ts';

const HOLDERS = [0, 1, 2, 3];
const THRESHOLD = 3;
const [VICTIM, PEER] = [0, 1];
const INPUT = Int32Array.of(-5, 1200, 77);

/**
 * A holder in the model: it has a share of each secret of each client, and does not check whether
 * the lists overlap.
 */
interface Holder {
  readonly seedShares: ReadonlyMap<number, Scalar>;
  readonly keyShares: ReadonlyMap<number, Scalar>;
}

/** The defect: it answers with every share that is requested, of either kind. */
function answer(
  { seedShares, keyShares }: Holder,
  alive: readonly number[],
  dead: readonly number[],
): Scalar[] {
  return [
    ...alive.map((client) => seedShares.get(client)!),
    ...dead.map((client) => keyShares.get(client)!),
  ];
}

/** The seed of a pairwise mask: the model's stand-in for a key agreement with `key` on one side. */
function pairSeed(key: Scalar, peer: number): Uint8Array {
  return tupleHash('veilsum-1/peer-model', scalarToBytes(key), peer);
}

function onTheirs(): Promise<Outcome> {
  const random = seededRandom(sha256(Uint8Array.of(2)));
  const [seed, key] = [randomScalar(random), randomScalar(random)];
  const seedShares = splitSecret(seed, THRESHOLD, HOLDERS, random);
  const keyShares = splitSecret(key, THRESHOLD, HOLDERS, random);
  const length = INPUT.length;
  const own = masked(INPUT, maskFrom(scalarToBytes(seed), length), 1);
  const payload = masked(own, maskFrom(pairSeed(key, PEER), length), 1);

  const holders = HOLDERS.map((i): Holder => ({
    seedShares: new Map([[VICTIM, seedShares[i]!]]),
    keyShares: new Map([[VICTIM, keyShares[i]!]]),
  }));
  const answers = holders.slice(0, THRESHOLD).map((holder) => answer(holder, [VICTIM], [VICTIM]));
  const weights = lagrangeWeights(HOLDERS.slice(0, THRESHOLD));
  const [rebuiltSeed, rebuiltKey] = [0, 1].map((kind) =>
    combineShares(
      answers.map((shares) => shares[kind]!),
      weights,
    ),
  );
  const withoutOwn = masked(payload, maskFrom(scalarToBytes(rebuiltSeed!), length), -1);
  const opened = signed(masked(withoutOwn, maskFrom(pairSeed(rebuiltKey!, PEER), length), -1));
  const succeeded = sameVector(opened, INPUT);
  return Promise.resolve(
    unnoticed(succeeded, succeeded ? `the victim’s vector, exactly: ${shown(opened)}` : 'nothing'),
  );
}

export const aliveAndDead: KnownDefect = {
  id: 'D02',
  title: 'One request names a client as alive and as dead',
  can: 'ask the holders of shares for whatever it likes',
  steps: [
    'It names the victim in both lists of one request.',
    'Each holder answers with a share of the victim’s seed and one of its key.',
    'With t answers both secrets are rebuilt, and every mask comes off.',
  ],
  ours: 'The request has one list, of the dropped; `unmask-disjoint` refuses anybody in it who was signed as included, and an answer has one share for each client.',
  source: 'Flower SecAgg+, whose clients never compare the two lists (commit fdef7af)',
  onTheirs,
  onOurs: (kernel) => bothSecrets.run({ kernel, checks: ALL_CHECKS }),
};
