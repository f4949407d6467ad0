/**
 * How answers become coordinates. Each question has one group of coordinates that are 0 or 1, so
 * that one `one-hot` statement covers a whole form.
 *
 * A choice has one coordinate for each option and a scale one for each step: their sums are
 * histograms. A number has binary digits with the weights of exact ranges, in a group with any
 * number of ones: every combination of digits is a number of the range, and the weighted sum of
 * digits is the sum of the numbers.
 */
import { exactDigits, exactWeights } from '../proofs/planes/weights.ts';
import type { ChoiceGroup } from '../proofs/statement.ts';
import type { NumberQuestion, Question } from './form.ts';

/** The group of a question. */
export function groupOf(question: Question): ChoiceGroup {
  switch (question.kind) {
    case 'choice': {
      const { options, least, most } = question;
      return { length: options.length, least, most };
    }
    case 'scale':
      return { length: question.to - question.from + 1, least: 1, most: 1 };
    case 'number': {
      const { length } = weightsOf(question);
      return { length, least: 0, most: length };
    }
  }
}

/** The groups of all questions, in order. */
export function groupsOf(questions: readonly Question[]): ChoiceGroup[] {
  return questions.map(groupOf);
}

/** Number of coordinates of all groups. */
export function lengthOf(groups: readonly ChoiceGroup[]): number {
  return groups.reduce((sum, { length }) => sum + length, 0);
}

/** What each digit of a number counts, above the least answer. */
export function weightsOf({ min, max }: NumberQuestion): number[] {
  return exactWeights(max - min).map(Number);
}

/** The digits of an answer within the limits of its question. */
export function digitsOf(question: NumberQuestion, answer: number): (0 | 1)[] {
  return exactDigits(BigInt(answer - question.min), exactWeights(question.max - question.min));
}
