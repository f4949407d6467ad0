import { fieldToBytes } from '../crypto/field.ts';
import type { ClientId } from '../session/party.ts';
import { collectedCodec } from '../messages/broadcasts.ts';
import { dealtBytes, type DealtShare } from '../messages/dealt.ts';
import type { RevealedShare } from '../messages/unmask.ts';
import { fromBytes } from '../wire/codec.ts';
import { openEnvelope } from '../wire/envelope.ts';
import type { HolderAnswer, UnmaskContents } from './states.ts';

type Lists = Pick<UnmaskContents, 'context' | 'advertised' | 'shared'>;

/** A client's envelope in one of the lists that this coordinator sent to everyone. */
export function envelopeIn(
  { context, ...lists }: Lists,
  name: 'advertised' | 'shared',
  client: ClientId,
): Uint8Array {
  const { body } = openEnvelope(lists[name], lists[name].length);
  const { envelopes } = fromBytes(collectedCodec(context.roster.size), body, body.length, name);
  return envelopes.find((bytes) => openEnvelope(bytes, bytes.length).sender === client)!;
}

/** What shows that a holder revealed another share than it had accepted: its answer and Commit, and the lists that those follow. */
export function wrongShareEvidence(
  contents: UnmaskContents,
  answer: Uint8Array,
  holder: ClientId,
  dealer: ClientId,
  kind: RevealedShare['kind'],
): { evidence: readonly Uint8Array[]; attachment: Uint8Array } {
  const { included, shared, advertised, context } = contents;
  const dealt = dealtShare(contents, dealer, holder, kind, new Uint8Array(0));
  return {
    evidence: [answer, included.get(holder)!.signed.bytes, shared, advertised],
    attachment: dealtBytes(context.roster.size, [dealt]),
  };
}

/** What shows that a dealer's shares rebuild another secret than its own: t of them, under the root that it signed. */
export function wrongSharingEvidence(
  contents: UnmaskContents,
  dealer: ClientId,
  kind: RevealedShare['kind'],
  answers: readonly HolderAnswer[],
): { evidence: readonly Uint8Array[]; attachment: Uint8Array } {
  const dealt = answers.map(({ holder, shares }) =>
    dealtShare(contents, dealer, holder, kind, fieldToBytes(shares.get(dealer)!)),
  );
  return {
    evidence: [envelopeIn(contents, 'shared', dealer), envelopeIn(contents, 'advertised', dealer)],
    attachment: dealtBytes(contents.context.roster.size, dealt),
  };
}

function dealtShare(
  { dealings, keys }: UnmaskContents,
  dealer: ClientId,
  recipient: ClientId,
  kind: RevealedShare['kind'],
  share: Uint8Array,
): DealtShare {
  const { leaves, paths } = dealings.get(dealer)!;
  const position = [...keys.keys()].indexOf(recipient);
  const leaf = leaves.get(recipient)!;
  return {
    dealer,
    recipient,
    kind,
    share,
    position,
    count: keys.size,
    leaf,
    path: paths[position]!,
  };
}
