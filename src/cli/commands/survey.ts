import { dirname, relative, resolve } from 'node:path';
import { Command } from 'commander';
import {
  parseSurvey,
  type QuestionResult,
  type Survey,
  SurveyError,
  surveyPolicy,
  surveyResults,
  surveySession,
} from '../../survey/index.ts';
import { CommandError, EXIT } from '../exitCodes.ts';
import { requireAbsent, writeWhole } from '../files/files.ts';
import { requireNoMixUp } from '../files/mixUps.ts';
import { readRoster } from '../files/rosterFile.ts';
import type { SurveyResultsJson } from '../json/survey.ts';
import { print, printLines } from '../output.ts';
import { lines, table } from '../render.ts';
import { verdictLine } from '../report/text.ts';
import { readBounded } from '../vectors/readBounded.ts';
import { verifyOne } from '../verifyRecords.ts';
import { naturalNumber } from './options.ts';

/** Limit on a form, in bytes. */
const MAX_FORM_BYTES = 2 ** 18;

/** Seconds that people have for each phase; their pages are open by the second one. */
const DEADLINES = { advertise: 86_400, share: 600, commit: 600, confirm: 600, unmask: 600 };

/** `veilsum survey task|results`: tasks and results of surveys. */
export function surveyCommand(): Command {
  const survey = new Command('survey').description(
    'Surveys: make the task of a form, and print the results of its record',
  );
  survey
    .command('task')
    .description('Write the task of a survey, for veilsum serve')
    .argument('<form>', 'the form, a JSON file of questions')
    .requiredOption('--task <name>', 'name of the task')
    .option('--round <n>', 'its round', naturalNumber, 1)
    .requiredOption('--out <file>', 'where to write it')
    .option('--force', 'overwrite an existing file')
    .action(writeTask);
  survey
    .command('results')
    .description('Verify the record of a survey, and print the results of each question')
    .argument('<form>', 'the form that was answered')
    .argument('<record>', 'a record: a file, - for standard input, or an http or https address')
    .requiredOption('--roster <file>', 'the roster that you trust')
    .option('--json', 'print the results as JSON, in one line')
    .action(showResults);
  return survey;
}

interface TaskOptions {
  readonly task: string;
  readonly round: number;
  readonly out: string;
  readonly force?: true;
}

async function writeTask(form: string, options: TaskOptions): Promise<void> {
  const { task, round, out, force = false } = options;
  await requireAbsent([out], force);
  const survey = await readForm(form);
  const { length, bound, encoding, proofs } = surveySession(survey);
  const content = {
    task,
    round,
    length,
    bound,
    encoding,
    // The session names the form, so that all participants answer the same questions.
    model: relative(dirname(resolve(out)), resolve(form)),
    proofs: { kind: proofs.statement.kind, groups: proofs.statement.groups },
    deadlines: DEADLINES,
  };
  await writeWhole(out, `${JSON.stringify(content, undefined, 2)}\n`);
  print(
    lines(`${survey.questions.length} questions, ${length} coordinates that are 0 or 1: ${out}`),
  );
}

async function showResults(
  form: string,
  record: string,
  options: { readonly roster: string; readonly json?: true },
): Promise<void> {
  const survey = await readForm(form);
  const roster = await readRoster(options.roster);
  const { report, explanation } = await verifyOne(record, {
    ...surveyPolicy(survey),
    roster,
    rosterDigest: roster.digest,
  });
  const { valid, inputs } = report;
  const { verdict } = explanation;
  const results = report.valid ? surveyResults(survey, report.sum, inputs) : undefined;
  if (options.json) {
    const content: SurveyResultsJson = { valid, verdict, inputs, ...(results && { results }) };
    print(`${JSON.stringify(content)}\n`);
  } else {
    printLines([verdictLine(verdict, valid)]);
    for (const { check, detail } of explanation.failed) print(lines(`FAILED  ${check}: ${detail}`));
    results?.forEach((result, i) => {
      print(lines('', `${i + 1}. ${result.question.text}`, ...resultLines(result)));
    });
  }
  if (!valid) process.exitCode = EXIT.invalid;
}

async function readForm(path: string): Promise<Survey> {
  const form = await readBounded(path, MAX_FORM_BYTES);
  requireNoMixUp(path, form, 'survey');
  try {
    return parseSurvey(form);
  } catch (error) {
    if (!(error instanceof SurveyError)) throw error;
    throw new CommandError(EXIT.input, `${path}: ${error.message}`);
  }
}

function resultLines(result: QuestionResult): string[] {
  if (!('counts' in result)) {
    const { mean, total, question } = result;
    const unit = question.unit === undefined ? '' : ` ${question.unit}`;
    return [`   mean ${rounded(mean)}${unit}, total ${total}`];
  }
  const { question, counts } = result;
  const names =
    question.kind === 'choice'
      ? question.options
      : counts.map((_, step) => String(question.from + step));
  return [
    ...table(
      names.map((name, i) => [`   ${name}`, String(counts[i])]),
      true,
    ),
    ...('mean' in result ? [`   mean ${rounded(result.mean)}`] : []),
  ];
}

function rounded(value: number): string {
  return String(Number(value.toFixed(2)));
}
