/** What commands print with --json matches the published schema, which knows no other fields. */
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js';
import { Command } from 'commander';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { verifyCommand } from '../../src/cli/commands/verify.ts';
import { tellOutcome } from '../../src/cli/commands/joinOutcome.ts';
import { rosterJson } from '../../src/cli/files/rosterFile.ts';
import { programFor } from '../../src/cli/program.ts';
import { Spent } from '../../src/cli/spent.ts';
import { evidenceOfRecord } from '../../src/record/evidence/evidence.ts';
import { verifyAggregate } from '../../src/record/verify.ts';
import { openRecord } from '../../src/record/record.ts';
import { planesProver } from '../../src/proofs/planes/prover/prover.ts';
import { planesVerifier } from '../../src/proofs/planes/system.ts';
import { encodeAnswers, parseSurvey, surveySession } from '../../src/survey/index.ts';
import { publish, setup } from '../record/records.ts';
import { commandHere } from '../support/commandHere.ts';
import { exchange, publishedBy } from '../support/exchange.ts';
import { kernel, policyFor, testSession } from '../support/federation.ts';

const schema = JSON.parse(await readFile('schemas/commands.json', 'utf8')) as {
  readonly $defs: Readonly<Record<string, object>>;
};
const ajv = new Ajv2020({ strict: true, strictRequired: 'log', allErrors: true }).addSchema(
  schema,
  'commands',
);

function validatorOf(name: string): ValidateFunction {
  return ajv.compile({ $ref: `commands#/$defs/${encodeURIComponent(name)}` });
}

const FORM = new TextEncoder().encode(
  JSON.stringify({
    format: 'veilsum-survey-1',
    title: 'Lunch',
    questions: [
      { kind: 'choice', text: 'What did you have?', options: ['soup', 'salad'] },
      { kind: 'scale', text: 'How was it?', from: 1, to: 3, low: 'bad' },
      { kind: 'number', text: 'What did it cost?', min: 2, max: 12, unit: 'euros' },
    ],
  }),
);

let folder: string;
const at = (name: string): string => join(folder, name);
const { record } = await publish();

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'veilsum-json-'));
  await writeFile(at('record.cbor'), record);
  await writeFile(at('cut.cbor'), record.subarray(0, 99));
  await writeFile(at('roster.json'), rosterJson(setup.roster));
  await writeFile(at('evidence.cbor'), evidenceOfRecord(setup.session, record));
  await mkdir(at('inputs'));
  for (const name of ['ann', 'bob', 'eve']) await writeFile(at(`inputs/${name}.json`), '[1, -2]');
  const form = parseSurvey(FORM);
  const survey = {
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
  const input = (): Int32Array => encodeAnswers(form, [[0], 3, 4]);
  await writeFile(at('form.json'), FORM);
  await writeFile(at('survey.cbor'), publishedBy(await exchange(survey, { input })).record);
  await writeFile(at('survey.roster.json'), rosterJson(survey.roster));
});
afterAll(() => rm(folder, { recursive: true }));

async function veilsum(...args: readonly string[]): Promise<string> {
  return (await commandHere(await programFor(args[0]), ...args, '--json')).stdout;
}

async function verify(...args: readonly string[]): Promise<string> {
  return (await commandHere(verifyCommand(), ...args, '--json')).stdout;
}

/** What a participant prints of its end. */
async function joined(aborted: boolean): Promise<string> {
  const command = new Command('join').action(async () => {
    const { rosterDigest } = setup.session.parameters;
    const { body } = openRecord(record, setup.roster, kernel);
    const report = await verifyAggregate(record, { rosterDigest, roster: setup.roster }, kernel);
    await tellOutcome(
      aborted
        ? { kind: 'abort', code: 'policy-bound', message: 'the bound is another' }
        : { kind: 'published', record, report, receipt: body.commits[0]! },
      policyFor(setup),
      new Spent(),
      { out: folder, json: true, force: false, place: at, layout: undefined, sumFile: 'sum.npy' },
    );
  });
  return (await commandHere(command)).stdout;
}

