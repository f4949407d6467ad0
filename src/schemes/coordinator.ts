import type { Kernel, Mask, WorkOptions } from '../kernel/kernel.ts';
import type { Setting, Signed } from '../messages/signed.ts';
import type { ClientId } from '../session/party.ts';

/**
 * Adds masks to the masked total, in place, as `Kernel.addMasks` does. The keys are wiped once it has settled, so none of them is
 * used afterwards.
 */
export type AddMasks = (
  total: Uint8Array,
  masks: readonly Mask[],
  work: WorkOptions,
) => Promise<void>;

/** What a scheme knows of the coordinator that it works for. */
export interface SchemeCoordinatorContext extends Setting {
  readonly kernel: Kernel;
  readonly work: WorkOptions;
  /** Takes masks off, where that is not this kernel's work alone. */
  readonly addMasks?: AddMasks | undefined;
}

/** What is known once the list of keys was sent. */
export interface Advertised {
  readonly context: SchemeCoordinatorContext;
  /** The scheme's part of each Advertise in the list, ascending by client. */
  readonly schemeKeys: ReadonlyMap<ClientId, Uint8Array>;
}

/** What is known once the list of dealers was sent. */
export interface Dealt<Dealing> extends Advertised {
  /** The transcript hash that keys are derived under. */
  readonly keyTranscript: Uint8Array;
  /** The `advertised` envelope: it holds every client's Advertise. */
  readonly advertised: Uint8Array;
  /** The `shared` envelope: it holds every dealer's Share. */
  readonly shared: Uint8Array;
  readonly dealings: ReadonlyMap<ClientId, Dealing>;
}

/** What is known once the included set was sent. */
export interface Agreed<Dealing> extends Dealt<Dealing> {
  /** The Commit of each included client, ascending. */
  readonly included: ReadonlyMap<ClientId, { readonly signed: Signed }>;
}

/** What was sent with a Share. */
export interface ReadDealing<Dealing> {
  /** Whether it is what the dealer signed; else its carrier may have changed it. */
  readonly covered: boolean;
  readonly dealing: Dealing;
}

/** The coordinator's side of a scheme. It keeps nothing itself: what it reads, the frame keeps and hands back. */
export interface CoordinatorScheme<Dealing, Answer> {
  readonly kind: string;
  /**
   * Reads what was sent with a Share, and compares it with the scheme's part of the Share.
   *
   * @throws CheckFailure `well-formed`
   */
  readDealing(
    phase: Advertised,
    signed: Signed,
    schemeBody: Uint8Array,
    attachment: Uint8Array,
  ): ReadDealing<Dealing>;
  /** What one client gets with the list of dealers. */
  deliveriesTo(
    to: ClientId,
    phase: Advertised,
    dealings: ReadonlyMap<ClientId, Dealing>,
  ): Uint8Array;
  /** The scheme's part of `unmasking`. */
  request(phase: Agreed<Dealing>): Uint8Array;
  /** Reads the scheme's part of an Unmask. @throws CheckFailure */
  readAnswer(phase: Agreed<Dealing>, signed: Signed, schemeBody: Uint8Array): Answer;
  /**
   * Takes everything off the total that conceals the sum, in place.
   *
   * @param answers - exactly t, ascending by client
   * @throws CheckFailure
   */
  unmask(
    phase: Agreed<Dealing>,
    answers: readonly (readonly [ClientId, Answer])[],
    total: Uint8Array,
  ): Promise<void>;
}

/** A scheme whose dealings and answers only it can look into. */
export type AnyCoordinatorScheme = CoordinatorScheme<unknown, unknown>;

/** The schemes that a coordinator runs, by kind. */
export type CoordinatorSchemes = ReadonlyMap<string, AnyCoordinatorScheme>;
