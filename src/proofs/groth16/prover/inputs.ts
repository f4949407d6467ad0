/** Input signals of the circuits, by their circom names. */
import { bytesToNumberLE } from '@noble/curves/utils.js';
import type { CircuitInput, SquaresInput } from './messages.ts';

/** Input signals of a circuit, public and private. */
export type InputSignals = Readonly<Record<string, bigint | bigint[]>>;

function squaresSignals({ point: [sumX, sumY], blinder }: SquaresInput): InputSignals {
  return { sumX, sumY, sumBlinder: bytesToNumberLE(blinder) };
}

/** The input signals of a circuit. The values of a row are shifted by the bound: x_i + B. */
export function inputSignals(input: CircuitInput): InputSignals {
  const { context } = input;
  if (input.role === 'norm') {
    return {
      ...squaresSignals(input.squares),
      squaredNorm: BigInt(input.squaredNorm),
      maxSquaredNorm: BigInt(input.maxSquaredNorm),
      context,
    };
  }
  const { point, values, bound, blinder, squares } = input;
  const [pointX, pointY] = point;
  return {
    pointX,
    pointY,
    ...(squares && squaresSignals(squares)),
    bound: BigInt(bound),
    context,
    shifted: Array.from(values, (value) => BigInt(value + bound)),
    blinder: bytesToNumberLE(blinder),
  };
}

/** Overwrites the secret arrays of an input. Big integers made from them cannot be overwritten. */
export function wipeInput(input: CircuitInput): void {
  if (input.role === 'row') {
    input.values.fill(0);
    input.blinder.fill(0);
  }
  input.squares?.blinder.fill(0);
}
