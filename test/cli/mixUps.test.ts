/** Files that are given in the place of others: a sentence says what each is, and what takes it. */
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { evidenceCommand } from '../../src/cli/commands/evidence.ts';
import { inspectCommand } from '../../src/cli/commands/inspect.ts';
import { simulateCommand } from '../../src/cli/commands/simulate.ts';
import { surveyCommand } from '../../src/cli/commands/survey.ts';
import { verifyCommand } from '../../src/cli/commands/verify.ts';
import { readIdentity, writeIdentity } from '../../src/cli/files/identityFile.ts';
import { readLayout } from '../../src/cli/files/layoutFile.ts';
import { rosterJson } from '../../src/cli/files/rosterFile.ts';
import { readTask } from '../../src/cli/files/taskFile.ts';
import { evidenceOfRecord } from '../../src/record/evidence/evidence.ts';
import { FILE_KINDS, type FileKind, fileKind } from '../../src/record/fileKind.ts';
import { openRecord } from '../../src/record/record.ts';
import { publish, setup } from '../record/records.ts';
import { commandHere } from '../support/commandHere.ts';
import { openAs } from '../support/exchange.ts';
import { kernel } from '../support/federation.ts';

let folder: string;
const at = (name: string): string => join(folder, name);

const json = (content: unknown): Uint8Array => new TextEncoder().encode(JSON.stringify(content));
const text = (content: string): Uint8Array => new TextEncoder().encode(content);

const { record } = await publish();
const { body } = openRecord(record, setup.roster, kernel);

/** A file of each kind. */
const FILES: Readonly<Record<FileKind, Uint8Array>> = {
  record,
  receipt: body.commits[0]!,
  message: openAs(setup).output.envelope,
  evidence: evidenceOfRecord(setup.session, record),
  roster: text(rosterJson(setup.roster)),
  policy: json({ coordinatorKey: 'ab'.repeat(32), minThreshold: 3, maxCorrupt: 1, bound: 5 }),
  task: json({ task: 't', round: 1, length: 3, bound: 5, deadlines: {} }),
  identity: new Uint8Array(),
  survey: json({ format: 'veilsum-survey-1', title: 't', questions: [] }),
  'survey-page': json({ format: 'veilsum-survey-page-1' }),
  layout: json([{ name: 'w', shape: [2], dtype: 'float32', clip: 1 }]),
  report: json({ record: 'r.cbor', valid: true, verdict: 'VERIFIED' }),
  vector: json([1, 2, 3]),
  archive: Uint8Array.of(0x50, 0x4b, 3, 4, 0, 0),
  'web-page': text('<!doctype html><title>404</title>'),
  empty: new Uint8Array(),
};
const KINDS = Object.keys(FILE_KINDS) as FileKind[];

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'veilsum-mixups-'));
  for (const [kind, content] of Object.entries(FILES)) await writeFile(at(kind), content);
  await writeIdentity(at('identity'), setup.identities[0]!);
  await writeFile(at('cut'), record.subarray(0, 100));
});
afterAll(() => rm(folder, { recursive: true }));

/** What reads a file of a kind. */
const READERS: readonly (readonly [string, FileKind, (path: string) => Promise<string>])[] = [
  ['a record to verify', 'record', (path) => said(verifyCommand(), path, '--roster', at('roster'))],
  ['a record to print', 'record', (path) => said(inspectCommand(), path)],
  ['a roster', 'roster', (path) => said(verifyCommand(), at('record'), '--roster', path)],
  [
    'a policy',
    'policy',
    (path) => said(verifyCommand(), at('record'), '--roster', at('roster'), '--policy', path),
  ],
  [
    'a receipt',
    'receipt',
    (path) => said(verifyCommand(), at('record'), '--roster', at('roster'), '--expect-mine', path),
  ],
  ['evidence', 'evidence', (path) => said(evidenceCommand(), path, '--roster', at('roster'))],
  ['an identity', 'identity', (path) => thrown(readIdentity(path))],
  ['a task', 'task', (path) => thrown(readTask(path))],
  ['a layout', 'layout', (path) => thrown(readLayout(path))],
  [
    'a form',
    'survey',
    (path) => said(surveyCommand(), 'task', path, '--task', 't', '--out', at('x')),
  ],
];

async function said(command: Parameters<typeof commandHere>[0], ...args: readonly string[]) {
  return (await commandHere(command, ...args)).stderr;
}

async function thrown(reading: Promise<unknown>): Promise<string> {
  return reading.then(
    () => '',
    (error: unknown) => (error as Error).message,
  );
}

describe.each(READERS)('%s', (_, wanted, read) => {
  it.each(KINDS.filter((kind) => kind !== wanted))('is not %s', async (kind) => {
    const is = kind === 'empty' ? 'is empty' : `is ${FILE_KINDS[kind]}`;
    const not = FILE_KINDS[wanted].split(',')[0]!;
    const sentence = await read(at(kind));
    expect(sentence).toContain(`${kind}: ${is}, not ${not}: `);
    expect(sentence).toMatch(/: [^:]{10,}\n?$/);
  });
});

describe('a file', () => {
  it.each(KINDS.filter((kind) => kind !== 'identity'))('is known to be %s', (kind) => {
    expect(fileKind(FILES[kind])).toBe(kind);
  });

  it('that is cut off is no other file', async () => {
    expect(fileKind(FILES.record.subarray(0, 100))).toBeUndefined();
    expect(await said(verifyCommand(), at('cut'), '--roster', at('roster'))).toMatch(
      /cut: is not a record, or is truncated or altered/,
    );
    expect(fileKind(text('{"format":'))).toBeUndefined();
    expect(fileKind(json({ format: 'toString' }))).toBeUndefined();
    expect(fileKind(text(`[${'1,'.repeat(2 ** 20)}1]`))).toBeUndefined();
  });

  it('among inputs is named as what it is', async () => {
    await mkdir(at('inputs'));
    for (const name of ['a', 'b', 'c']) await writeFile(at(`inputs/${name}.json`), '[1, 2]');
    await writeFile(at('inputs/b.json'), FILES.roster);
    expect(await said(simulateCommand(), '--inputs', at('inputs'), '--out', at('out'))).toMatch(
      /b\.json: is a roster, not a file of numbers: --roster takes it/,
    );
  });
});
