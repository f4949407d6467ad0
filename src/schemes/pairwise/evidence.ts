import { seedDigest, shareDigest } from './secrets.ts';
import { agreementPublicKey } from '../../crypto/agreement.ts';
import { fieldFromBytes, fieldToBytes } from '../../crypto/field.ts';
import { Secret } from '../../crypto/secret.ts';
import { combineShares, lagrangeWeights } from '../../crypto/shamir.ts';
import { equalBytes } from '../../crypto/tupleHash.ts';
import {
  type EvidenceRule,
  partBy,
  type SignedPart,
  type SignedParts,
} from '../../messages/misbehaviour.ts';
import { type BodyOf, codecOf, type MessageType } from '../../messages/table.ts';
import { MAX_CLIENTS } from '../../session/limits.ts';
import type { ClientId } from '../../session/party.ts';

import type { Session } from '../../session/session.ts';
import { fromBytes } from '../../wire/codec.ts';
import { openEnvelope } from '../../wire/envelope.ts';
import { isUnderRoot } from '../../wire/merkle.ts';
import { extendTranscript } from '../../wire/transcript.ts';
import { type DealtShare, dealtCodec, MAX_DEALT_BYTES } from './dealtShare.ts';
import {
  pairwiseAdvertiseCodec,
  pairwiseShareCodec,
  pairwiseUnmaskCodec,
  requestCodec,
  SHARE_TREE,
  shareLeafDigest,
} from './messages.ts';

/**
 * The coordinator announced a client as included and requested its mask secret. With both secrets
 * it could unmask that client's input.
 */
const contradictoryRequest: EvidenceRule = (evidence) => {
  const [announced, request] = [partBy(evidence, 'included'), partBy(evidence, 'unmasking')];
  if (!announced || !request) return undefined;
  const { session } = evidence;
  const { schemeRequest } = bodyOf(session, 'unmasking', request);
  const { clients } = session.parameters;
  const dropped = fromBytes(requestCodec(clients), schemeRequest, schemeRequest.length, 'request');
  const both = bodyOf(session, 'included', announced).included.find(({ client }) =>
    dropped.includes(client),
  );
  return (
    both && {
      misbehaviour: 'contradictory-request',
      culprit: 'coordinator',
      detail: `client ${both.client} is named as included and as dropped`,
    }
  );
};

/** An answer reveals two shares of one client's secrets; an honest client reveals one. */
const bothShares: EvidenceRule = ({ session, parts }) => {
  for (const { type, by, body } of parts) {
    if (type !== 'unmask') continue;
    const codec = pairwiseUnmaskCodec(session.parameters.clients);
    const { schemeBody: shares } = fromBytes(codec, body, body.length, type);
    const twice = shares.find(
      ({ client }, i) => shares.findIndex((one) => one.client === client) !== i,
    );
    if (twice) {
      const detail = `its answer holds two shares of client ${twice.client}`;
      return { misbehaviour: 'both-shares', culprit: by, detail };
    }
  }
  return undefined;
};

/**
 * An answer reveals a share that is not the one under its dealer's root.
 *
 * The holder must have accepted exactly that root: its Commit names the transcript hash after the
 * `shared` list that contains the root, and an honest client commits only if its shares match the
 * digests in its leaf. Without this link, a dealer that signs two roots could incriminate an honest
 * holder.
 */
const wrongShare: EvidenceRule = (evidence) => {
  const { session } = evidence;
  const unmask = partBy(evidence, 'unmask');
  const [shared, advertised] = [partBy(evidence, 'shared'), partBy(evidence, 'advertised')];
  if (!unmask || !shared || !advertised || unmask.by === 'coordinator') return undefined;
  const commit = partBy(evidence, 'commit', unmask.by);
  const [dealt] = dealtIn(evidence);
  if (!commit || !dealt || dealt.recipient !== unmask.by) return undefined;
  const dealers = bodyOf(session, 'shared', shared);
  const keys = bodyOf(session, 'advertised', advertised);
  const accepted = extendTranscript(dealers.transcriptHash, shared.bytes);
  const continues = equalBytes(
    extendTranscript(keys.transcriptHash, advertised.bytes),
    dealers.transcriptHash,
  );
  const { transcriptHash: committed } = bodyOf(session, 'commit', commit);
  if (!continues || !equalBytes(committed, accepted)) return undefined;

  const positions = keys.envelopes.map((bytes) => openEnvelope(bytes, bytes.length).sender);
  const position = positions.indexOf(unmask.by);
  const share = dealers.envelopes
    .map((bytes) => openEnvelope(bytes, bytes.length))
    .find(({ sender }) => sender === dealt.dealer);
  if (!share) return undefined;
  const { schemeBody } = fromBytes(pairwiseShareCodec, share.body, share.body.length, 'share');
  const { root } = schemeBody;
  const leaf = shareLeafDigest(unmask.by, dealt.leaf);
  if (!isUnderRoot(SHARE_TREE, root, positions.length, position, leaf, dealt.path))
    return undefined;

  const answerBody = fromBytes(
    pairwiseUnmaskCodec(session.parameters.clients),
    unmask.body,
    unmask.body.length,
    'unmask',
  );
  const answer = answerBody.schemeBody.find(({ client }) => client === dealt.dealer);
  if (!answer) return undefined;
  const { kind, share: revealed } = answer;
  const signed = kind === 'mask-secret' ? dealt.leaf.maskShareDigest : dealt.leaf.seedShareDigest;
  const dealer = dealt.dealer as ClientId;
  const digest = shareDigest(session.digest, dealer, unmask.by, kind, revealed);
  return equalBytes(digest, signed)
    ? undefined
    : {
        misbehaviour: 'wrong-share',
        culprit: unmask.by,
        detail: `its share of the ${kind} of client ${dealt.dealer} has another digest`,
      };
};

