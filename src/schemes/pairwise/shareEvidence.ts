import { fieldToBytes } from '../../crypto/field.ts';
import { envelopeIn } from '../../messages/collected.ts';
import type { ClientId } from '../../session/party.ts';
import type { Agreed } from '../coordinator.ts';
import type { Dealing, HolderAnswer } from './dealing.ts';
import { type DealtShare, dealtBytes } from './dealtShare.ts';
import type { ShareKind } from './messages.ts';

/**
 * Evidence that a holder revealed a share other than the one it had accepted: its Unmask and Commit
 * envelopes, the two lists that they follow, and the dealt share.
 */
export function wrongShareEvidence(
  phase: Agreed<Dealing>,
  answer: Uint8Array,
  holder: ClientId,
  dealer: ClientId,
  kind: ShareKind,
): { evidence: readonly Uint8Array[]; attachment: Uint8Array } {
  const { included, shared, advertised, context } = phase;
  const dealt = dealtShare(phase, dealer, holder, kind, new Uint8Array(0));
  return {
    evidence: [answer, included.get(holder)!.signed.bytes, shared, advertised],
    attachment: dealtBytes(context.roster.size, [dealt]),
  };
}

/**
 * Evidence that a dealer's shares rebuild a secret other than the one it signed: t of its shares,
 * with paths to its root.
 */
export function wrongSharingEvidence(
  phase: Agreed<Dealing>,
  dealer: ClientId,
  kind: ShareKind,
  answers: readonly HolderAnswer[],
): { evidence: readonly Uint8Array[]; attachment: Uint8Array } {
  const dealt = answers.map(([holder, shares]) =>
    dealtShare(phase, dealer, holder, kind, fieldToBytes(shares.get(dealer)!)),
  );
  return {
    evidence: [envelopeIn(phase, 'shared', dealer), envelopeIn(phase, 'advertised', dealer)],
    attachment: dealtBytes(phase.context.roster.size, dealt),
  };
}

function dealtShare(
  { dealings, schemeKeys }: Agreed<Dealing>,
  dealer: ClientId,
  recipient: ClientId,
  kind: ShareKind,
  share: Uint8Array,
): DealtShare {
  const { leaves, paths } = dealings.get(dealer)!;
  const position = [...schemeKeys.keys()].indexOf(recipient);
  const leaf = leaves.get(recipient)!;
  return {
    dealer,
    recipient,
    kind,
    share,
    position,
    count: schemeKeys.size,
    leaf,
    path: paths[position]!,
  };
}
