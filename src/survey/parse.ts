import { sha256 } from '../crypto/tupleHash.ts';
import { bytes } from '../usage/arguments.ts';
import { type Question, type Survey, SurveyError } from './form.ts';
import { Fields } from './fields.ts';

const FORMAT = 'veilsum-survey-1';
const MAX_FORM_BYTES = 2 ** 18;
const MOST_QUESTIONS = 100;
const MOST_OPTIONS = 100;
const MOST_STEPS = 100;
const MOST_NUMBER = 1_000_000_000;

/** What {@link parseSurvey} has returned; other objects are not accepted as surveys. */
const parsed = new WeakSet<object>();

/** Whether a value is a survey from {@link parseSurvey}. */
export function isSurvey(value: unknown): value is Survey {
  return typeof value === 'object' && value !== null && parsed.has(value);
}

/**
 * Reads the form of a survey: strict JSON in UTF-8, at most 256 KiB. Unknown fields are errors.
 *
 * @param form - The bytes of the form. Their SHA-256 identifies the survey.
 * @returns the survey, frozen
 * @throws SurveyError that lists everything that is wrong with the form; UsageError `wrong-input` if
 *   it is not bytes
 *
 * @example
 * ```ts
 * const survey = parseSurvey(
 *   new TextEncoder().encode(`{
 *     "format": "veilsum-survey-1",
 *     "title": "Work",
 *     "questions": [{ "kind": "scale", "text": "How was the week?", "from": 1, "to": 5 }]
 *   }`),
 * );
 * survey.questions.length; // 1
 * ```
 */
export function parseSurvey(form: Uint8Array): Survey {
  const content = bytes()(form, 'form');
  if (content.length > MAX_FORM_BYTES) {
    throw new SurveyError(`the form has ${content.length} bytes, more than ${MAX_FORM_BYTES}`);
  }
  const problems: string[] = [];
  const fields = Fields.of(jsonIn(content), 'the form', problems);
  fields.exactly('format', FORMAT);
  const survey: Survey = {
    title: fields.text('title', 200),
    ...fields.someText('about', 2000),
    ...fields.someText('edition', 200),
    questions: fields
      .list('questions', 1, MOST_QUESTIONS)
      .map((value, i) => questionIn(Fields.of(value, `question ${i + 1}`, problems))),
    digest: sha256(content),
  };
  fields.end();
  if (problems.length > 0) throw new SurveyError(problems.join('; '));
  parsed.add(survey);
  return Object.freeze(survey);
}

function jsonIn(content: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(content)) as unknown;
  } catch {
    throw new SurveyError('the form is not JSON in UTF-8');
  }
}

function questionIn(fields: Fields): Question {
  const question = kindIn(fields);
  fields.end();
  return Object.freeze(question);
}

function kindIn(fields: Fields): Question {
  const kind = fields.oneOf('kind', ['choice', 'scale', 'number']);
  const text = fields.text('text', 500);
  switch (kind) {
    case 'scale': {
      const from = fields.integer('from', -MOST_NUMBER, MOST_NUMBER);
      const to = fields.integer('to', from + 1, from + MOST_STEPS - 1);
      return {
        kind,
        text,
        from,
        to,
        ...fields.someText('low', 100),
        ...fields.someText('high', 100),
      };
    }
    case 'number': {
      const min = fields.integer('min', -MOST_NUMBER, MOST_NUMBER - 1);
      const max = fields.integer('max', min + 1, MOST_NUMBER);
      return { kind, text, min, max, ...fields.someText('unit', 100) };
    }
    case 'choice':
    case undefined: {
      const options = fields.texts('options', 2, MOST_OPTIONS, 200);
      const most = fields.integer('most', 1, Math.max(1, options.length), 1);
      const least = fields.integer('least', 0, most, Math.min(1, most));
      return { kind: 'choice', text, options, least, most };
    }
  }
}
