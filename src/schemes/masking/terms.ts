import type { ClientId } from '../../session/party.ts';
import type { Session } from '../../session/session.ts';
import type { SignedDealing } from './signedDealing.ts';

/** The list of keys, under which everyone derives who deals to whom. */
export interface KeyList {
  readonly session: Session;
  /** The transcript hash after `advertised`. */
  readonly transcriptHash: Uint8Array;
  /** The clients in the list, ascending. */
  readonly clients: readonly ClientId[];
}

/** Where the schemes with two masks for each client differ: in who deals to whom, and how many shares rebuild a secret. */
export interface MaskingTerms {
  readonly kind: string;
  /** The number of shares that rebuild a secret. */
  shareThreshold(session: Session): number;
  /** The mask key in the scheme's part of an Advertise. @throws WireError */
  maskKeyIn(schemeKeys: Uint8Array): Uint8Array;
  /** What the scheme's part of a Share says of its dealing. @throws WireError */
  dealingIn(schemeBody: Uint8Array): SignedDealing;
  /** To whom a dealer in the list deals, ascending. Two clients mask with each other where one deals to the other. */
  recipientsOf(list: KeyList, dealer: ClientId, schemeBody: Uint8Array): readonly ClientId[];
  /** Whether a Share opens what its dealer fixed in its Advertise. Without this function nothing is fixed there. */
  opensNonce?(
    session: Session,
    dealer: ClientId,
    schemeKeys: Uint8Array,
    schemeBody: Uint8Array,
  ): boolean;
}
