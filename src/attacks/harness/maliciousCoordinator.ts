import {
  requestCodec,
  deliveriesCodec,
  SHARE_TREE,
  type Delivery,
  type ShareLeaf,
  shareLeafDigest,
  shareLeavesCodec,
} from '../../schemes/masking/messages.ts';
import { maskSign, pairwiseMaskKey, selfMaskKey } from '../../schemes/masking/secrets.ts';
import { codecOf, maxMessageBytes, type MessageType } from '../../messages/table.ts';
import type { MaskingTerms } from '../../schemes/masking/terms.ts';
import { pairwiseTerms } from '../../schemes/pairwise/terms.ts';
import { headsCodec } from '../../schemes/sparse/messages.ts';
import { sparseTerms } from '../../schemes/sparse/terms.ts';
import { isAgreementKey } from '../../crypto/agreement.ts';
import { scalarFromBytes, scalarToBytes } from '../../crypto/scalar.ts';
import { Secret } from '../../crypto/secret.ts';
import type { Mask } from '../../kernel/kernel.ts';
import type { ClientId } from '../../session/party.ts';
import { type KeyContext } from '../../session/secrets.ts';
import { splitAttachment } from '../../messages/commit.ts';
import { confirmCodec, type IncludedEntry } from '../../messages/confirm.ts';
import { includedCodec } from '../../messages/broadcasts.ts';
import { unpackTotal } from '../../session/payload.ts';

import { type Codec, fromBytes, toBytes } from '../../wire/codec.ts';
import {
  COORDINATOR_SENDER,
  envelopeDigest,
  openEnvelope,
  sealEnvelope,
} from '../../wire/envelope.ts';
import { extendTranscript, type Message } from '../../wire/transcript.ts';
import { merkleTree } from '../../wire/merkle.ts';
import { alarm, Caught } from './events.ts';
import type { CorruptClient } from './corruptClient.ts';
import { CollectedShares } from './collectedShares.ts';
import { honest, type Joiner, type Participant } from './participant.ts';
import { everyone, type Scenario } from './scenario.ts';

/**
 * A coordinator that sends each client whatever it likes. Every message continues the transcript
 * hash that this client has seen, so that only the contents of the message can reveal the
 * deviation. An honest client that does not answer ends the attack.
 */
export class MaliciousCoordinator {
  readonly scenario: Scenario;
  readonly adverts: Map<ClientId, Uint8Array> = new Map();
  readonly shares: Map<ClientId, Message> = new Map();
  readonly commits: Map<ClientId, Message> = new Map();
  readonly confirms: Map<ClientId, Uint8Array> = new Map();
  readonly collected: CollectedShares;
  /** Who deals to whom, in the scheme of the session. */
  readonly terms: MaskingTerms;
  readonly #clients = new Map<ClientId, Participant>();
  readonly #transcripts = new Map<ClientId, Uint8Array>();
  /** The signed list of dealers that each client was shown. */
  readonly #lists = new Map<ClientId, Uint8Array>();
  readonly #dealersSeen = new Map<ClientId, readonly ClientId[]>();
  readonly #setsSeen = new Map<ClientId, readonly ClientId[]>();
  readonly #invitation: Message;
  #keyTranscript: Uint8Array | undefined;

  constructor(scenario: Scenario) {
    this.scenario = scenario;
    const { session } = scenario;
    this.terms = session.scheme.kind === 'sparse' ? sparseTerms : pairwiseTerms;
    this.collected = new CollectedShares(
      this.terms.shareThreshold(session),
      session.parameters.clients,
    );
    this.#invitation = { envelope: this.#seal('invitation', scenario.session.bytes) };
  }