/**
 * t shares, each with the digest in the dealer's leaf, rebuild a secret other than the one that the
 * dealer signed. Any t shares of an honest dealer rebuild its secret.
 */
const wrongSharing: EvidenceRule = (evidence) => {
  const { session, kernel } = evidence;
  const share = partBy(evidence, 'share');
  const dealt = dealtIn(evidence);
  if (!share || share.by === 'coordinator' || dealt.length !== session.parameters.threshold)
    return undefined;
  const dealer = share.by;
  const { schemeBody: body } = fromBytes(
    pairwiseShareCodec,
    share.body,
    share.body.length,
    'share',
  );
  const kind = dealt[0]!.kind;
  const recipients = new Set(dealt.map(({ recipient }) => recipient));
  if (recipients.size !== dealt.length) return undefined;
  const values = dealt.map((one) => {
    const leaf = shareLeafDigest(one.recipient, one.leaf);
    const rooted =
      one.kind === kind &&
      one.dealer === dealer &&
      one.recipient < session.parameters.clients &&
      isUnderRoot(SHARE_TREE, body.root, one.count, one.position, leaf, one.path);
    const signed = kind === 'mask-secret' ? one.leaf.maskShareDigest : one.leaf.seedShareDigest;
    const digest = shareDigest(session.digest, dealer, one.recipient as ClientId, kind, one.share);
    return rooted && equalBytes(digest, signed) ? fieldFromBytes(one.share) : undefined;
  });
  if (values.some((value) => value === undefined)) return undefined;
  const weights = lagrangeWeights(dealt.map(({ recipient }) => recipient));
  const secret = combineShares(values as bigint[], weights);
  if (kind === 'self-mask-seed') {
    return equalBytes(seedDigest(session.digest, dealer, secret), body.seedDigest)
      ? undefined
      : {
          misbehaviour: 'wrong-sharing',
          culprit: dealer,
          detail: 'its shares rebuild a different seed than the one whose digest it signed',
        };
  }
  const advertise = partBy(evidence, 'advertise', dealer);
  if (!advertise) return undefined;
  const { maskKey } = fromBytes(
    pairwiseAdvertiseCodec,
    advertise.body,
    advertise.body.length,
    'advertise',
  ).schemeKeys;
  const right =
    secret !== 0n &&
    equalBytes(agreementPublicKey(kernel, Secret.of(fieldToBytes(secret))), maskKey);
  return right
    ? undefined
    : {
        misbehaviour: 'wrong-sharing',
        culprit: dealer,
        detail: 'its shares rebuild a different secret than that of the key that it advertised',
      };
};

/**
 * Decodes the dealt shares attached to evidence.
 *
 * @throws WireError if the attachment is malformed; such evidence proves nothing
 */
function dealtIn({ attachment }: SignedParts): readonly DealtShare[] {
  return fromBytes(dealtCodec(MAX_CLIENTS), attachment, MAX_DEALT_BYTES, 'dealt shares');
}

function bodyOf<T extends Exclude<MessageType, 'invitation'>>(
  session: Session,
  type: T,
  { body }: SignedPart,
): BodyOf<T> {
  return fromBytes(codecOf(type, session), body, body.length, type);
}

/** The evidence rules of this scheme, in addition to those that apply to every session. */
export const pairwiseEvidence: readonly EvidenceRule[] = [
  contradictoryRequest,
  bothShares,
  wrongShare,
  wrongSharing,
];
