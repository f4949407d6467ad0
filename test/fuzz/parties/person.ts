import { seededRandom, type RandomSource } from '../../../src/crypto/random.ts';
import type { Identity } from '../../../src/crypto/signing.ts';
import { equalBytes, tupleHash } from '../../../src/crypto/tupleHash.ts';
import { type Ledger, memoryLedger } from '../../../src/session/ledger.ts';
import type { ClientId } from '../../../src/session/party.ts';

/** An honest person: an identity and a ledger that outlive every process of theirs, and all that nobody may learn. */
export class Person {
  readonly id: ClientId;
  readonly identity: Identity;
  readonly ledger: Ledger = memoryLedger();
  /** Whatever was drawn at random and not shown on purpose, and the identity's seed. */
  secrets: Uint8Array[];

  constructor(id: ClientId, identity: Identity) {
    this.id = id;
    this.identity = identity;
    this.secrets = [identity.secret.expose().slice()];
  }

  /** Takes a nonce, which is for everyone to see, off the secrets. */
  shows(nonce: Uint8Array): void {
    this.secrets = this.secrets.filter((secret) => !equalBytes(secret, nonce));
  }

  /** A repeatable source for one process of this person; what it gives is noted as secret. */
  random(label: string): RandomSource {
    const source = seededRandom(tupleHash('veilsum-1/seeded-random', label, this.id));
    return (length) => {
      const drawn = source(length);
      this.secrets.push(drawn.slice(), asElement(drawn));
      return drawn;
    };
  }
}

/** The element of F_ℓ that drawn bytes become, unless they are drawn again. */
function asElement(drawn: Uint8Array): Uint8Array {
  const element = drawn.slice();
  element[element.length - 1]! &= 7;
  return element;
}
