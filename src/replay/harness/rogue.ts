import { isAgreementKey } from '../../crypto/agreement.ts';
import { fieldFromBytes, fieldToBytes } from '../../crypto/field.ts';
import { Secret } from '../../crypto/secret.ts';
import { ELEMENT_BYTES, type Mask } from '../../kernel/kernel.ts';
import type { ClientId } from '../../session/party.ts';
import { type KeyContext, maskSign, pairwiseMaskKey, selfMaskKey } from '../../session/secrets.ts';
import { advertiseCodec } from '../../wire/bodies/advertise.ts';
import { confirmCodec, type IncludedEntry } from '../../wire/bodies/confirm.ts';
import { collectedCodec, includedCodec, unmaskingCodec } from '../../wire/bodies/coordinator.ts';
import {
  deliveriesCodec,
  SHARE_TREE,
  type Delivery,
  type ShareLeaf,
  shareLeafDigest,
  shareLeavesCodec,
} from '../../wire/bodies/share.ts';
import { fromBytes, toBytes } from '../../wire/codec.ts';
import {
  COORDINATOR_SENDER,
  envelopeDigest,
  openEnvelope,
  type PhaseName,
  sealEnvelope,
} from '../../wire/envelope.ts';
import { historyAfter } from '../../wire/history.ts';
import { merkleTree } from '../../wire/merkle.ts';
import type { Message } from '../../wire/message.ts';
import { alarm, Caught } from './events.ts';
import type { Insider } from './insider.ts';
import { Loot } from './loot.ts';
import { honest, type Joiner, type Participant } from './participant.ts';
import { everyone, type World } from './world.ts';

/**
 * A coordinator that tells each client what it likes. Every message continues the history that this very client has
 * seen, so that only what the message says can give it away. An honest client that does not answer ends the attack.
 */
export class Rogue {
  readonly world: World;
  readonly adverts: Map<ClientId, Uint8Array> = new Map();
  readonly shares: Map<ClientId, Message> = new Map();
  readonly commits: Map<ClientId, Message> = new Map();
  readonly confirms: Map<ClientId, Uint8Array> = new Map();
  readonly loot: Loot;
  readonly #clients = new Map<ClientId, Participant>();
  readonly #histories = new Map<ClientId, Uint8Array>();
  /** The list of dealers that each client was shown, as it was signed. */
  readonly #lists = new Map<ClientId, Uint8Array>();
  readonly #dealersSeen = new Map<ClientId, readonly ClientId[]>();
  readonly #invitation: Message;
  #keyHistory: Uint8Array | undefined;

  constructor(world: World) {
    this.world = world;
    const { threshold, clients } = world.session.parameters;
    this.loot = new Loot(threshold, clients);
    this.#invitation = { envelope: this.#seal('invitation', world.session.bytes) };
  }

