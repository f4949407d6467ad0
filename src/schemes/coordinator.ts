import type { Kernel, Mask, WorkOptions } from '../kernel/kernel.ts';
import type { Setting, Signed } from '../messages/signed.ts';
import type { ClientId } from '../session/party.ts';

/**
 * Adds masks to the masked total, in place: the contract of `Kernel.addMasks`. The caller wipes the
 * mask keys once the promise has settled; an implementation must not use them afterwards.
 *
 * @param total - masked elements of F_ℓ, 32 bytes each
 * @param masks - AES-256 keys, each with the sign that its mask is added with
 */
export type AddMasks = (
  total: Uint8Array,
  masks: readonly Mask[],
  work: WorkOptions,
) => Promise<void>;

/** What a scheme may use of the coordinator that runs it. */
export interface SchemeCoordinatorContext extends Setting {
  readonly kernel: Kernel;
  readonly work: WorkOptions;
  /**
   * Replaces `kernel.addMasks` where masks are expanded elsewhere, for example on several machines.
   */
  readonly addMasks?: AddMasks | undefined;
}

/** What the coordinator knows once it has sent the list of keys. */
export interface Advertised {
  readonly context: SchemeCoordinatorContext;
  /** The scheme's part of each Advertise in the list, ascending by client. */
  readonly schemeKeys: ReadonlyMap<ClientId, Uint8Array>;
}

/** What the coordinator knows once it has sent the list of dealers. */
export interface Dealt<Dealing> extends Advertised {
  /** The transcript hash after the `advertised` broadcast, under which all keys are derived. */
  readonly keyTranscript: Uint8Array;
  /** The `advertised` envelope, which contains every client's Advertise envelope. */
  readonly advertised: Uint8Array;
  /** The `shared` envelope, which contains every dealer's Share envelope. */
  readonly shared: Uint8Array;
  readonly dealings: ReadonlyMap<ClientId, Dealing>;
}

/** What the coordinator knows once it has sent the included set. */
export interface Agreed<Dealing> extends Dealt<Dealing> {
  /** The Commit envelope of each included client, ascending by client. */
  readonly included: ReadonlyMap<ClientId, { readonly signed: Signed }>;
}

/** The parsed attachment of a Share. */
export interface ReadDealing<Dealing> {
  /**
   * Whether the attachment is the one that the dealer's signature covers. If not, it may have been
   * changed in transit.
   */
  readonly covered: boolean;
  readonly dealing: Dealing;
}

/**
 * The coordinator's side of an aggregation scheme. It is stateless: the frame keeps what each step
 * returns and passes it to the next.
 */
export interface CoordinatorScheme<Dealing, Answer> {
  readonly kind: string;
  /**
   * Reads the attachment of a Share, and compares it with the scheme's part of the signed body.
   *
   * @throws CheckFailure `well-formed`
   */
  readDealing(
    phase: Advertised,
    signed: Signed,
    schemeBody: Uint8Array,
    attachment: Uint8Array,
  ): ReadDealing<Dealing>;
  /** The attachment of the `shared` broadcast for one client. */
  deliveriesTo(
    to: ClientId,
    phase: Advertised,
    dealings: ReadonlyMap<ClientId, Dealing>,
  ): Uint8Array;
  /** The scheme's part of the `unmasking` body, CBOR. */
  request(phase: Agreed<Dealing>): Uint8Array;
  /**
   * Reads the scheme's part of an Unmask body.
   *
   * @throws CheckFailure
   */
  readAnswer(phase: Agreed<Dealing>, signed: Signed, schemeBody: Uint8Array): Answer;
  /**
   * Removes the masks of the included clients from the total, in place.
   *
   * @param answers - exactly t, ascending by client
   * @param total - the sum of the masked payloads
   * @throws CheckFailure if the answers do not rebuild what a dealer signed
   */
  unmask(
    phase: Agreed<Dealing>,
    answers: readonly (readonly [ClientId, Answer])[],
    total: Uint8Array,
  ): Promise<void>;
}

/**
 * A scheme as the frame holds it: only the scheme itself knows the types of its dealings and
 * answers.
 */
export type AnyCoordinatorScheme = CoordinatorScheme<unknown, unknown>;

/** The schemes that a coordinator supports, by kind. */
export type CoordinatorSchemes = ReadonlyMap<string, AnyCoordinatorScheme>;
