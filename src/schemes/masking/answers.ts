import { dualDimension, dualWords } from '../../crypto/dualCode.ts';
import { hashedScalars, scalarReduce } from '../../crypto/scalar.ts';
import { equalBytes } from '../../crypto/tupleHash.ts';
import type { Rejection } from '../../session/outcome.ts';
import type { ClientId } from '../../session/party.ts';
import { envelopeDigest } from '../../wire/envelope.ts';
import type { AcceptedAnswers, Agreed } from '../coordinator.ts';
import { type Answer, type Dealing, type HolderAnswer, kindOf, pointOf } from './dealing.ts';
import { type AnswersByDealer, answersByDealer, byHolder } from './holdings.ts';
import { rebuildEach } from './rebuild.ts';
import { pointsOf } from './secrets.ts';
import { wrongShareEvidence } from './shareEvidence.ts';
import type { MaskingTerms } from './terms.ts';

/**
 * Finds the answers with a share that is not the one that its holder was dealt.
 *
 * All dealings lie on polynomials. So the shares of a dealer are right together if they lie on one polynomial, by a word of the dual
 * code, and the secret that they rebuild has the dealer's point: one product a dealer. Only where that fails are single shares
 * compared with their points.
 */
export function wrongAnswers(
  terms: MaskingTerms,
  phase: Agreed<Dealing>,
  answers: AcceptedAnswers<Answer>,
): readonly Rejection[] {
  const { checks, session } = phase.context;
  const threshold = terms.shareThreshold(session);
  if (!checks.isOn('share-matches')) return [];
  const rejections: Rejection[] = [];
  const left = new Map(answers);
  const hopeless = new Set<ClientId>();
  while (left.size >= threshold) {
    const dealer = inconsistentDealers(terms, phase, left).find((id) => !hopeless.has(id));
    if (dealer === undefined) break;
    const liars = holdersOfWrongShares(phase, left, dealer);
    for (const holder of liars) {
      rejections.push(rejectionOf(phase, left.get(holder)!.signed.bytes, holder, dealer));
      left.delete(holder);
    }
    if (liars.length === 0) hopeless.add(dealer);
  }
  return rejections;
}

/** Dealers whose shares don't lie on one polynomial, or rebuild another secret than theirs. */
function inconsistentDealers(
  terms: MaskingTerms,
  phase: Agreed<Dealing>,
  answers: AcceptedAnswers<Answer>,
): readonly ClientId[] {
  const { context, dealings, included, schemeKeys } = phase;
  const threshold = terms.shareThreshold(context.session);
  const sorted = byHolder(answers);
  const holding = answersByDealer(sorted);
  const dealers = [...dealings.keys()].filter((dealer) => holding(dealer).length >= threshold);
  const isCodeword = codewordTest(phase, threshold, answers, sorted, holding, dealers);
  const points = pointsOf(context.kernel, rebuildEach(holding, threshold, dealers));
  return dealers.filter((dealer, i) => {
    const own = included.has(dealer)
      ? dealings.get(dealer)!.seedPoint
      : terms.maskKeyIn(schemeKeys.get(dealer)!);
    return !equalBytes(points[i]!, own) || !isCodeword(dealer);
  });
}

/** Tests the shares of some dealers, each by a word whose coefficients come from a hash of all answers. */
function codewordTest(
  { context: { session } }: Agreed<Dealing>,
  threshold: number,
  answers: AcceptedAnswers<Answer>,
  sorted: readonly HolderAnswer[],
  holding: AnswersByDealer,
  dealers: readonly ClientId[],
): (dealer: ClientId) => boolean {
  const drawn = hashedScalars(
    'veilsum-1/answer-word',
    dualDimension(sorted.length, threshold),
    session.digest,
    ...sorted.map(([holder]) => envelopeDigest(answers.get(holder)!.signed.bytes)),
  );
  // One word for all dealers whose shares the same holders gave.
  const placesOf = (dealer: ClientId): number[] => holding(dealer).map(([holder]) => holder + 1);
  const lists = new Map(dealers.map((dealer) => [dealer, placesOf(dealer)]));
  const distinct = new Map([...lists.values()].map((places) => [places.join(), places]));
  const found = dualWords(drawn)(
    Array.from(distinct.values(), (places) => ({
      places,
      dimension: dualDimension(places.length, threshold),
    })),
  );
  const words = new Map([...distinct.keys()].map((name, i) => [name, found[i]!]));
  return (dealer) => {
    const word = words.get(lists.get(dealer)!.join())!;
    const shares = holding(dealer).map(([, revealed]) => revealed.get(dealer)!);
    return scalarReduce(shares.reduce((sum, share, i) => sum + share * word[i]!, 0n)) === 0n;
  };
}

/** The holders whose share of a dealer's secret has another point than the one in their leaf. */
function holdersOfWrongShares(
  phase: Agreed<Dealing>,
  answers: AcceptedAnswers<Answer>,
  dealer: ClientId,
): readonly ClientId[] {
  const holders = [...answers].filter(([, { contents }]) => contents.has(dealer));
  const points = pointsOf(
    phase.context.kernel,
    holders.map(([, { contents }]) => contents.get(dealer)!),
  );
  return holders
    .map(([holder]) => holder)
    .filter((holder, i) => !equalBytes(points[i]!, pointOf(phase, dealer, holder)));
}

function rejectionOf(
  phase: Agreed<Dealing>,
  answer: Uint8Array,
  holder: ClientId,
  dealer: ClientId,
): Rejection {
  return {
    kind: 'rejection',
    code: 'share-matches',
    message: `client ${holder} revealed a share of the ${kindOf(phase, dealer)} of client ${dealer} that is not the one it was dealt`,
    culprit: holder,
    ...wrongShareEvidence(phase, answer, holder, dealer),
  };
}
