import type { AgreementKeyPair } from '../crypto/agreement.ts';
import type { AdvertiseBody } from '../messages/advertise.ts';
import type { SchemeDealing, SchemeKeys, SchemeShares } from '../schemes/client.ts';
import type { OneShot } from '../session/outcome.ts';
import type { ClientId } from '../session/party.ts';
import type { ClientContext } from './context.ts';

/** A client that advertised its keys and waits for everyone else's. */
export type Advertised = OneShot<'advertised', AdvertisedContents>;
/** A client that dealt its shares and waits for those of the others. */
export type Shared = OneShot<'shared', SharedContents>;
/** A client that sent its commitments and masked payload, and waits for the included list. */
export type Committed = OneShot<'committed', CommittedContents>;
/** A client that signed the included set, and waits to be asked for shares. */
export type Confirmed = OneShot<'confirmed', ConfirmedContents>;

/** Any of them. */
export type ClientState = Advertised | Shared | Committed | Confirmed;

/** @internal */
export interface AdvertisedContents {
  readonly context: ClientContext;
  /** d integers within ±B. */
  readonly input: Int32Array;
  readonly schemeKeys: SchemeKeys;
  readonly boxKeys: AgreementKeyPair;
  /** The Advertise envelope that was sent. */
  readonly envelope: Uint8Array;
  readonly transcriptHash: Uint8Array;
}

/** @internal */
export interface SharedContents {
  readonly context: ClientContext;
  readonly input: Int32Array;
  /** The Advertise envelope that was sent. */
  readonly envelope: Uint8Array;
  /** The Share envelope that was sent. */
  readonly shareEnvelope: Uint8Array;
  readonly transcriptHash: Uint8Array;
  /** Everyone's keys, in the order of the list. */
  readonly peers: ReadonlyMap<ClientId, AdvertiseBody>;
  readonly dealing: SchemeDealing;
  /** One uniform element of F_ℓ a row. */
  readonly blinders: Uint8Array;
  /** The row commitments whose digest the Share envelope fixes. */
  readonly commitments: Uint8Array;
}

/** @internal What is left after the input has gone: no key and no input, only shares of others' secrets. */
export interface CommittedContents {
  readonly context: ClientContext;
  readonly transcriptHash: Uint8Array;
  /** Everyone in the Share list. */
  readonly dealers: ReadonlySet<ClientId>;
  readonly shares: SchemeShares;
  /** `envelopeDigest` of the Commit envelope that was sent. */
  readonly commitDigest: Uint8Array;
}

/** @internal */
export interface ConfirmedContents extends Omit<CommittedContents, 'commitDigest' | 'dealers'> {
  /** The set that this client signed; it answers for no other. */
  readonly included: ReadonlySet<ClientId>;
  /** The body of its Confirm envelope: all of a quorum's bodies are equal to it. */
  readonly confirmBody: Uint8Array;
}

/** Wipes what a client holds up to phase 2. */
export function wipeSecrets(contents: AdvertisedContents | SharedContents): void {
  contents.input.fill(0);
  if ('dealing' in contents) {
    contents.dealing.wipe();
    contents.blinders.fill(0);
  } else {
    contents.schemeKeys.wipe();
    contents.boxKeys.secret.wipe();
  }
}
