/** Forms, vectors and results of surveys. */
import { describe, expect, it } from 'vitest';
import { statementProblem } from '../../src/proofs/statement.ts';
import {
  type Answer,
  encodeAnswers,
  parseSurvey,
  surveyPolicy,
  surveyResults,
  surveySession,
} from '../../src/survey/index.ts';

const QUESTIONS = [
  {
    kind: 'choice',
    text: 'How do you come to work?',
    options: ['on foot', 'by bicycle', 'by bus'],
  },
  { kind: 'choice', text: 'Which days?', options: ['Mon', 'Tue', 'Wed'], least: 0, most: 3 },
  { kind: 'scale', text: 'How was it?', from: 1, to: 5, low: 'bad', high: 'good' },
  { kind: 'number', text: 'How far is it?', min: -3, max: 9, unit: 'km' },
];
const FORM = { format: 'veilsum-survey-1', title: 'Work', questions: QUESTIONS };
const bytesOf = (form: unknown): Uint8Array => new TextEncoder().encode(JSON.stringify(form));
const survey = parseSurvey(bytesOf(FORM));

const ANSWERS: readonly (readonly Answer[])[] = [
  [[0], [], 1, -3],
  [[2], [0, 1, 2], 5, 9],
  [[2], [1], 4, 4],
];

describe('a survey', () => {
  it('gives every answer as coordinates that satisfy its statement, and the results from their sum', () => {
    const { length, proofs } = surveySession(survey);
    const sum = new Float64Array(length);
    for (const answers of ANSWERS) {
      const vector = encodeAnswers(survey, answers);
      expect(statementProblem(proofs.statement, vector)).toBeUndefined();
      vector.forEach((value, i) => (sum[i]! += value));
    }
    expect(surveyResults(survey, sum, 3)).toMatchObject([
      { counts: [1, 0, 2] },
      { counts: [1, 2, 1] },
      { counts: [1, 0, 0, 1, 1], mean: 10 / 3 },
      { total: 10, mean: 10 / 3 },
    ]);
  });

  it('reaches every number of a range, and none beyond it, with any digits', () => {
    for (let max = 1; max <= 40; max++) {
      const one = parseSurvey(
        bytesOf({ ...FORM, questions: [{ kind: 'number', text: 'How many?', min: 0, max }] }),
      );
      const { length } = surveySession(one);
      const reached = new Set<number>();
      for (let bits = 0; bits < 2 ** length; bits++) {
        const digits = Array.from({ length }, (_, k) => (bits >> k) & 1);
        const [result] = surveyResults(one, digits, 1);
        reached.add((result as { total: number }).total);
      }
      expect([...reached].sort((a, b) => a - b)).toEqual(
        Array.from({ length: max + 1 }, (_, v) => v),
      );
      for (let value = 0; value <= max; value++) {
        expect(surveyResults(one, encodeAnswers(one, [value]), 1)).toMatchObject([
          { total: value },
        ]);
      }
    }
  });

  it('requires the form and its groups of a session', () => {
    expect(surveyPolicy(survey)).toMatchObject({
      length: 3 + 3 + 5 + 4,
      bound: 1,
      modelDigest: survey.digest,
      proofs: { kind: 'one-hot', groups: surveySession(survey).proofs.statement.groups },
    });
    expect(parseSurvey(bytesOf({ ...FORM, edition: 'week 2' })).digest).not.toEqual(survey.digest);
  });

  it.each<[string, readonly unknown[], RegExp]>([
    ['an option too many', [[0, 1], [], 1, 0], /question 1: choose 1 of the 3 options/],
    ['no option', [[], [], 1, 0], /question 1/],
    ['an option twice', [[0], [1, 1], 1, 0], /question 2: choose from 0 to 3/],
    ['an unknown option', [[3], [], 1, 0], /question 1/],
    ['a step beyond the scale', [[0], [], 6, 0], /question 3: write a whole number from 1 to 5/],
    ['a fraction', [[0], [], 1, 0.5], /question 4: write a whole number from -3 to 9/],
    ['no number', [[0], [], undefined, NaN], /question 3.*question 4/],
    ['too few answers', [[0]], /a list of 4/],
  ])('refuses %s', (_, answers, problem) => {
    expect(() => encodeAnswers(survey, answers as Answer[])).toThrow(problem);
  });

  it.each<[string, ArrayLike<number>]>([
    ['a length', [1]],
    ['a count beyond the inputs', new Float64Array(15).fill(2)],
    ['a fraction', new Float64Array(15).fill(0.5)],
  ])('refuses a sum with %s that answers cannot have', (_, sum) => {
    expect(() => surveyResults(survey, sum, 1)).toThrow(/not a sum of 1 answers/);
  });
});

describe('a form', () => {
  const withQuestion = (change: object): object => ({
    ...FORM,
    questions: [{ ...QUESTIONS[0], ...change }],
  });
  const scale = { kind: 'scale', text: 'How?', options: undefined };
  it.each<[string, unknown, RegExp]>([
    ['nothing', {}, /"format" needs "veilsum-survey-1"; .*"title".*"questions"/],
    ['a list', [], /the form: needs an object/],
    ['another format', { ...FORM, format: 'veilsum-survey-2' }, /"format" needs/],
    ['an unknown field', { ...FORM, tilte: 'x' }, /"tilte" is not known here/],
    ['no questions', { ...FORM, questions: [] }, /a list of 1 to 100/],
    ['too many questions', { ...FORM, questions: Array(101).fill(QUESTIONS[0]) }, /1 to 100/],
    ['an unknown kind', withQuestion({ kind: 'text' }), /question 1: "kind" needs one of choice/],
    ['a question without text', withQuestion({ text: '' }), /"text" needs text of 1 to 500/],
    ['text that hides', withQuestion({ text: 'a\u202eb' }), /visible characters/],
    ['an option twice', withQuestion({ options: ['a', 'a'] }), /has "a" twice/],
    ['one option', withQuestion({ options: ['a'] }), /a list of 2 to 100/],
    [
      'more choices than options',
      withQuestion({ most: 4 }),
      /"most" needs a whole number from 1 to 3/,
    ],
    ['least above most', withQuestion({ least: 2 }), /"least" needs a whole number from 0 to 1/],
    [
      'an unknown field of a question',
      withQuestion({ unit: 'x' }),
      /question 1: "unit" is not known/,
    ],
    [
      'a scale down',
      withQuestion({ ...scale, from: 5, to: 1 }),
      /"to" needs a whole number from 6/,
    ],
    ['a scale of steps', withQuestion({ ...scale, from: 0, to: 100 }), /from 1 to 99/],
    [
      'an endless number',
      withQuestion({ kind: 'number', options: undefined, min: 0, max: 1e12 }),
      /"max" needs a whole number from 1 to 1000000000/,
    ],
  ])('with %s is refused', (_, form, problem) => {
    expect(() => parseSurvey(bytesOf(form))).toThrow(problem);
  });

  it('that is not JSON, not UTF-8 or too long is refused', () => {
    expect(() => parseSurvey(new TextEncoder().encode('{'))).toThrow(/not JSON/);
    expect(() => parseSurvey(Uint8Array.of(0x22, 0xff, 0x22))).toThrow(/UTF-8/);
    expect(() => parseSurvey(new Uint8Array(2 ** 18 + 1))).toThrow(/more than 262144/);
  });
});