/** Real outputs by the definition that they must match. */
const OUTPUTS: readonly (readonly [string, string, () => Promise<string>])[] = [
  [
    'verify-aggregate',
    'a valid record',
    () => verify(at('record.cbor'), '--roster', at('roster.json'), '--min-clients', '3'),
  ],
  [
    'verify-aggregate',
    'an invalid record',
    () => verify(at('record.cbor'), '--roster', at('roster.json'), '--min-clients', '99'),
  ],
  [
    'verify-aggregate',
    'proofs, and a record that cannot be read',
    () => verify(at('survey.cbor'), at('cut.cbor'), '--roster', at('survey.roster.json')),
  ],
  [
    'survey results',
    'every kind of question',
    () =>
      veilsum(
        'survey',
        'results',
        at('form.json'),
        at('survey.cbor'),
        '--roster',
        at('survey.roster.json'),
      ),
  ],
  [
    'survey results',
    'a record of something else',
    () =>
      veilsum(
        'survey',
        'results',
        at('form.json'),
        at('record.cbor'),
        '--roster',
        at('roster.json'),
      ),
  ],
  ['keygen', 'two identities', () => veilsum('keygen', at('a.key'), at('b.key'))],
  ['roster show', 'a roster', () => veilsum('roster', 'show', at('roster.json'))],
  [
    'plan',
    'a plan',
    () =>
      veilsum(
        'plan',
        ...'--clients 100 --corrupt 0.2 --dropouts 0.1 --length 1000 --bits 16'.split(' '),
      ),
  ],
  [
    'simulate',
    'a session with a dropout',
    () => veilsum('simulate', '--inputs', at('inputs'), '--out', at('out'), '--drop', 'commit:1'),
  ],
  ['inspect', 'a record', () => veilsum('inspect', at('record.cbor'))],
  ['inspect', 'a record with proofs', () => veilsum('inspect', at('survey.cbor'))],
  [
    'evidence',
    'what is not proven',
    () => veilsum('evidence', at('evidence.cbor'), '--roster', at('roster.json')),
  ],
  [
    'evidence',
    'what is proven',
    async () => {
      await veilsum('replay', 'C01', '--evidence', at('proven'));
      const [file, roster] = [at('proven/C01.evidence'), at('proven/C01.roster.json')];
      return veilsum('evidence', file, '--roster', roster);
    },
  ],
  ['join', 'a record', () => joined(false)],
  ['join', 'an abort', () => joined(true)],
  ['replay', 'an attack', () => veilsum('replay', 'C01', '--controls')],
  ['replay --list', 'all attacks', () => veilsum('replay', '--list')],
  ['replay --explain', 'a story', () => veilsum('replay', 'C01', '--explain')],
];

/** One JSON text, or one in each line. */
function valuesIn(stdout: string): unknown[] {
  const texts = stdout.startsWith('{\n') ? [stdout] : stdout.trimEnd().split('\n');
  return texts.map((text) => JSON.parse(text) as unknown);
}

it('is valid JSON Schema, closed in every object', () => {
  expect(ajv.validateSchema(schema)).toBe(true);
  const open = JSON.stringify(schema).match(/"type":"object"/g) ?? [];
  const closed = JSON.stringify(schema).match(/"additionalProperties":false/g) ?? [];
  expect(closed).toHaveLength(open.length);
});

it('has a definition for every command with --json, and an output for each', async () => {
  const program = await programFor(undefined);
  const all = [...program.commands, ...program.commands.flatMap(({ commands }) => commands)];
  const names = [...all, verifyCommand()]
    .filter(({ options }) => options.some(({ long }) => long === '--json'))
    .map((command) =>
      command.parent && command.parent !== program
        ? `${command.parent.name()} ${command.name()}`
        : command.name(),
    );
  const tried = new Set(OUTPUTS.map(([name]) => name));
  expect([...tried].filter((name) => !name.includes(' --')).sort()).toEqual(names.sort());
  for (const name of tried) expect(Object.keys(schema.$defs)).toContain(name);
});

describe.each(OUTPUTS)('%s: %s', (name, _, output) => {
  it('matches its definition, and would not with another field or without one', async () => {
    const matches = validatorOf(name);
    const values = valuesIn(await output());
    expect(values.length).toBeGreaterThan(0);
    for (const value of values) {
      expect(matches(value), JSON.stringify(matches.errors, undefined, 2)).toBe(true);
      expect(matches({ ...(value as object), frobnicate: 1 })).toBe(false);
      const [first, ...others] = Object.entries(value as object);
      expect(matches(Object.fromEntries(others)), first![0]).toBe(false);
    }
  });
});
