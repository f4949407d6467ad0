import { toHex } from '../crypto/hex.ts';
import type { Identity } from '../crypto/signing.ts';
import { sha256, tupleHash } from '../crypto/tupleHash.ts';
import { UsageError } from './outcome.ts';
import type { InputOrigin } from './inputOrigin.ts';
import { identityArgument } from './partyArguments.ts';
import type { Policy } from './policy.ts';
import { bytes32, numbers, optional, part } from '../usage/arguments.ts';

/** Names of sources and epochs have at most this many characters. */
const MOST_CHARACTERS = 200;

const modelPolicy = part<Pick<Policy, 'modelDigest'>>({ modelDigest: optional(bytes32) });

const LONE_SURROGATE = /\p{Surrogate}/u;

/** Values that are hashed at once: 512 KiB. */
const PIECE = 2 ** 16;

/**
 * The default epoch of an input: the digest of the model that the policy pins, and without a model
 * a hash of the values under a key derived from the identity. A ledger therefore reveals nothing
 * about the values, and equal values have the same epoch. Pass the values before an encoding rounds
 * them: rounding gives a different vector each time.
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
 * Rejects a name of a source or an epoch that a ledger cannot store. @throws UsageError
 * `wrong-input`
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

/** Digests of the values, piece by piece, each as 8 bytes: IEEE 754, little-endian, with one zero. */
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
