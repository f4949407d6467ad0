import { toHex } from '../crypto/hex.ts';
import type { Identity } from '../crypto/signing.ts';
import { sha256, tupleHash } from '../crypto/tupleHash.ts';
import { UsageError } from './outcome.ts';
import type { InputOrigin } from './inputOrigin.ts';
import { identityArgument } from './partyArguments.ts';
import type { Policy } from './policy.ts';
import { bytes32, numbers, optional, part } from '../usage/arguments.ts';

/** Maximum length of the name of a source or an epoch, in UTF-16 code units. */
const MOST_CHARACTERS = 200;

const modelPolicy = part<Pick<Policy, 'modelDigest'>>({ modelDigest: optional(bytes32) });

const LONE_SURROGATE = /\p{Surrogate}/u;

/** Number of values that are hashed at once: 512 KiB. */
const PIECE = 2 ** 16;

/**
 * The default epoch of an input: the digest of the model that the policy pins or, without a model,
 * a hash of the values under a key derived from the identity. Equal values have the same epoch, and
 * a ledger reveals nothing about the values.
 *
 * @param values - the values before an encoding rounds them, as rounding gives a different vector
 *   each time
 * @throws UsageError `wrong-input` if an argument has the wrong type
 *
 * @example
 * ```ts
 * const epoch = defaultEpoch(policy, identity, Float64Array.of(0.5, 1.5));
 * ```
 */
export function defaultEpoch(
  policy: Pick<Policy, 'modelDigest'>,
  identity: Identity,
  values: ArrayLike<number>,
): string {
  const { modelDigest } = modelPolicy(policy, 'policy');
  identityArgument(identity, 'identity');
  numbers(values, 'values');
  if (modelDigest?.some((byte) => byte !== 0)) return `model ${toHex(modelDigest)}`;
  const key = tupleHash('veilsum-1/input-epoch-key', identity.secret.expose());
  const digest = tupleHash('veilsum-1/input-epoch', key, values.length, ...digestsOf(values));
  key.fill(0);
  return `values ${toHex(digest)}`;
}

/**
 * Requires a name of a source or an epoch that a ledger can store: 1 to 200 characters, without
 * lone surrogates.
 *
 * @throws UsageError `wrong-input`
 */
export function requireName(what: keyof InputOrigin, name: string): void {
  const sound =
    typeof name === 'string' &&
    name.length > 0 &&
    name.length <= MOST_CHARACTERS &&
    !LONE_SURROGATE.test(name);
  if (sound) return;
  throw new UsageError(
    'wrong-input',
    `the ${what} of an input is a text of 1 to ${MOST_CHARACTERS} characters, such as "2025 week 30"`,
  );
}

/**
 * SHA-256 digests of pieces of the values. Each value is 8 bytes, IEEE 754, little-endian; −0
 * counts as 0.
 */
function digestsOf(values: ArrayLike<number>): Uint8Array[] {
  const pieces = Math.ceil(values.length / PIECE);
  return Array.from({ length: pieces }, (_, piece) => {
    const from = piece * PIECE;
    const bytes = new Uint8Array(8 * Math.min(PIECE, values.length - from));
    const view = new DataView(bytes.buffer);
    for (let i = 0; i < bytes.length / 8; i++) view.setFloat64(8 * i, values[from + i]! + 0, true);
    const digest = sha256(bytes);
    bytes.fill(0);
    return digest;
  });
}
