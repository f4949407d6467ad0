import type { Scalar } from '../../crypto/scalar.ts';
import { equalBytes } from '../../crypto/tupleHash.ts';
import { envelopeIn } from '../../messages/collected.ts';
import type { Signed } from '../../messages/signed.ts';
import { type Finding, wellFormed } from '../../session/checks/enabledChecks.ts';
import type { ClientId } from '../../session/party.ts';
import type { Session } from '../../session/session.ts';
import type { Advertised, Agreed, ReadDealing } from '../coordinator.ts';
import { DealtLeaves } from './dealtLeaves.ts';
import type { ShareKind } from './messages.ts';
import type { KeyList, MaskingTerms } from './terms.ts';

/** What a dealer has signed in its Share, with the leaves under its root. */
export interface Dealing {
  /** The point of its seed. */
  readonly seedPoint: Uint8Array;
  /** The root over its leaves. */
  readonly root: Uint8Array;
  /** One leaf for each recipient, with their paths. */
  readonly leaves: DealtLeaves;
}

/** One holder's shares: of each dealer's secret, the one that was asked for. */
export type Answer = ReadonlyMap<ClientId, Scalar>;

/** One of the answers that secrets are rebuilt from. */
export type HolderAnswer = readonly [holder: ClientId, shares: Answer];

/**
 * Reads the boxes attached to a Share, and checks whether they are the leaves under the root in it.
 *
 * @throws CheckFailure `well-formed` or `nonce-opened`
 */
export function readLeaves(
  terms: MaskingTerms,
  phase: Advertised,
  { client, bytes }: Signed,
  schemeBody: Uint8Array,
  attachment: Uint8Array,
): ReadDealing<Dealing> {
  const { context, schemeKeys } = phase;
  const { seedPoint, root } = wellFormed(() => terms.dealingIn(schemeBody), client);
  const { checks, session } = context;
  const opened = isNonceOpened(terms, session, client, schemeKeys.get(client), schemeBody);
  checks.require('nonce-opened', opened, () =>
    nonceFinding(client, bytes, envelopeIn(phase, 'advertised', client)),
  );
  const recipients = terms.recipientsOf(keyListOf(phase), client, schemeBody);
  // No culprit: an attachment is not signed, and may have been changed in transit.
  const leaves = wellFormed(
    () => new DealtLeaves(attachment, recipients, context.roster.size),
    undefined,
  );
  return {
    covered: leaves.root !== undefined && equalBytes(leaves.root, root),
    dealing: { seedPoint, root, leaves },
  };
}

/** The list of keys, as it was sent to everyone. */
function keyListOf({ context, keyTranscript, schemeKeys }: Advertised): KeyList {
  return {
    session: context.session,
    transcriptHash: keyTranscript,
    clients: clientsIn(schemeKeys),
  };
}

const lists = new WeakMap<ReadonlyMap<ClientId, unknown>, readonly ClientId[]>();

/** The clients in a list of keys, made once for each list. */
function clientsIn(schemeKeys: ReadonlyMap<ClientId, unknown>): readonly ClientId[] {
  const known = lists.get(schemeKeys) ?? [...schemeKeys.keys()];
  lists.set(schemeKeys, known);
  return known;
}

/** Whether a Share opens what its dealer fixed in its Advertise. */
export function isNonceOpened(
  terms: MaskingTerms,
  session: Session,
  dealer: ClientId,
  schemeKeys: Uint8Array | undefined,
  schemeBody: Uint8Array,
): boolean {
  return (
    schemeKeys === undefined ||
    terms.opensNonce?.(session, dealer, schemeKeys, schemeBody) !== false
  );
}

/** What is said of a dealer whose Share does not. Both of its messages together prove it. */
export function nonceFinding(
  dealer: ClientId,
  share: Uint8Array,
  advertise: Uint8Array | undefined,
): Finding {
  return {
    message: `client ${dealer} draws its neighbours with another number than the one that it fixed with its keys`,
    culprit: dealer,
    evidence: advertise && [share, advertise],
  };
}

/** Which secret of a dealer is rebuilt: the seed of an included one, else the mask secret. */
export function kindOf(
  { included }: Pick<Agreed<Dealing>, 'included'>,
  dealer: ClientId,
): ShareKind {
  return included.has(dealer) ? 'self-mask-seed' : 'mask-secret';
}

/** The point, in a dealer's leaf for a holder, of the share that the holder reveals. */
export function pointOf(phase: Agreed<Dealing>, dealer: ClientId, holder: ClientId): Uint8Array {
  const { maskPoint, seedPoint } = phase.dealings.get(dealer)!.leaves.leafOf(holder)!;
  return kindOf(phase, dealer) === 'mask-secret' ? maskPoint : seedPoint;
}