  /** Invites all clients, and collects their keys. */
  async invite(joiners: Readonly<Record<number, Joiner>> = {}): Promise<void> {
    for (const id of everyone(this.scenario)) {
      const joined = await (joiners[id] ?? honest())(this.scenario, id, this.#invitation);
      if ('kind' in joined) throw new Caught(alarm(id, joined));
      this.#clients.set(id, joined.participant);
      this.adverts.set(id, joined.sent.envelope);
      this.#transcripts.set(id, extendTranscript(undefined, this.#invitation.envelope));
    }
  }

  /** Leaves a client out of the list of keys. */
  leaveOut(id: ClientId): void {
    this.adverts.delete(id);
  }

  /**
   * Shows all clients the same list of keys, or each its own list from `shown`, and collects their
   * shares.
   */
  async deal(
    shown: (to: ClientId) => readonly Uint8Array[] = () => [...this.adverts.values()],
  ): Promise<void> {
    for (const id of this.adverts.keys()) {
      const transcriptHash = this.#transcripts.get(id)!;
      const body = toBytes(codecOf('advertised', this.scenario.session), {
        transcriptHash,
        envelopes: shown(id),
      });
      this.shares.set(id, await this.#tell(id, 'advertised', transcriptHash, body));
      this.#keyTranscript = this.#transcripts.get(id)!;
    }
  }

  /** Shows one client a list of dealers with its boxes, and collects its commitment and payload. */
  async commit(id: ClientId, dealers: readonly ClientId[], claimed?: Uint8Array): Promise<void> {
    this.#dealersSeen.set(id, dealers);
    const transcriptHash = claimed ?? this.#transcripts.get(id)!;
    const body = toBytes(codecOf('shared', this.scenario.session), {
      transcriptHash,
      envelopes: dealers.map((dealer) => this.shares.get(dealer)!.envelope),
    });
    const attachment = this.deliveries(id, dealers);
    this.commits.set(id, await this.#tell(id, 'shared', transcriptHash, body, attachment));
  }

  /** Shows one client an included set, and collects its signature. */
  async include(
    id: ClientId,
    included: readonly IncludedEntry[],
    claimed?: Uint8Array,
  ): Promise<void> {
    const transcriptHash = claimed ?? this.#transcripts.get(id)!;
    const body = toBytes(includedCodec(this.#count), { transcriptHash, included });
    this.#setsSeen.set(
      id,
      included.map(({ client }) => client as ClientId),
    );
    const attachment = this.#headsFor(id, included);
    const answer = await this.#tell(id, 'included', transcriptHash, body, attachment);
    this.confirms.set(id, answer.envelope);
  }

  /** Included entries for some clients, with the commitments that they sent. */
  entries(clients: readonly ClientId[]): IncludedEntry[] {
    return clients.map((client) => ({
      client,
      commitDigest: envelopeDigest(this.commits.get(client)!.envelope),
    }));
  }

  /**
   * Asks one client for its shares of the mask secrets of `dropped`, and keeps the shares in its
   * answer.
   */
  async unmask(
    id: ClientId,
    dropped: readonly ClientId[],
    quorum: readonly ClientId[],
  ): Promise<Message> {
    const confirms = quorum.map((signer) => this.confirms.get(signer)!);
    const transcriptHash = this.#transcripts.get(id)!;
    const body = toBytes(codecOf('unmasking', this.scenario.session), {
      transcriptHash,
      confirms,
      schemeRequest: this.request(dropped),
    });
    const answer = await this.#tell(id, 'unmasking', transcriptHash, body);
    this.took(id, answer);
    return answer;
  }

  /** What a client gets with a list of dealers. */
  protected deliveries(id: ClientId, dealers: readonly ClientId[]): Uint8Array {
    const deliveries = dealers
      .filter((dealer) => this.recipientsOf(dealer).includes(id))
      .map((dealer) => this.#delivery(dealer, id));
    return toBytes(deliveriesCodec(this.#count), deliveries);
  }

  /** The scheme's part of what it asks for in the end. */
  protected request(dropped: readonly ClientId[]): Uint8Array {
    return toBytes(requestCodec(this.#count), dropped);
  }

  /** Keeps what is in a client's answer. */
  protected took(_id: ClientId, answer: Message): void {
    this.collected.take(answer);
  }

  /** Adds everything that a corrupt client knows. */
  corrupt(corrupt: CorruptClient): void {
    const { id, maskSecret, seed, held } = corrupt;
    this.collected.takeAll(id, held);
    this.collected.know(id, 'mask-secret', scalarFromBytes(maskSecret.expose())!);
    if (seed !== undefined) this.collected.know(id, 'self-mask-seed', seed);
  }

  /** The transcript hash that a client's Confirm signature covers. */
  transcriptAtConfirm(id: ClientId): Uint8Array {
    const { body } = openEnvelope(this.confirms.get(id)!, Number.MAX_SAFE_INTEGER);
    return fromBytes(confirmCodec, body, body.length, 'confirm').transcriptHash;
  }

  /** The included set that a client was shown last. */
  setShownTo(id: ClientId): readonly ClientId[] {
    return this.#setsSeen.get(id)!;
  }

  /** The signed list of dealers that a client was shown. */
  listShownTo(id: ClientId): Uint8Array {
    return this.#lists.get(id)!;
  }

  /** The transcript hash of what a client has seen so far. */
  transcriptOf(id: ClientId): Uint8Array {
    return this.#transcripts.get(id)!;
  }

  /** Goes back to an earlier transcript hash of a client, to ask it again. */
  rewind(id: ClientId, transcriptHash: Uint8Array): void {
    this.#transcripts.set(id, transcriptHash);
  }

  /** The context that the clients' keys are derived in. */
  get keys(): KeyContext {
    const { session, testBed } = this.scenario;
    return {
      kernel: testBed.kernel,
      session: session.digest,
      transcriptHash: this.#keyTranscript!,
    };
  }

  /** To whom a dealer deals. */
  recipientsOf(dealer: ClientId): readonly ClientId[] {
    const { session } = this.scenario;
    const clients = [...this.adverts.keys()];
    const { schemeBody } = bodyIn(codecOf('share', session), this.shares.get(dealer)!.envelope);
    const list = { session, transcriptHash: this.#keyTranscript!, clients };
    return this.terms.recipientsOf(list, dealer, schemeBody);
  }

  /** Whether two dealers mask with each other. */
  areNeighbours(a: ClientId, b: ClientId): boolean {
    return this.recipientsOf(a).includes(b) || this.recipientsOf(b).includes(a);
  }

  /** The Commits of the included clients that dealt to a client, where it wants to see them. */
  #headsFor(id: ClientId, included: readonly IncludedEntry[]): Uint8Array | undefined {
    const { session } = this.scenario;
    if (session.scheme.kind !== 'sparse') return undefined;
    const dealers = included
      .map(({ client }) => client as ClientId)
      .filter((dealer) => this.recipientsOf(dealer).includes(id));
    return toBytes(
      headsCodec(this.#count, maxMessageBytes(session, 'commit')),
      dealers.map((dealer) => this.commits.get(dealer)!.envelope),
    );
  }

  /** A client's advertised keys. */
  advertOf(id: ClientId): { readonly maskKey: Uint8Array; readonly boxKey: Uint8Array } {
    const envelope = this.adverts.get(id)!;
    const { schemeKeys, boxKey } = bodyIn(codecOf('advertise', this.scenario.session), envelope);
    return { maskKey: this.terms.maskKeyIn(schemeKeys), boxKey };
  }

  /**
   * The sum over some clients' payloads, packed input and blinders, with every mask subtracted
   * whose secret the collected shares reveal. If it decodes, it is right: a single remaining mask
   * makes it random.
   *
   * @returns `undefined` if it does not decode
   */
  async open(clients: readonly ClientId[]): Promise<Opened | undefined> {
    const { session, testBed } = this.scenario;
    const total = new Uint8Array(session.payloadBytes);
    for (const id of clients) {
      const { payload } = splitAttachment(session, this.commits.get(id)!.attachment!);
      testBed.kernel.add(total, payload);
    }
    const masks = clients.flatMap((id) => this.#masksOf(id, clients));
    await testBed.kernel.addMasks(total, masks);
    const { sum, blinders } = unpackTotal(testBed.kernel, session, total);
    return sum && { sum, blinders };
  }

  /** The masks that unmask a client, except those with other clients in the sum, which cancel. */
  #masksOf(id: ClientId, together: readonly ClientId[]): Mask[] {
    return this.#dealersSeen.get(id)!.flatMap((peer): Mask[] => {
      if (peer === id) {
        const seed = this.collected.secret(id, 'self-mask-seed');
        return seed === undefined
          ? []
          : [{ key: selfMaskKey(this.keys, seed, id).expose(), sign: -1 }];
      }
      if (together.includes(peer) || !this.areNeighbours(id, peer)) return [];
      const [owner, other] =
        this.collected.secret(peer, 'mask-secret') === undefined ? [id, peer] : [peer, id];
      const secret = this.collected.secret(owner, 'mask-secret');
      const publicKey = this.advertOf(other).maskKey;
      if (secret === undefined || !isAgreementKey(this.keys.kernel, publicKey)) return [];
      const scalar = Secret.of(scalarToBytes(secret));
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
    const recipients = this.recipientsOf(dealer);
    const leaves = this.leavesOf(dealer);
    const digests = leaves.map((leaf, i) => shareLeafDigest(recipients[i]!, leaf));
    const position = recipients.indexOf(to);
    return { leaf: leaves[position]!, path: [...merkleTree(SHARE_TREE, digests).paths[position]!] };
  }

  async #tell(
    id: ClientId,
    phase: MessageType,
    transcriptHash: Uint8Array,
    body: Uint8Array,
    attachment?: Uint8Array,
  ): Promise<Message> {
    const envelope = this.#seal(phase, body);
    const step = await this.#clients.get(id)!.receive({ envelope, attachment });
    if (step.kind !== 'send') throw new Caught(alarm(id, step));
    this.#transcripts.set(id, extendTranscript(transcriptHash, envelope));
    if (phase === 'shared') this.#lists.set(id, envelope);
    return step.message;
  }

  #seal(phase: MessageType, body: Uint8Array): Uint8Array {
    const { coordinator, session } = this.scenario;
    return sealEnvelope(coordinator, session.digest, phase, COORDINATOR_SENDER, body);
  }

  get #count(): number {
    return this.scenario.session.parameters.clients;
  }
}

/** The body of an envelope. */
function bodyIn<T>(codec: Codec<T>, envelope: Uint8Array): T {
  const { body } = openEnvelope(envelope, Number.MAX_SAFE_INTEGER);
  return fromBytes(codec, body, body.length, 'body');
}

/** An unmasked sum with its blinders. */
export interface Opened {
  readonly sum: Float64Array;
  readonly blinders: Uint8Array;
}
