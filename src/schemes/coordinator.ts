import type { Kernel, Mask, WorkOptions } from '../kernel/kernel.ts';
import type { Setting, Signed } from '../messages/signed.ts';
import type { DealingJudge } from './dealingFault.ts';
import type { CheckName } from '../session/checks/table.ts';
import type { Rejection } from '../session/outcome.ts';
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
  /** The `advertised` envelope: it holds every client's Advertise. */
  readonly advertised: Uint8Array;
  /** The transcript hash after the `advertised` broadcast, under which all keys are derived. */
  readonly keyTranscript: Uint8Array;
  /** The scheme's part of each Advertise in the list, ascending by client. */
  readonly schemeKeys: ReadonlyMap<ClientId, Uint8Array>;
}

/** Gives back ranges of what dealers attached to their Shares, in the order asked for. */
export type ReadShares = (
  wanted: readonly { readonly dealer: ClientId; readonly from: number; readonly to: number }[],
) => Promise<readonly Uint8Array[]>;

/** What the coordinator knows once it has sent the list of dealers. */
export interface Dealt<Dealing> extends Advertised {
  /** Ranges of what dealers attached to their Shares. */
  readonly readShares: ReadShares;
  /** The `shared` envelope: it holds every dealer's Share. */
  readonly shared: Uint8Array;
  readonly dealings: ReadonlyMap<ClientId, Dealing>;
}

/** What the coordinator knows once it has sent the included set. */
export interface Agreed<Dealing> extends Dealt<Dealing> {
  /** The `included` and `unmasking` envelopes, as far as they were sent. */
  readonly sentSince: readonly Uint8Array[];
  /** The Commit envelope of each included client, ascending by client. */
  readonly included: ReadonlyMap<ClientId, { readonly signed: Signed }>;
  readonly accusers: Accusers;
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

/** Who holds nothing of a dealer, as it accused it. */
export type Accusers = ReadonlyMap<ClientId, ReadonlySet<ClientId>>;

/** A dealer's Share, with what was read of it. */
export interface DealtShare<Dealing> {
  readonly signed: Signed;
  readonly dealing: Dealing;
}

/** A client's Commit: its payload, masked, with what proves that it is the committed input. */
export interface ConcealedPayload {
  readonly signed: Signed;
  readonly commitments: Uint8Array;
  readonly payload: Uint8Array;
  readonly proof: Uint8Array;
}

/** A client's Commit, of which `readPayload` has read the payload. */
export interface LinkedPayload {
  readonly signed: Signed;
  readonly commitments: Uint8Array;
  /** What `readPayload` made of it. */
  readonly read: unknown;
  /** Gives back the payload with its proof, from where attachments are kept. */
  readonly concealed: () => Promise<Uint8Array>;
}

/** The answers that a scheme has read, by holder. */
export type AcceptedAnswers<Answer> = ReadonlyMap<
  ClientId,
  { readonly signed: Signed; readonly contents: Answer }
>;

/** The coordinator's side of a scheme. It keeps nothing itself: what it reads, the frame keeps and hands back. */
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
  /** As phase 1 ends: a rejection for each dealer whose dealing is unsound. They are left out, as if they had sent nothing. */
  unsoundDealings(
    phase: Advertised,
    dealt: readonly DealtShare<Dealing>[],
  ): Promise<readonly Rejection[]>;
  /**
   * Reads a payload with what proves it, once, as it comes in: what `unlinkedPayloads` needs to know of it. Every payload is canonical,
   * unless the check of that is off.
   */
  readPayload?(phase: Dealt<Dealing>, payload: ConcealedPayload): Promise<unknown>;
  /**
   * As phase 2 ends: a rejection for each client whose payload is not shown to be the committed input, concealed. They are left
   * out, as if they had sent nothing. Without this function payloads come without a proof.
   */
  unlinkedPayloads?(
    phase: Dealt<Dealing>,
    payloads: readonly LinkedPayload[],
  ): Promise<readonly Rejection[]>;
  /**
   * As phase 2 ends: the clients that must be left out because of who else is, as if they had sent nothing, each with a rejection that
   * says so and blames nobody. Without this function there are none.
   */
  belowDegree?(
    phase: Dealt<Dealing>,
    committed: ReadonlySet<ClientId>,
  ): ReadonlyMap<ClientId, Rejection>;
  /** The included clients whose signed Commits one client gets with the included set, ascending. Without this function it gets nothing. */
  headsTo?(
    to: ClientId,
    phase: Dealt<Dealing>,
    included: { has(client: ClientId): boolean },
  ): readonly ClientId[];
  /** The check by which recipients find that a box does not hold what its leaf says. */
  readonly dealingCheck: CheckName;
  /** Decides who lied where a client accuses a dealer. */
  readonly judgeDealing: DealingJudge;
  /** The dealers that dealt to a client, ascending. Without this function all did. */
  dealersTo?(to: ClientId, phase: Dealt<Dealing>): readonly ClientId[];
  /** What some dealers dealt to one client, one after another, no bytes from one that did not deal to it: what it gets with the list of dealers, and `judgeDealing` reads. */
  dealtTo(
    to: ClientId,
    phase: Dealt<Dealing>,
    dealers: readonly (readonly [ClientId, Dealing])[],
  ): Promise<Uint8Array>;
  /** Whether `dealtTo` reads Shares back with {@link Dealt.readShares}, so that what is attached to them is kept. */
  readonly readsShares?: boolean;
  /** Size of what one dealer dealt to a client, in bytes; 0 if it did not deal to it. */
  dealtBytes(to: ClientId, phase: Advertised, dealing: Dealing): number;
  /**
   * As phase 2 ends: a dealer that is left out although its secret is needed, and too few of the included clients hold shares of it.
   */
  unrecoverable(
    phase: Dealt<Dealing>,
    included: ReadonlySet<ClientId>,
    accusers: Accusers,
  ): ClientId | undefined;
  /** The scheme's part of the `unmasking` body, CBOR. */
  request(phase: Agreed<Dealing>): Uint8Array;
  /** Whether the attachment of an Unmask is the one that the signed body is about. */
  answerCovers(schemeBody: Uint8Array, attachment: Uint8Array): boolean;
  /**
   * Reads the scheme's parts of an Unmask, whose attachment `answerCovers` has accepted.
   *
   * @throws CheckFailure
   */
  readAnswer(
    phase: Agreed<Dealing>,
    signed: Signed,
    schemeBody: Uint8Array,
    attachment: Uint8Array,
  ): Answer;
  /** As phase 4 ends: a rejection for each answer that is wrong. They are left out, as if they had not been sent. */
  wrongAnswers(
    phase: Agreed<Dealing>,
    answers: AcceptedAnswers<Answer>,
  ): Promise<readonly Rejection[]>;
  /**
   * Removes the masks of the included clients from the total, in place.
   *
   * @param answers - at least t, ascending by client
   * @throws CheckFailure
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
