import { concatBytes } from '@noble/hashes/utils.js';
import { scalarFromBytes } from '../../crypto/scalar.ts';
import { equalBytes } from '../../crypto/tupleHash.ts';
import { followedBroadcasts } from '../../messages/followed.ts';
import { bodyOf, type EvidenceRule, partBy } from '../../messages/misbehaviour.ts';
import { codecOf } from '../../messages/table.ts';
import type { ClientId } from '../../session/party.ts';
import type { Session } from '../../session/session.ts';
import { fromBytes } from '../../wire/codec.ts';
import { openEnvelope } from '../../wire/envelope.ts';
import { isUnderRoot, merkleRoot } from '../../wire/merkle.ts';
import { accusationRules } from '../accusationEvidence.ts';
import { dealingJudge } from './dealingFault.ts';
import { heldLeafCodec } from './heldLeaf.ts';
import {
  maskingUnmaskCodec,
  requestCodec,
  type RevealedShare,
  SHARE_TREE,
  shareLeafDigest,
  sharePointsCodec,
  sharePointsDigest,
} from './messages.ts';
import { pointsOf } from './secrets.ts';
import { lieOnPolynomials } from './sharing.ts';
import type { SignedDealing } from './signedDealing.ts';
import type { MaskingTerms } from './terms.ts';

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
    const shares = answerIn(session, { body });
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
 * A share in an answer that is not the one under its dealer's root. The holder had accepted exactly
 * that root: its Commit names the transcript hash that ends with the list that contains the
 * dealer's root, and an honest client continues only with shares that have the points in its leaf.
 * Without that, a dealer that signs two roots could blame an honest holder.
 */
const wrongShare =
  (terms: MaskingTerms): EvidenceRule =>
  (evidence) => {
    const { session, kernel } = evidence;
    const unmask = partBy(evidence, 'unmask');
    if (!unmask || unmask.by === 'coordinator') return undefined;
    const commit = partBy(evidence, 'commit', unmask.by);
    if (!commit) return undefined;
    const codec = heldLeafCodec(session.parameters.clients);
    const { dealer, leaf, path } = fromBytes(codec, evidence.attachment, codec.maxBytes, 'a leaf');
    const { transcriptHash: accepted } = bodyOf(session, 'commit', commit);
    const followed = followedBroadcasts(evidence, ['advertised', 'shared'], accepted);
    if (!followed) return undefined;
    const [advertised, shared] = followed;
    const dealers = bodyOf(session, 'shared', shared!);
    const keys = bodyOf(session, 'advertised', advertised!);

    const clients = keys.envelopes.map(
      (bytes) => openEnvelope(bytes, bytes.length).sender as ClientId,
    );
    const share = dealers.envelopes
      .map((bytes) => openEnvelope(bytes, bytes.length))
      .find(({ sender }) => sender === dealer);
    if (!share) return undefined;
    const { root, schemeBody } = dealingIn(terms, session, share);
    const list = { session, transcriptHash: dealers.transcriptHash, clients };
    const recipients = terms.recipientsOf(list, dealer as ClientId, schemeBody);
    const digest = shareLeafDigest(unmask.by, leaf);
    const position = recipients.indexOf(unmask.by);
    if (!isUnderRoot(SHARE_TREE, root, recipients.length, position, digest, path)) return undefined;

    const answer = answerIn(session, unmask).find(({ client }) => client === dealer);
    if (!answer) return undefined;
    const { kind, share: revealed } = answer;
    const signed = kind === 'mask-secret' ? leaf.maskPoint : leaf.seedPoint;
    const value = scalarFromBytes(revealed);
    return value !== undefined && equalBytes(pointsOf(kernel, [value])[0]!, signed)
      ? undefined
      : {
          misbehaviour: 'wrong-share',
          culprit: unmask.by,
          detail: `its share of the ${kind} of client ${dealer} has another point`,
        };
  };

/**
 * Points under a dealer's root that lie on no polynomials of degree below t through the key that it advertised and the point of its
 * seed. All of it stands in messages of the dealer: its root fixes the points and whose they are, so no list is needed.
 */
const brokenSharing =
  (terms: MaskingTerms): EvidenceRule =>
  async (evidence) => {
    const { session, kernel, attachment } = evidence;
    const share = partBy(evidence, 'share');
    if (!share || share.by === 'coordinator') return undefined;
    const dealer = share.by;
    const advertise = partBy(evidence, 'advertise', dealer);
    if (!advertise) return undefined;
    const { clients } = session.parameters;
    const threshold = terms.shareThreshold(session);
    const codec = sharePointsCodec(clients);
    const leaves = fromBytes(codec, attachment, codec.maxBytes, 'the points of a sharing');
    const { seedPoint, root } = dealingIn(terms, session, share);
    const digests = leaves.map(sharePointsDigest);
    if (!equalBytes(merkleRoot(SHARE_TREE, digests), root)) return undefined;
    // An honest dealer deals to at least as many clients as rebuild a secret, each once.
    const recipients = leaves.map(({ recipient }) => recipient as ClientId);
    const ascending = recipients.every((id, i) => i === 0 || recipients[i - 1]! < id);
    const sound =
      ascending &&
      leaves.length >= threshold &&
      (await lieOnPolynomials(kernel, session, threshold, recipients, [
        {
          dealer,
          recipients,
          maskKey: terms.maskKeyIn(bodyOf(session, 'advertise', advertise).schemeKeys),
          seedPoint,
          root,
          maskPoints: concatBytes(...leaves.map((leaf) => leaf.maskPoint)),
          seedPoints: concatBytes(...leaves.map((leaf) => leaf.seedPoint)),
        },
      ]));
    return sound
      ? undefined
      : {
          misbehaviour: 'broken-sharing',
          culprit: dealer,
          detail: 'its points lie on no polynomials of degree below the threshold',
        };
  };

/** What a Share says of its dealing. */
function dealingIn(
  terms: MaskingTerms,
  session: Session,
  { body }: { readonly body: Uint8Array },
): SignedDealing & { readonly schemeBody: Uint8Array } {
  const codec = codecOf('share', session);
  const { schemeBody } = fromBytes(codec, body, codec.maxBytes, 'share');
  return { ...terms.dealingIn(schemeBody), schemeBody };
}

/** The scheme's part of an Unmask. */
function answerIn(
  { parameters }: Session,
  { body }: { readonly body: Uint8Array },
): readonly RevealedShare[] {
  const codec = maskingUnmaskCodec(parameters.clients);
  return fromBytes(codec, body, body.length, 'unmask').schemeBody;
}

/** The evidence rules of a scheme with two masks for each client, in addition to those that apply to every session. */
export function maskingEvidence(terms: MaskingTerms): readonly EvidenceRule[] {
  return [
    contradictoryRequest,
    bothShares,
    wrongShare(terms),
    brokenSharing(terms),
    ...accusationRules(dealingJudge(terms)),
  ];
}
