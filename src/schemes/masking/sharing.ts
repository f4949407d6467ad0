/** Whether dealings lie on polynomials: tested on their points by a random word of the dual code, many at once. */
import { dualDimension, dualWord } from '../../crypto/dualCode.ts';
import { hashedScalars, type Scalar, writeScalar } from '../../crypto/scalar.ts';
import { equalBytes } from '../../crypto/tupleHash.ts';
import { ELEMENT_BYTES, type Kernel, type WorkOptions } from '../../kernel/kernel.ts';
import { Pace } from '../../kernel/pace.ts';
import type { ClientId } from '../../session/party.ts';
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
  const words = new Map<string, readonly Scalar[]>();
  const wordOver = (recipients: readonly ClientId[]): readonly Scalar[] => {
    const name = recipients.join();
    let word = words.get(name);
    if (!word) {
      const places = [0, ...recipients.map((recipient) => recipient + 1)];
      word = dualWord(places, drawn.slice(0, dimensionOf(recipients)));
      // Lists that all dealers share are worth keeping, and others are not.
      if (words.size === 0) words.set(name, word);
    }
    return word;
  };
  const terms = sharings.reduce((sum, { recipients }) => sum + 2 * (recipients.length + 1), 0);
  const points = new Uint8Array(terms * ELEMENT_BYTES);
  const scalars = new Uint8Array(points.length);
  const pace = new Pace({ signal: work.signal }, 1);
  let at = 0;
  for (const [
    i,
    { recipients, maskKey, maskPoints, seedPoint, seedPoints },
  ] of sharings.entries()) {
    const word = wordOver(recipients);
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
