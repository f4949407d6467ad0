/** The circuits that have keys. */

/** A statement and its sizes. */
export type Circuit =
  | {
      readonly name: string;
      readonly kind: 'linf';
      readonly rowLength: number;
      readonly bits: number;
    }
  | {
      readonly name: string;
      readonly kind: 'l2';
      readonly rowLength: number;
      readonly bits: number;
    }
  | { readonly name: 'norm'; readonly kind: 'norm' };

/** Bits of a blinder: ℓ < 2^251. */
export const BLINDER_BITS = 251;

/** Bits of a vector's squared norm. */
export const NORM_BITS = 52;

function row(kind: 'linf' | 'l2', rowLength: number, bits: number): Circuit {
  return { name: `${kind}-${rowLength}x${bits}`, kind, rowLength, bits };
}

/**
 * Every circuit, small ones first. Rows have a power of two of values, the largest that 2^14
 * constraints allow.
 */
export const CIRCUITS: readonly Circuit[] = [
  row('linf', 8, 8),
  row('l2', 8, 8),
  { name: 'norm', kind: 'norm' },
  row('linf', 256, 16),
  row('linf', 512, 8),
  row('l2', 128, 16),
  row('l2', 256, 8),
];

/**
 * The circuit with a name.
 *
 * @throws RangeError if there is none
 */
export function circuitNamed(name: string): Circuit {
  const found = CIRCUITS.find((circuit) => circuit.name === name);
  if (found === undefined) {
    throw new RangeError(
      `there is no circuit "${name}", but ${CIRCUITS.map((circuit) => circuit.name).join(', ')}`,
    );
  }
  return found;
}

/**
 * Bits of the largest sum of squares in a row of values below 2^(bits − 1), which the circuit
 * commits to.
 */
export function squaresBits(rowLength: number, bits: number): number {
  const largest = BigInt(rowLength) * (2n ** BigInt(bits - 1) - 1n) ** 2n;
  return largest.toString(2).length;
}
