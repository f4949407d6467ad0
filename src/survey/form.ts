/** The questions of a survey, as they are written in its form. */

/** Questions answered by choosing among options. */
export interface ChoiceQuestion {
  readonly kind: 'choice';
  readonly text: string;
  /** 2 to 100 different options. */
  readonly options: readonly string[];
  /** How many options must be chosen: from 0 to `most`; default in a form: 1. */
  readonly least: number;
  /** How many may be chosen: from 1 to the number of options; default in a form: 1. */
  readonly most: number;
}

/** Questions answered with a step of a scale. */
export interface ScaleQuestion {
  readonly kind: 'scale';
  readonly text: string;
  /** The lowest step, an integer. */
  readonly from: number;
  /** The highest step: above `from`, by at most 99. */
  readonly to: number;
  /** What the lowest step means. */
  readonly low?: string;
  /** What the highest step means. */
  readonly high?: string;
}

/** Questions answered with a whole number. */
export interface NumberQuestion {
  readonly kind: 'number';
  readonly text: string;
  /** The least answer, an integer within ±10^9. */
  readonly min: number;
  /** The greatest answer: above `min`, within the same limits. */
  readonly max: number;
  /** What is counted, such as "hours a week". */
  readonly unit?: string;
}

/** A question of a survey. */
export type Question = ChoiceQuestion | ScaleQuestion | NumberQuestion;

/** A survey, from {@link parseSurvey}. */
export interface Survey {
  readonly title: string;
  /** An introduction. */
  readonly about?: string;
  /** What the answers are about, such as a week. Each edition is answered once. */
  readonly edition?: string;
  /** 1 to 100 questions. */
  readonly questions: readonly Question[];
  /** SHA-256 of the form, 32 bytes; a session pins it as the digest of its model. */
  readonly digest: Uint8Array;
}

/** A form or an answer that is not accepted; the message lists everything that is wrong with it. */
export class SurveyError extends Error {
  override readonly name = 'SurveyError';
}
