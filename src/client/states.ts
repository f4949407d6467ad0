import type { AgreementKeyPair } from '../crypto/agreement.ts';
import type { AdvertiseBody } from '../messages/advertise.ts';
import type { SchemeDealing, SchemeKeys, SchemeShares } from '../schemes/client.ts';
import type { OneShot } from '../session/outcome.ts';
import type { ClientId } from '../session/party.ts';
import type { ClientContext } from './context.ts';

/** The client has advertised its keys and waits for the list of all keys. */
export type Advertised = OneShot<'advertised', AdvertisedContents>;
/** The client has dealt its shares and waits for those of the other dealers. */
export type Shared = OneShot<'shared', SharedContents>;
/** The client has sent its commitments and masked payload and waits for the included set. */
export type Committed = OneShot<'committed', CommittedContents>;
/** The client has signed the included set and waits for the unmasking request. */
export type Confirmed = OneShot<'confirmed', ConfirmedContents>;

/** The state of a client between two messages. */
export type ClientState = Advertised | Shared | Committed | Confirmed;

/** @internal */
export interface AdvertisedContents {
  readonly context: ClientContext;
  /** d integers within ±B. */
  readonly input: Int32Array;
  readonly schemeKeys: SchemeKeys;
  readonly boxKeys: AgreementKeyPair;
  /** The Advertise envelope that this client sent. */
  readonly envelope: Uint8Array;
  readonly transcriptHash: Uint8Array;
}

/** What a client advertised, with the envelope that says it. */
export interface PeerKeys extends AdvertiseBody {
  readonly envelope: Uint8Array;
}

/** @internal */
export interface SharedContents {
  readonly context: ClientContext;
  readonly input: Int32Array;
  /** The Advertise envelope that this client sent. */
  readonly envelope: Uint8Array;
  /** The Share envelope that this client sent. */
  readonly shareEnvelope: Uint8Array;
  readonly transcriptHash: Uint8Array;
  /** Everyone's keys, in the order of the `advertised` list. */
  readonly peers: ReadonlyMap<ClientId, PeerKeys>;
  readonly dealing: SchemeDealing;
  /** Kept for accusations. */
  readonly boxKeys: AgreementKeyPair;
  /** One uniform element of F_ℓ for each row. */
  readonly blinders: Uint8Array;
  /** The row commitments whose digest is in the Share envelope. */
  readonly commitments: Uint8Array;
  /** What the prover keeps for its proof about these rows; secret. */
  readonly prepared: Uint8Array | undefined;
}

/**
 * Contents after the input was sent. The client's own input and secrets are wiped; shares of other
 * clients' secrets remain.
 *
 * @internal
 */
export interface CommittedContents {
  readonly context: ClientContext;
  readonly transcriptHash: Uint8Array;
  /** The clients in the `shared` list. */
  readonly dealers: ReadonlySet<ClientId>;
  /** The dealers that this client accused. */
  readonly accused: ReadonlySet<ClientId>;
  readonly shares: SchemeShares;
  /** `envelopeDigest` of the Commit envelope that this client sent. */
  readonly commitDigest: Uint8Array;
}

/** @internal */
export interface ConfirmedContents extends Omit<
  CommittedContents,
  'commitDigest' | 'dealers' | 'accused'
> {
  /** The included set that this client signed; it answers a request for this set only. */
  readonly included: ReadonlySet<ClientId>;
  /** The body of this client's Confirm envelope. The bodies of a quorum all equal it. */
  readonly confirmBody: Uint8Array;
}

/** Wipes the input and the secrets that a client holds before it commits. */
export function wipeSecrets(contents: AdvertisedContents | SharedContents): void {
  contents.input.fill(0);
  if ('dealing' in contents) {
    contents.dealing.wipe();
    contents.blinders.fill(0);
    contents.prepared?.fill(0);
  } else {
    contents.schemeKeys.wipe();
  }
  contents.boxKeys.secret.wipe();
}
