/**
 * A Groth16 proof and its encoding in 256 bytes: A x, y; B x.c0, x.c1, y.c0, y.c1; C x, y; each 32
 * bytes, big-endian.
 */
import { GROTH16_BYTES } from './sizes.ts';
import { integerBytes, readIntegers } from './bigEndian.ts';
import { type G1Point, curvePoint, type G2Point, twistPoint } from './bn254.ts';

/**
 * A proof whose points are on their curves. Whether B is in G2 has to be checked with a
 * {@link PairingEngine}.
 */
export interface Groth16Proof {
  readonly a: G1Point;
  readonly b: G2Point;
  readonly c: G1Point;
}

/**
 * Decodes a proof: exactly 256 bytes, every coordinate less than p, A and C on the curve, B on the
 * twist. Infinity has no encoding, as (0, 0) is on neither curve. Whether B is in the subgroup is
 * not checked here.
 *
 * @returns the proof, or `undefined` if the bytes are malformed
 */
export function decodeProof(bytes: Uint8Array): Groth16Proof | undefined {
  if (bytes.length !== GROTH16_BYTES) return undefined;
  const [ax, ay, bx0, bx1, by0, by1, cx, cy] = readIntegers(bytes);
  const a = curvePoint(ax!, ay!);
  const b = twistPoint([bx0!, bx1!], [by0!, by1!]);
  const c = curvePoint(cx!, cy!);
  return a && b && c && { a, b, c };
}

/** Encodes a proof in 256 bytes. */
export function encodeProof({ a, b, c }: Groth16Proof): Uint8Array {
  return integerBytes([a.x, a.y, ...b.x, ...b.y, c.x, c.y]);
}
