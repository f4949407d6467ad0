/**
 * The statements that a session can require every client to prove about its committed vector, for
 * any proof system.
 */

/** Every coordinate is an integer in [−B, B], with the session's bound B. */
export interface LinfStatement {
  readonly kind: 'linf';
}

/** As `linf`, and the squared L2 norm is at most `maxSquaredNorm`. */
export interface L2Statement {
  readonly kind: 'l2';
  /** B₂², an integer from 1 to 2^52 − 1, in units of the encoded integers. */
  readonly maxSquaredNorm: number;
}

/** `length` consecutive coordinates, each 0 or 1, of which `least` to `most` are 1. */
export interface ChoiceGroup {
  readonly length: number;
  /** From 0 to `most`. */
  readonly least: number;
  /** From 1 to `length`. */
  readonly most: number;
}

/**
 * Every coordinate is 0 or 1, and the number of ones in each group is within its limits. The
 * session's bound B is 1.
 */
export interface OneHotStatement {
  readonly kind: 'one-hot';
  /** 1 to 1024 groups, in order, which together cover all coordinates. */
  readonly groups: readonly ChoiceGroup[];
}

/** A statement about one committed vector. */
export type Statement = LinfStatement | L2Statement | OneHotStatement;

/** The name of a kind of statement. */
export type StatementKind = Statement['kind'];

/** Maximum of B₂². */
export const MAX_SQUARED_NORM: number = 2 ** 52 - 1;

/** Maximum number of groups, which limits the size of the session parameters. */
export const MAX_GROUPS = 1024;

/**
 * Why a statement does not hold for a vector within ±B, as a sentence that says what to do, or
 * `undefined`.
 */
export function statementProblem(statement: Statement, values: Int32Array): string | undefined {
  switch (statement.kind) {
    case 'linf':
      return undefined;
    case 'l2': {
      const squares = values.reduce((sum, x) => sum + x * x, 0);
      return squares <= statement.maxSquaredNorm
        ? undefined
        : `the squared norm ${squares} is beyond ${statement.maxSquaredNorm}; scale the input down first`;
    }
    case 'one-hot':
      return choicesProblem(statement.groups, values);
  }
}

function choicesProblem(groups: readonly ChoiceGroup[], values: Int32Array): string | undefined {
  const other = values.findIndex((x) => x !== 0 && x !== 1);
  if (other >= 0) return `coordinate ${other} is neither 0 nor 1`;
  let start = 0;
  for (const [g, { length, least, most }] of groups.entries()) {
    const ones = values.subarray(start, start + length).reduce((sum, x) => sum + x, 0);
    if (ones < least || ones > most) {
      const wanted = least === most ? `${least}` : `from ${least} to ${most}`;
      return `group ${g} (coordinates ${start} to ${start + length - 1}) holds ${ones} ones instead of ${wanted}`;
    }
    start += length;
  }
  return undefined;
}
