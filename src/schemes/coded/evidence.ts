import { systemRandom } from '../../crypto/random.ts';
import { deriveGenerators } from '../../crypto/generators.ts';
import { equalBytes, sha256, sha256Bulk } from '../../crypto/tupleHash.ts';
import { followedBroadcasts } from '../../messages/followed.ts';
import { bodyOf, type EvidenceRule, partBy, type SignedPart } from '../../messages/misbehaviour.ts';
import { openingGenerators } from '../../proofs/planes/opening/basis.ts';
import { commitmentDigest } from '../../session/secrets.ts';
import type { Session } from '../../session/session.ts';
import { fromBytes } from '../../wire/codec.ts';
import { openEnvelope } from '../../wire/envelope.ts';
import { isUnderRoot, merkleRoot } from '../../wire/merkle.ts';
import { accusationRules } from '../accusationEvidence.ts';
import { offTheCode } from '../coding/dualCode.ts';
import { linkColumns } from '../coding/link/steps.ts';
import { verifyLinks } from '../coding/link/verify.ts';
import { unopened } from '../coding/symbols.ts';
import { splitSymbol } from './answer.ts';
import { codedDealingFault } from './dealingFault.ts';
import {
  codedShareCodec,
  codedUnmaskCodec,
  shownLeafDigest,
  shownLeavesCodec,
  type ShownLeaf,
  SYMBOL_TREE,
} from './messages.ts';
import { symbolSizes } from './demand.ts';
import { codeOf, linkSettingOf } from './setting.ts';
import { shownAnswerCodec, shownLinkCodec } from './shown.ts';

/** A dealing as evidence shows it: all points under the root that its dealer signed. */
interface ShownDealing {
  readonly holders: readonly number[];
  readonly root: Uint8Array;
  readonly points: Uint8Array;
}

/**
 * The dealing under the root in a Share. An honest dealer deals once at least t clients are listed, each once, ascending; anything
 * else under its root is its fault, too.
 *
 * @returns `undefined` if the leaves are not those under the root
 */
function dealingUnder(
  session: Session,
  share: SignedPart,
  bytes: Uint8Array,
): ShownDealing | undefined {
  const sizes = symbolSizes(codeOf(session));
  const codec = shownLeavesCodec(session.parameters.clients, sizes);
  const leaves: readonly ShownLeaf[] = fromBytes(codec, bytes, codec.maxBytes, 'a dealing');
  const { root } = shareIn(share).schemeBody;
  const digests = leaves.map((leaf) => shownLeafDigest(leaf.recipient, leaf));
  if (!equalBytes(merkleRoot(SYMBOL_TREE, digests), root)) return undefined;
  const points = new Uint8Array(leaves.length * sizes.points);
  leaves.forEach((leaf, i) => {
    points.set(leaf.points, i * sizes.points);
  });
  return { holders: leaves.map(({ recipient }) => recipient), root, points };
}

function isOrdered({ threshold }: Session['parameters'], holders: readonly number[]): boolean {
  return holders.length >= threshold && holders.every((id, i) => i === 0 || holders[i - 1]! < id);
}

/** Points under a dealer's root that are not commitments to a code word. */
const brokenCode: EvidenceRule = async ({ session, kernel, attachment, ...rest }) => {
  const share = partBy({ session, kernel, attachment, ...rest }, 'share');
  if (!share || share.by === 'coordinator') return undefined;
  const dealing = dealingUnder(session, share, attachment);
  if (!dealing) return undefined;
  const { holders, points } = dealing;
  const sound =
    isOrdered(session.parameters, holders) &&
    kernel.areOnCurve(points) &&
    (await offTheCode(codeOf(session), holders, [points], systemRandom)).length === 0;
  return sound
    ? undefined
    : {
        misbehaviour: 'broken-code',
        culprit: share.by,
        detail: 'the points of its symbols are not commitments to a code word',
      };
};

/**
 * A payload whose link proof does not hold. All that the proof is about stands in messages of the client: commitments and dealing
 * under digests in its Share, payload and proof under one in its Commit.
 */
