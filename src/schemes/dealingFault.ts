import type { Secret } from '../crypto/secret.ts';
import type { Kernel } from '../kernel/kernel.ts';
import type { ClientId } from '../session/party.ts';
import type { KeyContext } from '../session/secrets.ts';
import type { Session } from '../session/session.ts';

/** Who dealt to whom, and where. */
export interface DealingParties {
  /** What the key of the box is derived under: the transcript hash that the dealer's Share names. */
  readonly keys: KeyContext;
  readonly dealer: ClientId;
  readonly recipient: ClientId;
  /** The clients of the Advertise list, ascending. */
  readonly advertised: readonly ClientId[];
  readonly session: Session;
}

/** What is found in a dealing to one recipient. */
export type DealingVerdict =
  /** It is not what the dealer signed: it says nothing of anybody. */
  | { readonly kind: 'not-signed' }
  /** The dealer has nothing to deal to that recipient. */
  | { readonly kind: 'not-dealt' }
  | { readonly kind: 'sound' }
  /** The dealer signed something false; `fault` is the end of a sentence that begins with its box. */
  | { readonly kind: 'faulty'; readonly fault: string };

/**
 * Decides who lied where a recipient accuses a dealer: opens the box with what the two agreed on. Recipient, coordinator and judge
 * decide by the same code.
 *
 * @param schemeBody - the scheme's part of the dealer's Share
 * @param dealt - what the dealer sent to the recipient, as the scheme encodes it
 * @param agreed - the agreed point; it was shown to be it
 * @throws WireError for bytes that are no dealing
 */
export type DealingJudge = (
  kernel: Kernel,
  parties: DealingParties,
  schemeBody: Uint8Array,
  dealt: Uint8Array,
  agreed: Secret,
) => Promise<DealingVerdict>;
