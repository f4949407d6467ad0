/** The task of a survey's form, and the results of its record. */
import { copyFile, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { surveyCommand } from '../../src/cli/commands/survey.ts';
import { rosterJson } from '../../src/cli/files/rosterFile.ts';
import { readTask, sessionOf } from '../../src/cli/files/taskFile.ts';
import { planesProver } from '../../src/proofs/planes/prover/prover.ts';
import { planesVerifier } from '../../src/proofs/planes/system.ts';
import { type Answer, encodeAnswers, parseSurvey, surveySession } from '../../src/survey/index.ts';
import { commandHere, type Outcome } from '../support/commandHere.ts';
import { exchange, publishedBy } from '../support/exchange.ts';
import { coordinator, kernel, seedOf, testSession } from '../support/federation.ts';

const FORM = new TextEncoder().encode(
  JSON.stringify({
    format: 'veilsum-survey-1',
    title: 'Lunch',
    questions: [
      { kind: 'choice', text: 'What did you have?', options: ['soup', 'salad'] },
      { kind: 'scale', text: 'How was it?', from: 1, to: 3 },
      { kind: 'number', text: 'What did it cost?', min: 2, max: 12, unit: 'euros' },
    ],
  }),
);
const ANSWERS: readonly (readonly Answer[])[] = [
  [[0], 3, 4],
  [[1], 2, 12],
  [[0], 3, 5],
];

let folder: string;
const at = (name: string): string => join(folder, name);
const survey = (...args: readonly string[]): Promise<Outcome> =>
  commandHere(surveyCommand(), ...args);

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'veilsum-survey-'));
  const form = parseSurvey(FORM);
  const setup = {
    ...testSession(3, {
      threshold: 2,
      maxCorrupt: 0,
      maxDropouts: 1,
      rowLength: 512,
      ...surveySession(form),
    }),
    prover: planesProver(kernel),
    checker: planesVerifier(kernel),
  };
  const input = (client: number): Int32Array => encodeAnswers(form, ANSWERS[client]!);
  const { record } = publishedBy(await exchange(setup, { input }));
  await writeFile(at('form.json'), FORM);
  await writeFile(at('other.json'), new TextDecoder().decode(FORM).replace('Lunch', 'Tea'));
  await writeFile(at('record.cbor'), record);
  await writeFile(at('roster.json'), rosterJson(setup.roster));
});
afterAll(() => rm(folder, { recursive: true }));

it('makes a task whose session is that of the form', async () => {
  const made = await survey('task', at('form.json'), '--task', 'lunch', '--out', at('task.json'));
  expect(made).toMatchObject({ status: 0, stdout: /^3 questions, 9 coordinates/ });
  const task = await readTask(at('task.json'));
  const { roster } = testSession(3);
  const session = await sessionOf(task, roster, coordinator.publicKey, () => seedOf('nonce'));
  const { bound, encoding, length, modelDigest, proofs } = surveySession(parseSurvey(FORM));
  expect(session.parameters).toMatchObject({ bound, encoding, length, modelDigest, proofs });
  const again = await survey('task', at('form.json'), '--task', 'lunch', '--out', at('task.json'));
  expect(again).toMatchObject({ status: 2, stderr: /--force/ });
});

it('prints the results of a verified record', async () => {
  const { status, stdout } = await survey(
    ...['results', at('form.json'), at('record.cbor'), '--roster', at('roster.json')],
  );
  expect(status).toBe(0);
  expect(stdout).toMatch(/^VERIFIED: this is the sum of the inputs of exactly 3 clients/);
  expect(stdout).toContain(`
1. What did you have?
   soup   2
   salad  1

2. How was it?
   1  0
   2  1
   3  2
   mean 2.67

3. What did it cost?
   mean 7 euros, total 21
`);
});

it('gives no results of answers to another form', async () => {
  const args = ['results', at('other.json'), at('record.cbor'), '--roster', at('roster.json')];
  const { status, stdout } = await survey(...args);
  expect(status).toBe(1);
  expect(stdout).toMatch(/^NOT VERIFIED: .*\nFAILED {2}policy-model: .*\n$/);
  const json = await survey(...args, '--json');
  expect(JSON.parse(json.stdout)).toEqual({
    valid: false,
    verdict: expect.stringMatching(/^NOT VERIFIED/) as string,
    inputs: 3,
  });
});

it('says what is wrong with a form', async () => {
  await copyFile(at('roster.json'), at('mistaken.json'));
  const made = await survey('task', at('mistaken.json'), '--task', 'x', '--out', at('none.json'));
  expect(made).toMatchObject({ status: 3, stderr: /mistaken\.json: the form: "format" needs/ });
});
