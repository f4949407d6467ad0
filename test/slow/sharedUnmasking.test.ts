/**
 * Two `veilsum serve --share-unmasking` over one database, and a session whose unmasking is large enough to be shared: half of
 * its clients drop out, so that 2550 masks are left on the sum. One of the two is killed in the middle of that.
 */
import { readFileSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { expect, it } from 'vitest';
import { seededRandom } from '../../src/crypto/random.ts';
import { takePart } from '../../src/net/participant/takePart.ts';
import { memoryLedger } from '../../src/session/ledger.ts';
import {
  kernel,
  plainSum,
  policyFor,
  seedOf,
  testInput,
  testSession,
} from '../support/federation.ts';
import { postgresServer, query, withoutPostgres } from '../support/postgresServer.ts';
import { serve, type Serving, writeServeFiles } from '../support/serving.ts';
import { Turns } from '../support/turns.ts';

const CLIENTS = 100;
const STAYING = 51;
const parameters = {
  threshold: STAYING,
  maxCorrupt: 1,
  length: 360_000,
  // Slots of 40 bits: 60 000 elements.
  bound: 2 ** 31 - 1,
  rowLength: 4096,
};
const setup = testSession(CLIENTS, parameters);
const turns = new Turns();

async function participate(client: number, server: URL): Promise<string> {
  const leaving = new AbortController();
  const { fetch, leave } = turns.participant();
  const end = await takePart({
    server,
    fetch,
    now: () => Date.now(),
    signal: leaving.signal,
    task: 'test',
    identity: setup.identities[client]!,
    roster: setup.roster,
    policy: policyFor(setup),
    ledger: memoryLedger(),
    input: () => testInput(setup.session, client),
    random: seededRandom(seedOf(`sharing ${client}`)),
    kernel,
    onPhase: (phase) => {
      // It has dealt its shares; its Commit never comes.
      if (client >= STAYING && phase === 'shared') leaving.abort();
    },
  })
    .catch((error: unknown) => {
      if (leaving.signal.aborted) return { kind: 'left' as const };
      throw error;
    })
    .finally(leave);
  if (end.kind !== 'published') return end.kind;
  const everyone = Array.from({ length: STAYING }, (_, i) => i);
  expect(end.report.valid && end.report.sum).toEqual(plainSum(setup.session, everyone));
  return end.kind;
}

/** Seconds of CPU that a process has used. */
function cpuOf({ pid }: Serving): number {
  const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]!.split(' ');
  return (Number(fields[11]) + Number(fields[12])) / 100;
}

it.skipIf(withoutPostgres)('two processes share the unmasking of 100 clients', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'veilsum-sharing-slow-'));
  const server = await postgresServer();
  const url = await server.database();
  await writeServeFiles(folder, setup.roster);
  const deadlines = { advertise: 0, share: 0, commit: 0, confirm: 0, unmask: 0 };
  const task = { task: 'test', round: 1, ...parameters, deadlines };
  await writeFile(join(folder, 'task.json'), JSON.stringify(task));
  const token = join(folder, 'token');
  await writeFile(token, 'of the operator');
  const start = (): Promise<Serving> =>
    serve(folder, url, '127.0.0.1:0', ['--share-unmasking', '--operator-token', token]);
  const [first, second] = await Promise.all([start(), start()]);
  const ends = Promise.all(setup.identities.map((_, client) => participate(client, first.url)));

  // Nobody waits for those who left.
  for (;;) {
    await setTimeout(500);
    const response = await fetch(new URL('v1/sessions', first.url));
    const { sessions } = (await response.json()) as {
      sessions: [{ digest: string; state: string; phases: { phase: string; accepted: number }[] }];
    };
    const [{ digest, phases }] = sessions;
    const open = phases.find(({ phase }) => phase === 'commit');
    if (open === undefined || open.accepted < STAYING) continue;
    await fetch(new URL(`v1/sessions/${digest}/close?phase=commit`, first.url), {
      method: 'POST',
      headers: { authorization: 'Bearer of the operator' },
    });
    break;
  }
  const count = async (states: string): Promise<number> => {
    const where = `WHERE state IN (${states})`;
    return Number(
      (await query(url, `SELECT count(*) AS n FROM veilsum_queue.job ${where}`))[0]!['n'],
    );
  };
  while ((await count(`'active'`)) === 0) await setTimeout(20);
  const [begun, before] = [performance.now(), [cpuOf(first), cpuOf(second)] as const];
  await setTimeout(2000);
  const used = [cpuOf(first) - before[0], cpuOf(second) - before[1]];
  const left = await count(`'created', 'retry', 'active'`);
  console.log(`after ${Math.round(performance.now() - begun)} ms: ${used.join(' and ')} s of CPU`);
  console.log(`killed with ${left} pieces left`);
  await second.kill();
  const kinds = await ends;
  expect(kinds.filter((kind) => kind === 'published')).toHaveLength(STAYING);
  expect(kinds.filter((kind) => kind === 'left')).toHaveLength(CLIENTS - STAYING);
  expect(left).toBeGreaterThan(0);
  for (const seconds of used) expect(seconds).toBeGreaterThan(0.3);
  expect(await count(`'created', 'retry', 'active', 'completed', 'failed'`)).toBe(0);
  expect(await first.stop()).toBe(0);
  await server.stop();
  await rm(folder, { recursive: true });
});
