import { type ShareKind, maskingUnmaskCodec } from '../../schemes/masking/messages.ts';
import { type SharePair } from '../../schemes/masking/openShares.ts';
import { type Scalar, scalarFromBytes } from '../../crypto/scalar.ts';
import { combineShares, lagrangeWeights } from '../../crypto/shamir.ts';
import type { ClientId } from '../../session/party.ts';
import { fromBytes } from '../../wire/codec.ts';
import { openEnvelope } from '../../wire/envelope.ts';
import type { Message } from '../../wire/transcript.ts';

/** Shares that an attacker has obtained, and the secrets that they reveal. */
export class CollectedShares {
  readonly #threshold: number;
  readonly #clients: number;
  readonly #shares = new Map<string, Map<ClientId, Scalar>>();
  readonly #known = new Map<string, Scalar>();

  constructor(threshold: number, clients: number) {
    this.#threshold = threshold;
    this.#clients = clients;
  }

  /** Adds the shares in a client's Unmask answer. */
  take(answer: Message): void {
    const { sender, body } = openEnvelope(answer.envelope, Number.MAX_SAFE_INTEGER);
    const codec = maskingUnmaskCodec(this.#clients);
    for (const { client, kind, share } of fromBytes(codec, body, body.length, 'answer')
      .schemeBody) {
      this.#put(client as ClientId, kind, sender as ClientId, scalarFromBytes(share)!);
    }
  }

  /**
   * Adds both shares of each dealer that a holder has, from a corrupt holder or from opened boxes.
   */
  takeAll(holder: ClientId, held: ReadonlyMap<ClientId, SharePair>): void {
    for (const [dealer, { maskShare, seedShare }] of held) {
      this.#put(dealer, 'mask-secret', holder, maskShare);
      this.#put(dealer, 'self-mask-seed', holder, seedShare);
    }
  }

  /** Takes a secret that its owner gives away. */
  know(dealer: ClientId, kind: ShareKind, secret: Scalar): void {
    this.#known.set(`${dealer} ${kind}`, secret);
  }

  /** A dealer's secret, where at least t shares of it are there. */
  secret(dealer: ClientId, kind: ShareKind): Scalar | undefined {
    const known = this.#known.get(`${dealer} ${kind}`);
    if (known !== undefined) return known;
    const all = [...(this.#shares.get(`${dealer} ${kind}`) ?? [])];
    if (all.length < this.#threshold) return undefined;
    const used = all.slice(0, this.#threshold);
    const weights = lagrangeWeights(used.map(([holder]) => holder));
    return combineShares(
      used.map(([, share]) => share),
      weights,
    );
  }

  #put(dealer: ClientId, kind: ShareKind, holder: ClientId, share: Scalar): void {
    const key = `${dealer} ${kind}`;
    const shares = this.#shares.get(key) ?? new Map<ClientId, Scalar>();
    this.#shares.set(key, shares.set(holder, share));
  }
}
