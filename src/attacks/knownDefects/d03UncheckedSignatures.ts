import { agree, generateAgreementKey } from '../../crypto/agreement.ts';
import { seededRandom } from '../../crypto/random.ts';
import { identityFromSeed, sign } from '../../crypto/signing.ts';
import { sha256 } from '../../crypto/tupleHash.ts';
import type { Kernel } from '../../kernel/kernel.ts';
import { ALL_CHECKS } from '../../session/checks/enabledChecks.ts';
import type { Outcome } from '../attack.ts';
import { replacedKeys } from '../catalogue/s06ReplacedKeys.ts';
import { sameVector } from '../harness/scenario.ts';
import { type KnownDefect, unnoticed } from './knownDefect.ts';
import { masked, maskFrom, shown, signed } from './wordMasks.ts';

const PEERS = [1, 2, 3];
const INPUT = Int32Array.of(31, -4000, 9);

/** A key as it is sent, with its owner's signature. */
interface SignedKey {
  readonly key: Uint8Array;
  readonly signature: Uint8Array;
}

function onTheirs(kernel: Kernel): Promise<Outcome> {
  const random = seededRandom(sha256(Uint8Array.of(3)));
  const victim = generateAgreementKey(kernel, random);
  const honest = PEERS.map((): SignedKey => {
    const { publicKey: key } = generateAgreementKey(kernel, random);
    return { key, signature: sign(identityFromSeed(random(32)), key) };
  });
  // The coordinator sends its own keys, each with the signature of the original one.
  const owned = PEERS.map(() => generateAgreementKey(kernel, random));
  const list = owned.map(({ publicKey }, i) => ({ ...honest[i]!, key: publicKey }));

  let payload: Uint32Array = Uint32Array.from(INPUT, (x) => x >>> 0);
  // The defect: `signature` is never verified.
  for (const { key } of list) {
    const seed = agree(kernel, victim.secret, key).expose();
    payload = masked(payload, maskFrom(seed, INPUT.length), 1);
  }
  for (const { secret } of owned) {
    const seed = agree(kernel, secret, victim.publicKey).expose();
    payload = masked(payload, maskFrom(seed, INPUT.length), -1);
  }
  const opened = signed(payload);
  const succeeded = sameVector(opened, INPUT);
  return Promise.resolve(
    unnoticed(succeeded, succeeded ? `the victim’s vector, exactly: ${shown(opened)}` : 'nothing'),
  );
}

export const uncheckedSignatures: KnownDefect = {
  id: 'D03',
  title: 'Signatures are computed, sent and never checked',
  can: 'put other keys into the list, under the signatures of the true ones',
  steps: [
    'It replaces the keys of all of the victim’s peers with its own, and leaves the signatures as they are.',
    'The victim agrees on masks with the coordinator alone.',
    'The coordinator takes them all off.',
  ],
  ours: 'Every envelope’s signature is verified under the pinned roster: `client-signature`.',
  source:
    'Flamingo’s prototype, where the place of the check is a comment, and whose variant of Bell et al. counts acknowledgements without verifying them (commit 00f6bbb)',
  onTheirs,
  onOurs: (kernel) => replacedKeys.run({ kernel, checks: ALL_CHECKS }),
};
