import { type Question, type Survey, SurveyError } from './form.ts';
import { surveyArgument } from './session.ts';
import { digitsOf, groupOf } from './vector.ts';

/**
 * The answer to one question: the indices of the chosen options, from 0; the step of a scale; or
 * the number.
 */
export type Answer = number | readonly number[];

/**
 * Encodes the answers to a survey as the vector of a session.
 *
 * @param answers - One for each question, in order.
 * @returns coordinates that are 0 or 1
 * @throws SurveyError that says which answers the form does not allow; UsageError `wrong-input` for
 *   anything that `parseSurvey` has not returned
 */
export function encodeAnswers(survey: Survey, answers: readonly Answer[]): Int32Array {
  const { questions } = surveyArgument(survey);
  const given: unknown = answers;
  if (!Array.isArray(given) || given.length !== questions.length) {
    throw new SurveyError(`the answers need a list of ${questions.length}, one for each question`);
  }
  const problems = questions.flatMap((question, i) => {
    const problem = answerProblem(question, answers[i]);
    return problem === undefined ? [] : [`question ${i + 1}: ${problem}`];
  });
  if (problems.length > 0) throw new SurveyError(problems.join('; '));
  return Int32Array.from(questions.flatMap((question, i) => coordinates(question, answers[i]!)));
}

/** Why the form does not allow an answer, as a sentence that says what it needs; or `undefined`. */
function answerProblem(question: Question, answer: unknown): string | undefined {
  switch (question.kind) {
    case 'choice':
      return choiceProblem(question, answer);
    case 'scale':
      return numberProblem(answer, question.from, question.to);
    case 'number':
      return numberProblem(answer, question.min, question.max);
  }
}

function choiceProblem(
  { options, least, most }: Extract<Question, { kind: 'choice' }>,
  answer: unknown,
): string | undefined {
  const chosen: readonly unknown[] = Array.isArray(answer) ? answer : [];
  const known = chosen.every(
    (index) =>
      Number.isInteger(index) && (index as number) >= 0 && (index as number) < options.length,
  );
  const fits = chosen.length >= least && chosen.length <= most;
  if (Array.isArray(answer) && known && fits && new Set(chosen).size === chosen.length) {
    return undefined;
  }
  const count = least === most ? `${least}` : `from ${least} to ${most}`;
  return `choose ${count} of the ${options.length} options`;
}

function numberProblem(answer: unknown, least: number, most: number): string | undefined {
  const fits =
    Number.isInteger(answer) && (answer as number) >= least && (answer as number) <= most;
  return fits ? undefined : `write a whole number from ${least} to ${most}`;
}

function coordinates(question: Question, answer: Answer): readonly number[] {
  if (question.kind === 'number') return digitsOf(question, answer as number);
  const ones =
    question.kind === 'scale'
      ? [(answer as number) - question.from]
      : (answer as readonly number[]);
  return Array.from({ length: groupOf(question).length }, (_, i) => (ones.includes(i) ? 1 : 0));
}
