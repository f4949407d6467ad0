import type { RandomSource } from '../crypto/random.ts';
import type { Secret } from '../crypto/secret.ts';
import type { Kernel, WorkOptions } from '../kernel/kernel.ts';
import type { Setting } from '../messages/signed.ts';
import type { ClientId } from '../session/party.ts';
import type { SharedReading } from '../session/reading.ts';
import type { SchemeRules } from '../session/scheme.ts';

/** What a scheme may use of the client that runs it. */
export interface SchemeClientContext extends Setting {
  readonly self: ClientId;
  readonly random: RandomSource;
  readonly kernel: Kernel;
  /** Keeps the proof about a payload before it is sent; default: it is not kept. */
  readonly keepProof?: KeepProof | undefined;
  /** What clients of this process have read before; default: this client reads for itself. */
  readonly reading?: SharedReading | undefined;
}

/**
 * Keeps a finished proof durably, or returns the one that was kept before. Proofs draw fresh randomness, so a participation that is
 * resumed must send the one that it has made, and no other.
 *
 * @param make - makes the proof if none was kept
 */
export type KeepProof = (make: () => Promise<Uint8Array>) => Promise<Uint8Array>;

/**
 * The client's side of an aggregation scheme. Each step returns an object with the next step;
 * secrets stay inside these objects.
 */
export interface ClientScheme {
  readonly rules: SchemeRules;
  /** Phase 0: generates the scheme's keys for one session. */
  makeKeys(context: SchemeClientContext): SchemeKeys;
}

/** State between Advertise and Share. */
export interface SchemeKeys {
  /** The scheme's part of the Advertise body, CBOR. */
  readonly body: Uint8Array;
  /** Phase 1: deals shares to every client in the list of keys. */
  deal(context: SchemeClientContext, peers: Peers): Promise<SchemeDealing>;
  /** Wipes the secret keys. */
  wipe(): void;
}

/** The checked list of keys. */
export interface Peers {
  /** The transcript hash after the `advertised` broadcast, under which all keys are derived. */
  readonly transcriptHash: Uint8Array;
  /** The scheme's part of each Advertise, including this client's, in the order of the list. */
  readonly schemeKeys: ReadonlyMap<ClientId, Uint8Array>;
  /** The secrets agreed with other clients. */
  readonly agreed: AgreedSecrets;
  /** The envelope of a client's Advertise. */
  readonly envelopeOf: (client: ClientId) => Uint8Array | undefined;
  /**
   * Requires the signatures under the Advertise of some clients, where the rules of the scheme leave it to the scheme whose are
   * verified.
   *
   * @throws CheckFailure `client-signature`
   */
  requireSigned(clients: readonly ClientId[]): Promise<void>;
}

/** The secrets that a client agrees on with others, each as it is needed first. From them follow the keys of the boxes between the two. */
export interface AgreedSecrets {
  /** The secret agreed with a client in the list of keys; with itself a client has none. */
  get(peer: ClientId): Secret | undefined;
  /** Those that were needed so far. */
  values(): IterableIterator<Secret>;
}

/** A dealer in the `shared` list. */
export interface Dealer {
  readonly client: ClientId;
  /** The scheme's part of its Share. */
  readonly schemeBody: Uint8Array;
  /** The envelope of its Share. */
  readonly envelope: Uint8Array;
}

/** The `shared` list. */
export interface Dealers {
  /** Ascending by client. */
  readonly list: readonly Dealer[];
  /** As {@link Peers.requireSigned}, of Shares. */
  requireSigned(clients: readonly ClientId[]): Promise<void>;
}

/** State between Share and Commit. */
export interface SchemeDealing {
  /** The scheme's part of the Share body, CBOR. */
  readonly body: Uint8Array;
  /** The scheme's attachment to the Share. */
  readonly attachment: Uint8Array;
  /**
   * Phase 2: reads what the dealers sent to this client.
   *
   * @param deliveries - the attachment of the `shared` broadcast
   * @throws CheckFailure
   */
  receive(
    context: SchemeClientContext,
    dealers: Dealers,
    deliveries: Uint8Array,
  ): Promise<SchemeShares>;
  /**
   * Adds this client's masks to a payload, in place. `dealers` are all clients in the `shared`
   * list, including this one.
   *
   * @returns what proves that the payload is the committed input, concealed: `schemeSizes.payloadProof` bytes
   */
  conceal(
    context: SchemeClientContext,
    dealers: readonly ClientId[],
    payload: Uint8Array,
    committed: CommittedInput,
    work: WorkOptions,
  ): Promise<Uint8Array>;
  /** Wipes the secrets, including those of the keys. */
  wipe(): void;
}

/**
 * State from Commit to Unmask: shares of the dealers' secrets, without this client's own secrets.
 */
export interface SchemeShares {
  /** The dealers whose deliveries do not hold what they signed, ascending: this client holds nothing of theirs. */
  readonly faulty: readonly ClientId[];
  /**
   * Phase 3: what the scheme requires of the included set before this client signs it. Without this function it requires nothing.
   *
   * @throws CheckFailure
   */
  admit?(context: SchemeClientContext, included: IncludedSet): Promise<void>;
  /**
   * Phase 4: makes the scheme's parts of Unmask.
   *
   * @param included - the set that this client signed
   * @param request - the scheme's part of the `unmasking` broadcast
   * @throws CheckFailure
   */
  answer(
    context: SchemeClientContext,
    included: ReadonlySet<ClientId>,
    request: Uint8Array,
  ): SchemeAnswer;
}

/** An included set that a client is asked to sign. */
export interface IncludedSet {
  /** The digest of each included client's Commit envelope, ascending by client. */
  readonly digests: ReadonlyMap<ClientId, Uint8Array>;
  /** The transcript hash after `shared`, which this client's own Commit names. */
  readonly transcriptHash: Uint8Array;
  /** What the scheme's other side attached to the set for this client. Not signed. */
  readonly attachment: Uint8Array;
}

/** An answer to the `unmasking` broadcast. */
export interface SchemeAnswer {
  /** The scheme's part of the Unmask body, CBOR. */
  readonly body: Uint8Array;
  /** The scheme's attachment to the Unmask; empty if it has none. */
  readonly attachment: Uint8Array;
}

/** An input with its row commitments. */
export interface CommittedInput {
  /** d integers within ±B. */
  readonly values: Int32Array;
  /** One element for each row, 32 bytes each. */
  readonly blinders: Uint8Array;
  /** One point for each row, 64 bytes each. */
  readonly commitments: Uint8Array;
}

/** The schemes that a client supports, by kind. */
export type ClientSchemes = ReadonlyMap<string, ClientScheme>;
