import type { AgreementKeyPair } from '../crypto/agreement.ts';
import type { Secret } from '../crypto/secret.ts';
import type { AgreedSecrets } from '../schemes/client.ts';
import type { ClientId } from '../session/party.ts';
import { agreeIn, type KeyContext } from '../session/secrets.ts';

/** The secrets that a client's box key agrees on with others: both boxes between two are encrypted under keys derived from one. */
export class BoxSecrets implements AgreedSecrets {
  readonly #context: KeyContext;
  readonly #self: ClientId;
  readonly #boxKeys: AgreementKeyPair;
  readonly #peers: ReadonlyMap<ClientId, { readonly boxKey: Uint8Array }>;
  readonly #agreed = new Map<ClientId, Secret>();

  constructor(
    context: KeyContext,
    self: ClientId,
    boxKeys: AgreementKeyPair,
    peers: ReadonlyMap<ClientId, { readonly boxKey: Uint8Array }>,
  ) {
    this.#context = context;
    this.#self = self;
    this.#boxKeys = boxKeys;
    this.#peers = peers;
  }

  get(peer: ClientId): Secret | undefined {
    const keys = peer === this.#self ? undefined : this.#peers.get(peer);
    if (!keys) return undefined;
    let agreed = this.#agreed.get(peer);
    if (!agreed) {
      agreed = agreeIn(this.#context, this.#boxKeys.secret, keys.boxKey);
      this.#agreed.set(peer, agreed);
    }
    return agreed;
  }

  values(): IterableIterator<Secret> {
    return this.#agreed.values();
  }
}
