/** What `veilsum survey results --json` prints. */
import type { QuestionResult } from '../../survey/index.ts';

/** The verdict on a survey's record, and its results if the record is valid. */
export interface SurveyResultsJson {
  readonly valid: boolean;
  /** The verdict in one sentence. */
  readonly verdict: string;
  /** Number of answers that the record claims to sum. */
  readonly inputs: number;
  /** Results of each question, in order, if the record is valid. */
  readonly results?: readonly QuestionResult[];
}
