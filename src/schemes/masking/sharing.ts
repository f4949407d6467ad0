/** Whether dealings lie on polynomials: tested on their points by a random word of the dual code, many at once. */
import { dualDimension, dualWords } from '../../crypto/dualCode.ts';
import { hashedScalars, type Scalar, writeScalar } from '../../crypto/scalar.ts';
import { equalBytes } from '../../crypto/tupleHash.ts';
import { ELEMENT_BYTES, type Kernel, type WorkOptions } from '../../kernel/kernel.ts';
import { Pace } from '../../kernel/pace.ts';
import { type ClientId, sameClients } from '../../session/party.ts';
import type { Session } from '../../session/session.ts';

/** What a dealer published of how it shared its two secrets. */
export interface Sharing {
  readonly dealer: ClientId;
  /** Whom it dealt to, ascending: client j holds the values at j + 1. */
  readonly recipients: readonly ClientId[];
  /** The mask key that it advertised: the point of its mask secret. */
  readonly maskKey: Uint8Array;
  /** The point of its seed. */
  readonly seedPoint: Uint8Array;
  /** The root over its leaves: what fixes the points below. */
  readonly root: Uint8Array;
  /** The points of the shares, in the order of the recipients, one after another. */
  readonly maskPoints: Uint8Array;
  readonly seedPoints: Uint8Array;
}

/** About the cost, in microseconds, of the scalar of one point. */
const TERM_COST = 1;

/** Words that share an inversion; the event loop gets its turn in between. */
const WORDS_TOGETHER = 32;

/**
 * Whether all of some sharings lie on polynomials of degree below the threshold, whose values at 0 the advertised mask
 * keys and the points of the seeds stand for. If one does not, or holds an encoding that is not valid, the answer is no, but with
 * probability 2/L; the random coefficients come from a hash of all that was signed.
 *
 * @param threshold - the number of shares that rebuild a secret
 * @param listed - the clients of the Advertise list, ascending
 */
export async function lieOnPolynomials(
  kernel: Kernel,
  session: Session,
  threshold: number,
  listed: readonly ClientId[],
  sharings: readonly Sharing[],
  work: WorkOptions = {},
): Promise<boolean> {
  const dimensionOf = (recipients: readonly ClientId[]): number =>
    dualDimension(recipients.length + 1, threshold);
  const dimension = sharings.reduce(
    (most, { recipients }) => Math.max(most, dimensionOf(recipients)),
    0,
  );
  const drawn = drawCoefficients(session, listed, sharings, dimension + 2 * sharings.length);
  const wordsOver = dualWords(drawn.slice(0, dimension));
  // Where all deal to the same clients there is one word, and it is kept.
  const shared = sharings.every(({ recipients }) =>
    sameClients(recipients, sharings[0]!.recipients),
  );
  const terms = sharings.reduce((sum, { recipients }) => sum + 2 * (recipients.length + 1), 0);
  const points = new Uint8Array(terms * ELEMENT_BYTES);
  const scalars = new Uint8Array(points.length);
  const pace = new Pace({ signal: work.signal }, 1);
  let at = 0;
  let words: Scalar[][] = [];
  for (const [i, { maskKey, maskPoints, seedPoint, seedPoints }] of sharings.entries()) {
    if (i % WORDS_TOGETHER === 0 && !(shared && i > 0)) {
      const some = sharings.slice(i, shared ? 1 : i + WORDS_TOGETHER);
      words = wordsOver(
        some.map(({ recipients }) => ({
          places: [0, ...recipients.map((recipient) => recipient + 1)],
          dimension: dimensionOf(recipients),
        })),
      );
    }
    const word = words[shared ? 0 : i % WORDS_TOGETHER]!;
    const codewords = [
      [maskKey, maskPoints],
      [seedPoint, seedPoints],
    ] as const;
    for (const [kind, [secretPoint, sharePoints]] of codewords.entries()) {
      const weight = drawn[dimension + 2 * i + kind]!;
      points.set(secretPoint, at * ELEMENT_BYTES);
      points.set(sharePoints, (at + 1) * ELEMENT_BYTES);
      for (const factor of word) writeScalar(scalars, at++, weight * factor);
    }
    await pace.step(2 * word.length * TERM_COST);
  }
  const sum = await kernel.sumRistretto(points, scalars, { signal: work.signal });
  return sum !== undefined && equalBytes(sum, IDENTITY);
}

/** The identity's encoding. */
const IDENTITY = new Uint8Array(ELEMENT_BYTES);

/** The coefficients of the word's polynomial, then two weights a sharing. */
function drawCoefficients(
  session: Session,
  listed: readonly ClientId[],
  sharings: readonly Sharing[],
  count: number,
): Scalar[] {
  return hashedScalars(
    'veilsum-1/sharing-word',
    count,
    session.digest,
    listed.length,
    ...listed,
    ...sharings.flatMap(({ dealer, maskKey, seedPoint, root }) => [
      dealer,
      maskKey,
      seedPoint,
      root,
    ]),
  );
}
