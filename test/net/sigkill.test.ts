import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { writeIdentity } from '../../src/cli/files/identityFile.ts';
import { writeRoster } from '../../src/cli/files/rosterFile.ts';
import { seededRandom } from '../../src/crypto/random.ts';
import { takePart } from '../../src/net/http/takePart.ts';
import { memoryLedger } from '../../src/session/ledger.ts';
import {
  coordinator,
  kernel,
  plainSum,
  policyFor,
  seedOf,
  testInput,
  testSession,
} from '../support/federation.ts';

const CLIENTS = 5;
const { identities, roster } = testSession(CLIENTS);
/** Milliseconds that a coordinator lives: long enough to take some messages, mostly too short for a phase. */
const LIVES = [60, 250, 20, 400, 120, 700, 40, 300, 180, 90];
/** So that the session ends even where every life is too short. */
const MOST_KILLS = 12;

let folder: string;
let child: ChildProcess;
let url: URL;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'veilsum-sigkill-'));
  await writeIdentity(join(folder, 'coordinator.json'), coordinator);
  await writeRoster(join(folder, 'roster.json'), roster);
  const deadlines = { advertise: 0, share: 0, commit: 0, confirm: 0, unmask: 0 };
  const task = { task: 'test', round: 1, length: 5, bound: 1000, rowLength: 3, deadlines };
  await writeFile(join(folder, 'task.json'), JSON.stringify(task));
});

afterEach(async () => {
  await kill();
  await rm(folder, { recursive: true });
});

async function start(listen: string): Promise<void> {
  const files = {
    identity: 'coordinator.json',
    roster: 'roster.json',
    store: 'store',
    task: 'task.json',
  };
  const flags = Object.entries(files).flatMap(([flag, file]) => [`--${flag}`, join(folder, file)]);
  const args = ['dist/cli/veilsum.js', 'serve', ...flags, '--listen', listen, '--quiet'];
  child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] });
  for await (const line of createInterface({ input: child.stdout! })) {
    const address = / at (http:\S+)$/.exec(line)?.[1];
    if (address === undefined) continue;
    url = new URL(address);
    return;
  }
  throw new Error('the coordinator did not start');
}

async function kill(): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const gone = once(child, 'exit');
  child.kill('SIGKILL');
  await gone;
}

function participate(client: number): ReturnType<typeof takePart> {
  const { session } = testSession(CLIENTS);
  return takePart({
    server: url,
    fetch: globalThis.fetch,
    now: () => Date.now(),
    task: 'test',
    roster,
    identity: identities[client]!,
    policy: policyFor({ session, roster }),
    ledger: memoryLedger(),
    input: () => testInput(session, client),
    random: seededRandom(seedOf(`sigkill ${client}`)),
    kernel,
  });
}

it(
  'a coordinator that is killed again and again ends the session with one record',
  { timeout: 120_000 },
  async () => {
    await start('127.0.0.1:0');
    const progress: { over: boolean } = { over: false };
    const ends = Promise.all(identities.map((_, client) => participate(client))).finally(() => {
      progress.over = true;
    });
    let kills = 0;
    while (!progress.over && kills < MOST_KILLS) {
      await new Promise((resolve) => setTimeout(resolve, LIVES[kills % LIVES.length]));
      await kill();
      kills += 1;
      await start(url.host);
    }
    expect(kills).toBeGreaterThan(3);
    const records = new Set<string>();
    for (const end of await ends) {
      if (end.kind !== 'published') throw new Error(`${end.code}: ${end.message}`);
      const { report } = end;
      expect(report.valid && report.included).toEqual([0, 1, 2, 3, 4]);
      const { session } = testSession(CLIENTS);
      expect(report.valid && [...report.sum]).toEqual([...plainSum(session, [0, 1, 2, 3, 4])]);
      records.add(Buffer.from(end.record).toString('hex'));
    }
    // The same bytes for everybody, and from the next process, too.
    await kill();
    await start(url.host);
    const [session] = (
      (await (await fetch(new URL('v1/sessions', url))).json()) as {
        sessions: { digest: string }[];
      }
    ).sessions;
    const again = await fetch(new URL(`v1/records/${session!.digest}`, url));
    records.add(Buffer.from(await again.arrayBuffer()).toString('hex'));
    expect(records.size).toBe(1);
  },
);
