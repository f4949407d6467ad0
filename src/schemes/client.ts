import type { RandomSource } from '../crypto/random.ts';
import type { Secret } from '../crypto/secret.ts';
import type { Kernel, WorkOptions } from '../kernel/kernel.ts';
import type { Setting } from '../messages/signed.ts';
import type { ClientId } from '../session/party.ts';
import type { SchemeRules } from '../session/scheme.ts';

/** What a scheme knows of the client that it works for. */
export interface SchemeClientContext extends Setting {
  readonly self: ClientId;
  readonly random: RandomSource;
  readonly kernel: Kernel;
}

/** The client's side of a scheme. Each step hands on what the next one needs, and secrets stay inside. */
export interface ClientScheme {
  readonly rules: SchemeRules;
  /** Phase 0: makes keys for the session. */
  makeKeys(context: SchemeClientContext): SchemeKeys;
}

/** Between Advertise and Share. */
export interface SchemeKeys {
  /** The scheme's part of Advertise. */
  readonly body: Uint8Array;
  /** Phase 1: deals shares to everyone in the list of keys. */
  deal(context: SchemeClientContext, peers: Peers): SchemeDealing;
  /** Wipes the secrets. */
  wipe(): void;
}

/** What the list of keys says, once it was checked. */
export interface Peers {
  /** The transcript hash up to the list: what keys are derived under. */
  readonly transcriptHash: Uint8Array;
  /** The scheme's part of each Advertise, this client's among them, in the order of the list. */
  readonly schemeKeys: ReadonlyMap<ClientId, Uint8Array>;
  /** What this client agreed on with each other one, for the boxes between the two. */
  readonly agreed: ReadonlyMap<ClientId, Secret>;
}

/** A dealer as the Share list shows it. */
export interface Dealer {
  readonly client: ClientId;
  /** The scheme's part of its Share. */
  readonly schemeBody: Uint8Array;
}

/** Between Share and Commit. */
export interface SchemeDealing {
  /** The scheme's part of Share. */
  readonly body: Uint8Array;
  /** What is sent with it. */
  readonly attachment: Uint8Array;
  /**
   * Phase 2: reads what the dealers sent to this client.
   *
   * @param deliveries - what came with the Share list
   * @throws CheckFailure
   */
  receive(
    context: SchemeClientContext,
    dealers: readonly Dealer[],
    deliveries: Uint8Array,
  ): SchemeShares;
  /** Masks a payload, in place. */
  conceal(
    context: SchemeClientContext,
    dealers: readonly ClientId[],
    payload: Uint8Array,
    work: WorkOptions,
  ): Promise<void>;
  /** Wipes the secrets, those of the keys among them. */
  wipe(): void;
}

/** What a client keeps from Commit to Unmask: shares of secrets, but not its own secrets. */
export interface SchemeShares {
  /**
   * Phase 4: the scheme's part of Unmask.
   *
   * @param included - the set that this client signed
   * @param request - the scheme's part of `unmasking`
   * @throws CheckFailure
   */
  answer(
    context: SchemeClientContext,
    included: ReadonlySet<ClientId>,
    request: Uint8Array,
  ): Uint8Array;
}

/** The schemes that a client takes part in, by kind. */
export type ClientSchemes = ReadonlyMap<string, ClientScheme>;
