/**
 * The weights of a link: element i of a payload has θ^i. With c' + 1 elements in a row, row j has ω^j for ω = θ^(c' + 1), and
 * within a row coordinate q has θ^⌊q / s⌋ · 2^(w · (q mod s)), the blinder θ^c'.
 */
import { fieldMultiply, hashToField } from '../../../crypto/field.ts';
import { type LinkSetting, rowElements } from './statement.ts';

/** All weights that follow from θ. */
export interface LinkWeights {
  /** ω^j of each row. */
  readonly rows: readonly bigint[];
  /** Of each coordinate of a row. */
  readonly row: readonly bigint[];
  /** Of the blinder of a row. */
  readonly blinder: bigint;
  /** θ^(c_M · g) of each sub-row of the K pieces, which follow one another like the elements of a payload. */
  readonly subRows: readonly bigint[];
  /** θ^l of each column of a sub-row. */
  readonly subRow: readonly bigint[];
}

/** base^0 … base^(count − 1) */
function powers(base: bigint, count: number): bigint[] {
  const list: bigint[] = [];
  for (let power = 1n; list.length < count; power = fieldMultiply(power, base)) list.push(power);
  return list;
}

/** The weights of a statement. @param state - its hash */
export function linkWeights(setting: LinkSetting, state: Uint8Array): LinkWeights {
  const { rows, rowLength, layout } = setting;
  const { slotBits, slotsPerElement } = layout;
  const theta = thetaOf(state);
  const inRow = powers(theta, rowElements(setting) + 1);
  const [blinder, omega] = inRow.slice(-2) as [bigint, bigint];
  return {
    rows: powers(omega, rows),
    row: Array.from({ length: rowLength }, (_, q) =>
      fieldMultiply(
        inRow[Math.floor(q / slotsPerElement)]!,
        1n << BigInt(slotBits * (q % slotsPerElement)),
      ),
    ),
    blinder,
    ...payloadWeights(setting, state),
  };
}

/** The weights of a payload's elements. @param state - the hash of its statement */
export function payloadWeights(
  { shape }: Pick<LinkSetting, 'shape'>,
  state: Uint8Array,
): Pick<LinkWeights, 'subRows' | 'subRow'> {
  const inSubRow = powers(thetaOf(state), shape.columns + 1);
  return {
    subRows: powers(inSubRow[shape.columns]!, shape.pieces * shape.subRows),
    subRow: inSubRow.slice(0, shape.columns),
  };
}

function thetaOf(state: Uint8Array): bigint {
  return hashToField('veilsum-1/link/theta', state);
}
