/**
 * The generators of commitments: points of the prime subgroup that are hashed to the curve from
 * public labels, so that nobody knows a relation between them. There is no set-up.
 */
import { concatBytes } from '@noble/hashes/utils.js';
import { BASE_FIELD_ORDER, ELEMENT_BYTES, POINT_BYTES, type Kernel } from '../kernel/kernel.ts';
import { pinnedGenerators } from './pinnedGenerators.ts';
import { tupleHash64 } from './tupleHash.ts';

const DOMAIN = 'veilsum-1/generator';

/**
 * Size of one hash. 48 bytes give y, which is uniform mod p up to 2^-130; the lowest bit of the
 * last byte gives the parity of x.
 */
const HASH_BYTES = 64;
const HEIGHT_BYTES = 48;

/** Number of generators derived between two turns of the event loop. */
const BATCH = 256;

interface Candidate {
  readonly label: 'H' | 'G' | 'K';
  readonly index: number;
}

/**
 * The generators derived so far: H, G_0, G_1, … The list only grows; every request returns a prefix
 * of it.
 */
let known: Uint8Array | undefined;
let growing: Promise<void> = Promise.resolve();

function be32(value: number): Uint8Array {
  const bytes = new Uint8Array(4);
  new DataView(bytes.buffer).setUint32(0, value);
  return bytes;
}

/** Writes y (32 bytes, little-endian) of attempt k, and returns the required parity of x. */
function hashToHeight({ label, index }: Candidate, attempt: number, out: DataView): number {
  const hash = tupleHash64(DOMAIN, label, be32(index), be32(attempt));
  const words = new DataView(hash.buffer, hash.byteOffset, hash.byteLength);
  let y = 0n;
  for (let at = HEIGHT_BYTES - 8; at >= 0; at -= 8) y = (y << 64n) | words.getBigUint64(at, true);
  y %= BASE_FIELD_ORDER;
  for (let at = 0; at < ELEMENT_BYTES; at += 8) {
    out.setBigUint64(at, BigInt.asUintN(64, y), true);
    y >>= 64n;
  }
  return words.getUint8(HASH_BYTES - 1) & 1;
}

/** Whether a point is the identity, (0, 1). */
export function isIdentity(point: Uint8Array): boolean {
  return point[ELEMENT_BYTES] === 1 && point.every((byte, i) => i === ELEMENT_BYTES || byte === 0);
}

/** Searches for all wanted generators together: one call of the kernel for each attempt number. */
function search(kernel: Kernel, wanted: readonly Candidate[]): Uint8Array {
  const found = new Uint8Array(wanted.length * POINT_BYTES);
  let pending = wanted.map((candidate, slot) => ({ candidate, slot }));
  for (let attempt = 0; pending.length > 0; attempt++) {
    const heights = new Uint8Array(pending.length * ELEMENT_BYTES);
    const parities = Uint8Array.from(pending, ({ candidate }, i) =>
      hashToHeight(candidate, attempt, new DataView(heights.buffer, i * ELEMENT_BYTES)),
    );
    const lifted = kernel.liftPoints(heights, parities);
    const onCurve = pending
      .map(({ slot }, i) => ({
        slot,
        point: lifted.subarray(i * POINT_BYTES, (i + 1) * POINT_BYTES),
      }))
      .filter(({ point }) => point.some((byte) => byte !== 0));
    const cleared = kernel.clearCofactor(concatBytes(...onCurve.map(({ point }) => point)));
    const done = new Set<number>();
    onCurve.forEach(({ slot }, i) => {
      const generator = cleared.subarray(i * POINT_BYTES, (i + 1) * POINT_BYTES);
      if (isIdentity(generator)) return;
      found.set(generator, slot * POINT_BYTES);
      done.add(slot);
    });
    pending = pending.filter(({ slot }) => !done.has(slot));
  }
  return found;
}

/** Extends the list `start` to `points` points. */
async function grow(kernel: Kernel, start: Uint8Array, points: number): Promise<Uint8Array> {
  let found = start;
  for (let size = found.length / POINT_BYTES; size < points; size = found.length / POINT_BYTES) {
    const wanted = Array.from({ length: Math.min(BATCH, points - size) }, (_, i): Candidate =>
      size + i === 0 ? { label: 'H', index: 0 } : { label: 'G', index: size + i - 1 },
    );
    const longer = new Uint8Array(found.length + wanted.length * POINT_BYTES);
    longer.set(found);
    longer.set(search(kernel, wanted), found.length);
    found = longer;
    await new Promise((resolve) => setTimeout(resolve, 0));
  }
  return found;
}

/** Derives H, G_0 … G_(count−1) without the pinned file; used to make and test that file. */
export function searchGenerators(kernel: Kernel, count: number): Promise<Uint8Array> {
  return grow(kernel, new Uint8Array(0), count + 1);
}

/**
 * H, G_0 … G_(count−1): count + 1 points of 64 bytes each.
 *
 * For label "H" (index 0) or "G" and index i, try k = 0, 1, 2, …: let h = TupleHash256 (NIST SP
 * 800-185) with customization "veilsum-1/generator" over the label, be32(i) and be32(k), 64 bytes
 * long. y is the little-endian integer of its first 48 bytes mod p, and the parity of x the lowest
 * bit of its last byte. The first k that gives a point on the curve whose eightfold is not the
 * identity decides; the generator is the eightfold.
 *
 * In Node the first 4096 are read from a file of the package. Others are derived once in a process.
 *
 * @param kernel - lifts candidates to points and clears their cofactor
 * @param count - number of generators in addition to H, from 0 to 2^20
 * @returns a new array
 * @throws RangeError if `count` is out of range
 */
export async function deriveGenerators(kernel: Kernel, count: number): Promise<Uint8Array> {
  if (!Number.isInteger(count) || count < 0 || count > 2 ** 20) {
    throw new RangeError(`deriveGenerators: count must be an integer from 0 to 2^20, not ${count}`);
  }
  // One derivation at a time: each waits for earlier ones, and then finds their results in the
  // cache.
  const mine = growing.then(async () => {
    known = await grow(kernel, (known ??= pinnedGenerators() ?? new Uint8Array(0)), count + 1);
    return known.slice(0, (count + 1) * POINT_BYTES);
  });
  growing = mine.then(
    () => undefined,
    () => undefined,
  );
  return mine;
}

/**
 * K, the generator for values of linear forms in openings: derived as in {@link deriveGenerators},
 * with label "K" and index 0.
 *
 * @returns 64 bytes
 */
export function deriveValueGenerator(kernel: Kernel): Uint8Array {
  valueGenerator ??= search(kernel, [{ label: 'K', index: 0 }]);
  return valueGenerator.slice();
}

let valueGenerator: Uint8Array | undefined;