  /** Invites everyone, and collects their keys. */
  async invite(joiners: Readonly<Record<number, Joiner>> = {}): Promise<void> {
    for (const id of everyone(this.world)) {
      const joined = await (joiners[id] ?? honest())(this.world, id, this.#invitation);
      if ('kind' in joined) throw new Caught(alarm(id, joined));
      this.#clients.set(id, joined.participant);
      this.adverts.set(id, joined.sent.envelope);
      this.#histories.set(id, historyAfter(undefined, this.#invitation.envelope));
    }
  }

  /** Shows all clients one list of keys, or each its own where `shown` says so, and collects their shares. */
  async deal(
    shown: (to: ClientId) => readonly Uint8Array[] = () => [...this.adverts.values()],
  ): Promise<void> {
    for (const id of this.adverts.keys()) {
      const history = this.#histories.get(id)!;
      const body = toBytes(this.#collected(), { history, envelopes: shown(id) });
      this.shares.set(id, await this.#tell(id, 'advertised', history, body));
      this.#keyHistory = this.#histories.get(id)!;
    }
  }

  /** Shows one client a list of dealers with its boxes, and takes its commitment and payload. */
  async commit(id: ClientId, dealers: readonly ClientId[], claimed?: Uint8Array): Promise<void> {
    this.#dealersSeen.set(id, dealers);
    const history = claimed ?? this.#histories.get(id)!;
    const body = toBytes(this.#collected(), {
      history,
      envelopes: dealers.map((dealer) => this.shares.get(dealer)!.envelope),
    });
    const deliveries = dealers.map((dealer) => this.#delivery(dealer, id));
    const attachment = toBytes(deliveriesCodec(this.#count), deliveries);
    this.commits.set(id, await this.#tell(id, 'shared', history, body, attachment));
  }

  /** Shows one client an included set, and takes its signature. */
  async include(
    id: ClientId,
    included: readonly IncludedEntry[],
    claimed?: Uint8Array,
  ): Promise<void> {
    const history = claimed ?? this.#histories.get(id)!;
    const body = toBytes(includedCodec(this.#count), { history, included });
    this.confirms.set(id, (await this.#tell(id, 'included', history, body)).envelope);
  }

  /** The included entries of some clients, with the commitments that they sent. */
  entries(clients: readonly ClientId[]): IncludedEntry[] {
    return clients.map((client) => ({
      client,
      commitDigest: envelopeDigest(this.commits.get(client)!.envelope),
    }));
  }

  /** Asks one client for the mask secrets of `dropped`, and keeps the shares that it gives. */
  async unmask(
    id: ClientId,
    dropped: readonly ClientId[],
    quorum: readonly ClientId[],
  ): Promise<Message> {
    const confirms = quorum.map((signer) => this.confirms.get(signer)!);
    const history = this.#histories.get(id)!;
    const body = toBytes(unmaskingCodec(this.#count), { history, dropped, confirms });
    const answer = await this.#tell(id, 'unmasking', history, body);
    this.loot.take(answer);
    return answer;
  }

  /** Takes all that an insider knows. */
  rob(insider: Insider): void {
    const { id, maskSecret, seed, held } = insider;
    this.loot.takeAll(id, held);
    this.loot.know(id, 'mask-secret', fieldFromBytes(maskSecret.expose())!);
    if (seed !== undefined) this.loot.know(id, 'self-mask-seed', seed);
  }

  /** The history that a client's signature over the included set covers. */
  historyAtConfirm(id: ClientId): Uint8Array {
    const { body } = openEnvelope(this.confirms.get(id)!, Number.MAX_SAFE_INTEGER);
    return fromBytes(confirmCodec, body, body.length, 'confirm').history;
  }

  /** The list of dealers that a client was shown. */
  listShownTo(id: ClientId): Uint8Array {
    return this.#lists.get(id)!;
  }

  /** What a client has seen so far. */
  historyOf(id: ClientId): Uint8Array {
    return this.#histories.get(id)!;
  }

  /** Goes back to what a client had seen earlier, to ask it once more. */
  rewind(id: ClientId, history: Uint8Array): void {
    this.#histories.set(id, history);
  }

  /** What the clients' keys are derived under. */
  get keys(): KeyContext {
    const { session, lab } = this.world;
    return { kernel: lab.kernel, session: session.digest, history: this.#keyHistory! };
  }

  /** A client's advertised keys. */
  advertOf(id: ClientId): { readonly maskKey: Uint8Array; readonly boxKey: Uint8Array } {
    const { body } = openEnvelope(this.adverts.get(id)!, Number.MAX_SAFE_INTEGER);
    return fromBytes(advertiseCodec, body, body.length, 'advertise');
  }

  /**
   * The sum over some clients' payloads, packed input and blinders, with every mask taken off that the loot has the
   * secrets for. What decodes is right: a single mask left over makes it noise.
   */
  async open(clients: readonly ClientId[]): Promise<Opened | undefined> {
    const { session, lab } = this.world;
    const total = new Uint8Array(session.payloadBytes);
    for (const id of clients) lab.kernel.add(total, this.commits.get(id)!.attachment!);
    const masks = clients.flatMap((id) => this.#masksOf(id, clients));
    await lab.kernel.addMasks(total, masks);
    const packedBytes = session.packedElements * ELEMENT_BYTES;
    const packed = total.subarray(0, packedBytes);
    const sum = lab.kernel.unpack(packed, session.parameters.length, session.layout);
    return sum && { sum, blinders: total.slice(packedBytes) };
  }

  /** What takes a client's masks off, but those with other clients in the sum, which cancel. */
  #masksOf(id: ClientId, together: readonly ClientId[]): Mask[] {
    return this.#dealersSeen.get(id)!.flatMap((peer): Mask[] => {
      if (peer === id) {
        const seed = this.loot.secret(id, 'self-mask-seed');
        return seed === undefined
          ? []
          : [{ key: selfMaskKey(this.keys, seed, id).expose(), sign: -1 }];
      }
      if (together.includes(peer)) return [];
      const [owner, other] =
        this.loot.secret(peer, 'mask-secret') === undefined ? [id, peer] : [peer, id];
      const secret = this.loot.secret(owner, 'mask-secret');
      const publicKey = this.advertOf(other).maskKey;
      if (secret === undefined || !isAgreementKey(this.keys.kernel, publicKey)) return [];
      const scalar = Secret.of(fieldToBytes(secret));
      const key = pairwiseMaskKey(this.keys, scalar, owner, other, publicKey).expose();
      return [{ key, sign: maskSign(id, peer) === 1 ? -1 : 1 }];
    });
  }

  /** The leaves that a dealer sent, in the order of the list of keys. */
  leavesOf(dealer: ClientId): readonly ShareLeaf[] {
    const bytes = this.shares.get(dealer)!.attachment!;
    return fromBytes(shareLeavesCodec(this.#count), bytes, bytes.length, 'share leaves');
  }

  #delivery(dealer: ClientId, to: ClientId): Delivery {
    const recipients = [...this.adverts.keys()];
    const leaves = this.leavesOf(dealer);
    const digests = leaves.map((leaf, i) => shareLeafDigest(recipients[i]!, leaf));
    const position = recipients.indexOf(to);
    return { leaf: leaves[position]!, path: [...merkleTree(SHARE_TREE, digests).paths[position]!] };
  }

  async #tell(
    id: ClientId,
    phase: PhaseName,
    history: Uint8Array,
    body: Uint8Array,
    attachment?: Uint8Array,
  ): Promise<Message> {
    const envelope = this.#seal(phase, body);
    const step = await this.#clients.get(id)!.receive({ envelope, attachment });
    if (step.kind !== 'send') throw new Caught(alarm(id, step));
    this.#histories.set(id, historyAfter(history, envelope));
    if (phase === 'shared') this.#lists.set(id, envelope);
    return step.message;
  }

  #seal(phase: PhaseName, body: Uint8Array): Uint8Array {
    const { coordinator, session } = this.world;
    return sealEnvelope(coordinator, session.digest, phase, COORDINATOR_SENDER, body);
  }

  get #count(): number {
    return this.world.session.parameters.clients;
  }

  #collected(): ReturnType<typeof collectedCodec> {
    return collectedCodec(this.#count);
  }
}

/** A sum with its blinders, unmasked. */
export interface Opened {
  readonly sum: Float64Array;
  readonly blinders: Uint8Array;
}
