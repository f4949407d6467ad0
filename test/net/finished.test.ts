import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { seededRandom, systemRandom } from '../../src/crypto/random.ts';
import { takePart, type TakePartOptions } from '../../src/net/participant/takePart.ts';
import type { Participated } from '../../src/net/participant/participation.ts';
import type { Journal } from '../../src/net/participant/journal/journal.ts';
import { openLevelJournal } from '../../src/net/participant/journal/levelJournal.ts';
import { recordsWithheld } from '../../src/attacks/harness/wire.ts';
import { memoryLedger } from '../../src/session/ledger.ts';
import { kernel, policyFor, seedOf, testInput, testSession } from '../support/federation.ts';
import { httpCoordinator, type HttpCoordinator } from '../support/httpCoordinator.ts';

const setup = testSession(4);
const SELF = 3;
const { session, roster, identities } = setup;
const ledger = memoryLedger();

let folder: string;
let state: string;
let coordinator: HttpCoordinator;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'veilsum-finished-'));
  state = join(folder, 'state');
  coordinator = await httpCoordinator(setup);
});

afterEach(async () => {
  await coordinator.stop();
  await rm(folder, { recursive: true });
});

function participate(client: number, more: Partial<TakePartOptions> = {}): Promise<Participated> {
  return takePart({
    server: coordinator.server,
    fetch: globalThis.fetch,
    now: () => Date.now(),
    task: 'test',
    roster,
    identity: identities[client]!,
    policy: policyFor(setup),
    ledger: memoryLedger(),
    random: seededRandom(seedOf(`finished ${client}`)),
    kernel,
    input: () => testInput(session, client),
    ...more,
  });
}

const notes = (): Promise<Journal> => openLevelJournal(state, identities[SELF]!, systemRandom);

const others = (): Promise<unknown> => Promise.all([0, 1, 2].map((client) => participate(client)));

/** What a second life gets without an input to send, and with nothing left to answer with. */
async function fetchedAgain(): Promise<void> {
  expect(await readdir(state)).toEqual(['finished']);
  const journal = await notes();
  const input = (): Int32Array => {
    throw new Error('an input was asked for');
  };
  const receipts: Uint8Array[] = [];
  const onReceipt = (receipt: Uint8Array): void => void receipts.push(receipt);
  const end = await participate(SELF, { journal, ledger, input, onReceipt });
  if (end.kind !== 'published') throw new Error(end.message);
  expect(end.report.checks.find(({ check }) => check === 'mine')?.verdict).toBe('passed');
  expect(end.report.valid).toBe(true);
  expect(receipts).toEqual([end.receipt]);
  expect(await readdir(state)).toEqual([]);
}

it('a record that is withheld leaves the receipt, and is fetched by the same call again', async () => {
  const rest = others();
  const withheld = recordsWithheld(globalThis.fetch);
  const end = await participate(SELF, { journal: await notes(), ledger, fetch: withheld });
  await rest;
  expect(end).toMatchObject({ kind: 'gone', receipt: expect.any(Uint8Array) as Uint8Array });
  // Where its round is asked for, there is an answer, and no waiting.
  const again = { journal: await notes(), ledger, fetch: withheld, round: 1 };
  expect(await participate(SELF, again)).toEqual(end);
  await fetchedAgain();
});

it('a record that cannot be written is fetched by the same call again', async () => {
  const rest = others();
  const keep = (): Promise<void> => Promise.reject(new Error('the disk is full'));
  const journal = await notes();
  await expect(participate(SELF, { journal, ledger: memoryLedger(), keep })).rejects.toThrow(
    'the disk is full',
  );
  await journal.close();
  await rest;
  await fetchedAgain();
});

it('a process that ends while it waits for the record leaves no secret, and fetches it when it comes back', async () => {
  const stop = new AbortController();
  const first = participate(SELF, {
    journal: await notes(),
    ledger: memoryLedger(),
    signal: stop.signal,
    onPhase: (phase) => {
      if (phase === 'record') stop.abort(new Error('the process ended'));
    },
  });
  const rest = others();
  await expect(first).rejects.toThrow('the process ended');
  await rest;
  await expect.poll(() => readdir(state)).toEqual(['finished']);
});

it('a participation that ended does not stand in the way of another round', async () => {
  const rest = others();
  const fetch = recordsWithheld(globalThis.fetch);
  await participate(SELF, { journal: await notes(), ledger: memoryLedger(), fetch });
  await rest;
  const stop = new AbortController();
  const phases: string[] = [];
  const next = participate(SELF, {
    journal: await notes(),
    round: 2,
    signal: stop.signal,
    onPhase: (phase) => phases.push(phase),
  });
  setTimeout(() => {
    stop.abort(new Error('waited'));
  }, 300);
  await expect(next).rejects.toThrow('waited');
  expect(phases).toEqual([]);
});

it('without notes there is a receipt as well, as soon as Commit was sent', async () => {
  const rest = others();
  const order: string[] = [];
  const end = await participate(SELF, {
    fetch: recordsWithheld(globalThis.fetch),
    onReceipt: () => void order.push('receipt'),
    onPhase: (phase) => order.push(phase),
  });
  await rest;
  expect(end.receipt).toHaveLength(end.receipt!.length);
  expect(order).toEqual(['advertised', 'shared', 'receipt', 'included', 'unmasking', 'record']);
});
