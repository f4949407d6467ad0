/** The commands of docs/backup.md, as written, around a service whose session is open. */
import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { CLIENT_PHASES, type ClientPhase } from '../../src/messages/table.ts';
import { CoordinatorService } from '../../src/net/service/coordinatorService.ts';
import { openLevelStore } from '../../src/net/service/levelStore.ts';
import { type Exchange, exchange } from '../support/exchange.ts';
import { coordinator, kernel, testSession, type TestSession } from '../support/federation.ts';

const open = testSession(4);
const ended = testSession(4, { round: 2 });
const played = new Map<TestSession, Exchange>();
const page = await readFile('docs/backup.md', 'utf8');
let folder: string;
let STORE: string;

beforeAll(async () => {
  for (const setup of [open, ended]) played.set(setup, await exchange(setup));
});

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'veilsum-backup-'));
  STORE = join(folder, 'store');
});

afterEach(async () => {
  await rm(folder, { recursive: true });
});

/** Runs the commands of a section of the page. */
async function follow(section: string): Promise<void> {
  const commands = new RegExp(`^## ${section}\\n.*?^\`\`\`sh\\n(.*?)^\`\`\``, 'ms').exec(page)![1]!;
  await promisify(execFile)('sh', ['-euc', commands], {
    env: { PATH: process.env['PATH'], STORE },
  });
}

async function withService<T>(
  work: (service: CoordinatorService) => Promise<T>,
  heads?: string,
): Promise<T> {
  const store = await openLevelStore(STORE, heads);
  const options = { identity: coordinator, kernel, store, now: () => Date.now() };
  const service = await CoordinatorService.start(options);
  return work(service).finally(() => service.stop());
}

/** Sends everybody's messages of these phases. */
async function play(
  service: CoordinatorService,
  setup: TestSession,
  phases: readonly ClientPhase[],
): Promise<void> {
  const hosted = await service.open(setup.session, setup.roster);
  for (const phase of phases) {
    for (const message of played.get(setup)!.sent[phase].values()) await hosted.receive(message);
  }
}

const states = (service: CoordinatorService): unknown[] =>
  service.sessions.map(({ view }) => (view.end?.kind === 'aborted' ? view.end.code : view.phase));

describe('no session goes on from an older copy of the store', () => {
  it('after the page was followed: the open one is ended, the other keeps its record', async () => {
    await withService(async (service) => {
      await play(service, ended, CLIENT_PHASES);
      await play(service, open, ['advertise']);
      expect(states(service)).toEqual(['ended', 'share']);
    });
    await follow('Back up a folder');
    await withService((service) => play(service, open, ['share']));
    await follow('Restore a folder');
    await withService((service) => {
      expect(states(service)).toEqual(['ended', 'store-head']);
      const [kept] = service.sessions;
      expect(kept!.view.end).toMatchObject({ kind: 'published' });
      return Promise.resolve();
    });
    // Its round stays used up.
    await withService(async (service) => {
      await service.open(open.session, open.roster);
      expect(states(service)).toEqual(['ended', 'store-head']);
    });
  });

  it('nor with heads elsewhere, unless the copy lost nothing', async () => {
    const heads = join(folder, 'heads');
    await withService((service) => play(service, open, ['advertise']), heads);
    await follow('Back up a folder');
    await follow('Restore a folder');
    await rm(`${STORE}.before`, { recursive: true });
    await withService(async (service) => {
      expect(states(service)).toEqual(['share']);
      await play(service, open, ['share']);
    }, heads);
    await follow('Restore a folder');
    await withService((service) => {
      expect(states(service)).toEqual(['store-head']);
      return Promise.resolve();
    }, heads);
  });

  it('and goes on where nothing was restored', async () => {
    await withService((service) => play(service, open, ['advertise']));
    await follow('Back up a folder');
    await withService((service) => {
      expect(states(service)).toEqual(['share']);
      return Promise.resolve();
    });
  });
});
