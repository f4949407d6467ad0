/** What a session can ask every client to prove about its committed vector, whatever proves it. */

/** Every coordinate is an integer of [−B, B], with the session's B. */
export interface LinfStatement {
  readonly kind: 'linf';
}

/** As `linf`, and the sum of all squares is at most `maxSquaredNorm`. */
export interface L2Statement {
  readonly kind: 'l2';
  /** B₂², from 1 to 2^52 − 1, in the integers that are summed. */
  readonly maxSquaredNorm: number;
}

/** `length` consecutive coordinates of which from `least` to `most` are 1, the others 0. */
export interface ChoiceGroup {
  readonly length: number;
  /** From 0 to `most`. */
  readonly least: number;
  /** From 1 to `length`. */
  readonly most: number;
}

/** Every coordinate is 0 or 1, and each group of coordinates holds so many ones. The session's B is 1. */
export interface OneHotStatement {
  readonly kind: 'one-hot';
  /** In the order of the coordinates, all of which they cover; 1 to 1024. */
  readonly groups: readonly ChoiceGroup[];
}

/** What is proven of one committed vector. */
export type Statement = LinfStatement | L2Statement | OneHotStatement;

/** A kind of statement. */
export type StatementKind = Statement['kind'];

/** The largest B₂². */
export const MAX_SQUARED_NORM: number = 2 ** 52 - 1;

/** Groups of choices in a session, so that its parameters stay small. */
export const MAX_GROUPS = 1024;

/** What makes a statement untrue of a vector within ±B, in a sentence that says what to do; or `undefined`. */
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
