import { isAgreementKey } from '../crypto/agreement.ts';
import { toHex } from '../crypto/hex.ts';
import type { Kernel } from '../kernel/kernel.ts';
import { wellFormed } from '../session/checks/enabledChecks.ts';
import type { AdvertiseBody } from './advertise.ts';
import type { Setting, Signed } from './signed.ts';

/**
 * What every Advertise of a session has to meet: each key is an element of the group other than the identity, and no two keys are
 * equal, neither a client's own nor those of two clients.
 */
export class KeyRequirements {
  readonly #setting: Setting;
  readonly #kernel: Kernel;
  readonly #seen = new Set<string>();

  constructor(setting: Setting, kernel: Kernel) {
    this.#setting = setting;
    this.#kernel = kernel;
  }

  /** Checks one client's keys against those before. @throws CheckFailure */
  add({ client, bytes }: Signed, { schemeKeys, boxKey }: AdvertiseBody): void {
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
    // Of two clients with one key, either may have copied it: only who uses a key twice is certain to have done it.
    checks.require('keys-distinct', distinct, () => ({
      message: `client ${client} advertised a key that is in use already`,
      culprit: repeated ? client : undefined,
      evidence: repeated ? [bytes] : undefined,
    }));
    for (const key of own) this.#seen.add(key);
  }
}
