/**
 * Surveys: a form becomes a vector of choices, and a verified sum becomes the results of each
 * question.
 *
 * @module veilsum/survey
 */
export { type Answer, encodeAnswers } from './answers.ts';
export {
  type ChoiceQuestion,
  type NumberQuestion,
  type Question,
  type ScaleQuestion,
  type Survey,
  SurveyError,
} from './form.ts';
export { parseSurvey } from './parse.ts';
export { type QuestionResult, surveyResults } from './results.ts';
export { surveyPolicy, type SurveyPolicy, surveySession, type SurveySession } from './session.ts';
