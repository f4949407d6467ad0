import { integer, numbers } from '../usage/arguments.ts';
import type { ChoiceQuestion, NumberQuestion, Question, ScaleQuestion, Survey } from './form.ts';
import { SurveyError } from './form.ts';
import { surveyArgument } from './session.ts';
import { groupOf, groupsOf, lengthOf, weightsOf } from './vector.ts';

/** Results of one question. */
export type QuestionResult =
  | {
      readonly question: ChoiceQuestion;
      /** How often each option was chosen. */
      readonly counts: readonly number[];
    }
  | {
      readonly question: ScaleQuestion;
      /** How often each step was chosen. */
      readonly counts: readonly number[];
      readonly mean: number;
    }
  | { readonly question: NumberQuestion; readonly total: number; readonly mean: number };

/**
 * The results of a survey, from the sum of a verified record.
 *
 * @param sum - The sum of the answers' vectors.
 * @param inputs - Number of answers in it, at least 1.
 * @returns results of each question, in order
 * @throws SurveyError if the sum is not one of that many answers to this survey; UsageError
 *   `wrong-input` for invalid arguments
 */
export function surveyResults(
  survey: Survey,
  sum: ArrayLike<number>,
  inputs: number,
): readonly QuestionResult[] {
  const { questions } = surveyArgument(survey);
  numbers(sum, 'sum');
  integer(1)(inputs, 'inputs');
  const length = lengthOf(groupsOf(questions));
  const counts = Array.from(sum);
  const fits = counts.every((count) => Number.isInteger(count) && count >= 0 && count <= inputs);
  if (counts.length !== length || !fits) {
    throw new SurveyError(
      `this is not a sum of ${inputs} answers to the survey, which has ${length} numbers from 0 to ${inputs}`,
    );
  }
  let start = 0;
  return questions.map((question) => {
    const end = start + groupOf(question).length;
    const result = resultOf(question, counts.slice(start, end), inputs);
    start = end;
    return result;
  });
}

function resultOf(question: Question, counts: readonly number[], inputs: number): QuestionResult {
  switch (question.kind) {
    case 'choice':
      return { question, counts };
    case 'scale': {
      const total = counts.reduce((sum, count, i) => sum + count * (question.from + i), 0);
      return { question, counts, mean: total / inputs };
    }
    case 'number': {
      const weights = weightsOf(question);
      const total = counts.reduce(
        (sum, count, k) => sum + count * weights[k]!,
        inputs * question.min,
      );
      return { question, total, mean: total / inputs };
    }
  }
}