const unlinkedPayload: EvidenceRule = async (evidence) => {
  const { session, kernel, attachment } = evidence;
  const commit = partBy(evidence, 'commit');
  if (!commit || commit.by === 'coordinator') return undefined;
  const client = commit.by;
  const share = partBy(evidence, 'share', client);
  if (!share) return undefined;
  const codec = shownLinkCodec(session);
  const shown = fromBytes(codec, attachment, codec.maxBytes, 'a payload with its proof');
  const { payloadDigest } = bodyOf(session, 'commit', commit);
  const { commitmentDigest: fixed } = shareIn(share);
  const dealing = dealingUnder(session, share, shown.shown);
  if (
    !dealing ||
    !isOrdered(session.parameters, dealing.holders) ||
    !equalBytes(await sha256Bulk(shown.concealed), payloadDigest) ||
    !equalBytes(commitmentDigest(session.digest, client, shown.commitments), fixed)
  ) {
    return undefined;
  }
  const { commitments, concealed } = shown;
  const setting = linkSettingOf(session, dealing.holders);
  const claim = {
    client,
    dealing: dealing.root,
    commitments,
    points: dealing.points,
    payload: concealed.slice(0, session.payloadBytes),
    proof: concealed.slice(session.payloadBytes),
  };
  const generators = await openingGenerators(kernel, linkColumns(setting));
  const [problem] = await verifyLinks(kernel, generators, setting, [claim], systemRandom);
  return problem === undefined
    ? undefined
    : { misbehaviour: 'unlinked-payload', culprit: client, detail: problem };
};

/**
 * An answer that is not the sum of the symbols that its holder accepted. Its Unmask names the transcript hash after `unmasking`: lists,
 * roots and the included set are taken only from the messages that reproduce it, and an honest holder continued only with symbols
 * that open the points under these roots.
 */
const wrongAnswer: EvidenceRule = async (evidence) => {
  const { session, kernel, attachment } = evidence;
  const unmask = partBy(evidence, 'unmask');
  if (!unmask || unmask.by === 'coordinator') return undefined;
  const holder = unmask.by;
  const { transcriptHash, schemeBody } = fromBytes(
    codedUnmaskCodec,
    unmask.body,
    codedUnmaskCodec.maxBytes,
    'unmask',
  );
  const types = ['advertised', 'shared', 'included', 'unmasking'] as const;
  const broadcasts = followedBroadcasts(evidence, types, transcriptHash);
  if (!broadcasts) return undefined;
  const followed = readFollowed(session, broadcasts);
  const codec = shownAnswerCodec(session);
  const { answer, dealers } = fromBytes(codec, attachment, codec.maxBytes, 'an answer');
  if (!equalBytes(sha256(answer), schemeBody.answerDigest)) return undefined;

  const { holders, roots, included } = followed;
  const position = holders.indexOf(holder);
  const covered =
    position >= 0 &&
    included.length === dealers.length &&
    dealers.every(({ dealer, path, ...leaf }, i) => {
      const root = roots.get(dealer);
      const digest = shownLeafDigest(holder, leaf);
      return (
        dealer === included[i] &&
        root !== undefined &&
        isUnderRoot(SYMBOL_TREE, root, holders.length, position, digest, path)
      );
    });
  if (!covered || !dealers.every(({ points }) => kernel.areOnCurve(points))) return undefined;
  const shape = codeOf(session);
  const points = kernel.sumPoints(dealers.map((dealer) => dealer.points));
  const generators = await deriveGenerators(kernel, shape.columns);
  const opened = { ...splitSymbol(shape, answer), points };
  const wrong = await unopened(kernel, shape, generators, [opened], systemRandom);
  return wrong.length === 0
    ? undefined
    : {
        misbehaviour: 'wrong-answer',
        culprit: holder,
        detail: 'its answer does not open the sum of the points that it accepted',
      };
};

/** What a holder followed: who had a symbol, the roots of the dealers, and the included set. */
interface Followed {
  readonly holders: readonly number[];
  readonly roots: ReadonlyMap<number, Uint8Array>;
  readonly included: readonly number[];
}

/** Reads the broadcasts that a holder followed. */
function readFollowed(session: Session, parts: readonly SignedPart[]): Followed {
  const [advertised, shared, included] = parts;
  const sendersIn = (envelopes: readonly Uint8Array[]): number[] =>
    envelopes.map((bytes) => openEnvelope(bytes, bytes.length).sender);
  const shares = bodyOf(session, 'shared', shared!).envelopes;
  const roots = shares.map((bytes) => shareIn(openEnvelope(bytes, bytes.length)).schemeBody.root);
  return {
    holders: sendersIn(bodyOf(session, 'advertised', advertised!).envelopes),
    roots: new Map(sendersIn(shares).map((sender, i) => [sender, roots[i]!])),
    included: bodyOf(session, 'included', included!).included.map(({ client }) => client),
  };
}

function shareIn({ body }: { readonly body: Uint8Array }) {
  return fromBytes(codedShareCodec, body, codedShareCodec.maxBytes, 'share');
}

/** The evidence rules of this scheme, in addition to those that apply to every session. */
export const codedEvidence: readonly EvidenceRule[] = [
  brokenCode,
  unlinkedPayload,
  wrongAnswer,
  ...accusationRules(codedDealingFault),
];
