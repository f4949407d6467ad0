import { isAgreementKey } from '../crypto/agreement.ts';
import { provesLogarithm } from '../crypto/logarithmProof.ts';
import { toHex } from '../crypto/hex.ts';
import type { Kernel } from '../kernel/kernel.ts';
import { wellFormed } from '../session/checks/enabledChecks.ts';
import type { AdvertiseBody } from './advertise.ts';
import { possessionClaim } from './possession.ts';
import type { Setting, Signed } from './signed.ts';

/**
 * Checks the keys in the Advertise messages of a session: each is a group element other than the
 * identity, and no two keys of the session are equal.
 */
export class KeyRequirements {
  readonly #setting: Setting;
  readonly #kernel: Kernel;
  readonly #seen = new Set<string>();

  constructor(setting: Setting, kernel: Kernel) {
    this.#setting = setting;
    this.#kernel = kernel;
  }

  /**
   * Checks one client's keys, also against those of the clients added before.
   *
   * @throws CheckFailure `agreement-keys` or `keys-distinct`
   */
  async add(
    { client, bytes }: Signed,
    { schemeKeys, boxKey, possession }: AdvertiseBody,
    proven = false,
  ): Promise<void> {
    const { checks, session } = this.#setting;
    const keys = [...wellFormed(() => session.scheme.keysIn(schemeKeys), client), boxKey];
    checks.require(
      'agreement-keys',
      keys.every((key) => isAgreementKey(this.#kernel, key)),
      () => ({
        message: `client ${client} advertised a key that is not an element of the group, or is its identity`,
        culprit: client,
        evidence: [bytes],
      }),
    );
    const own = keys.map(toHex);
    const repeated = new Set(own).size < own.length;
    const distinct = !repeated && !own.some((key) => this.#seen.has(key));
    // Either of two clients with the same key may have copied it. Only a client whose own keys are
    // equal is certainly at fault.
    checks.require('keys-distinct', distinct, () => ({
      message: `client ${client} advertised a key that is in use already`,
      culprit: repeated ? client : undefined,
      evidence: repeated ? [bytes] : undefined,
    }));
    if (proven && checks.isOn('key-possession')) {
      const claim = possessionClaim(session, client, boxKey);
      const holds = await provesLogarithm(this.#kernel, claim, possession);
      checks.require('key-possession', holds, () => ({
        message: `client ${client} advertised a box key without a proof that it holds its secret`,
        culprit: client,
        evidence: [bytes],
      }));
    }
    for (const key of own) this.#seen.add(key);
  }
}
