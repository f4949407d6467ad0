import type { OneHotStatement } from '../proofs/statement.ts';
import { UsageError } from '../usage/usageError.ts';
import type { Survey } from './form.ts';
import { isSurvey } from './parse.ts';
import { groupsOf, lengthOf } from './vector.ts';

/** Part of a session over the answers to a survey; see {@link surveySession}. */
export interface SurveySession {
  readonly length: number;
  readonly bound: 1;
  readonly encoding: { readonly kind: 'integer' };
  /** The digest of the form: all participants answer the same questions. */
  readonly modelDigest: Uint8Array;
  readonly proofs: {
    readonly system: 'planes';
    readonly statement: OneHotStatement;
    readonly checking: { readonly mode: 'full' };
  };
}

/** Part of a policy over the answers to a survey; see {@link surveyPolicy}. */
export interface SurveyPolicy {
  readonly length: number;
  readonly bound: 1;
  readonly encoding: { readonly kind: 'integer' };
  readonly modelDigest: Uint8Array;
  readonly proofs: {
    readonly kind: 'one-hot';
    readonly system: 'planes';
    readonly groups: OneHotStatement['groups'];
    readonly checking: { readonly mode: 'full' };
  };
}

/**
 * Requires a survey, and returns it.
 *
 * @throws UsageError `wrong-input` for anything that `parseSurvey` has not returned
 */
export function surveyArgument(survey: Survey): Survey {
  if (isSurvey(survey)) return survey;
  throw new UsageError('wrong-input', 'survey: expected a survey, from parseSurvey');
}

/**
 * What a session over the answers to a survey has, for `defineSession`: every participant proves
 * that each of its answers is one of those that the form allows.
 *
 * @throws UsageError `wrong-input` for anything that `parseSurvey` has not returned
 */
export function surveySession(survey: Survey): SurveySession {
  const { questions, digest } = surveyArgument(survey);
  const groups = groupsOf(questions);
  return {
    length: lengthOf(groups),
    bound: 1,
    encoding: { kind: 'integer' },
    modelDigest: digest,
    proofs: {
      system: 'planes',
      statement: { kind: 'one-hot', groups },
      checking: { mode: 'full' },
    },
  };
}

/**
 * What a participant or a verifier requires of a session over the answers to a survey, to be added
 * to its policy: the same form, and proofs that every answer is one that the form allows.
 *
 * @throws UsageError `wrong-input` for anything that `parseSurvey` has not returned
 */
export function surveyPolicy(survey: Survey): SurveyPolicy {
  const { proofs, ...others } = surveySession(survey);
  const { system, statement, checking } = proofs;
  return { ...others, proofs: { kind: 'one-hot', system, groups: statement.groups, checking } };
}
