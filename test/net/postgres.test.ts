import { codecOf, CLIENT_PHASES, type ClientPhase } from '../../src/messages/table.ts';
import { resigned } from '../support/forgery.ts';
import {
  seedOf,
  coordinator,
  kernel,
  plainSum,
  policyFor,
  testInput,
  type TestSession,
  testSession,
} from '../support/federation.ts';
import { spawnSync } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { seededRandom } from '../../src/crypto/random.ts';
import { type Participated, takePart } from '../../src/net/participant/takePart.ts';
import { CoordinatorService } from '../../src/net/service/coordinatorService.ts';
import { isEnd, type SessionEvent } from '../../src/net/service/event.ts';
import { type EventStore, StoreError } from '../../src/net/service/eventStore.ts';
import type { HostedSession } from '../../src/net/service/hostedSession.ts';
import { openPostgresStore } from '../../src/net/service/postgres/postgresStore.ts';
import { wholeOf } from '../../src/coordinator/attached.ts';
import { frameFor } from '../../src/net/server/frameFor.ts';
import { readParameters } from '../../src/session/parameters.ts';
import { memoryLedger } from '../../src/session/ledger.ts';

import { type Exchange, exchange, publishedBy } from '../support/exchange.ts';
import {
  type PostgresServer,
  postgresServer,
  query,
  withoutPostgres,
} from '../support/postgresServer.ts';
import { balancing, serve, type Serving, writeServeFiles } from '../support/serving.ts';
import { ALL, setup as sparse } from '../support/sparse.ts';

const setup = testSession(5);
const everyone = [0, 1, 2, 3, 4];
const clock = 1_000_000;

let server: PostgresServer;
let url: string;

const until = async (holds: () => boolean | Promise<boolean>): Promise<void> => {
  while (!(await holds())) await setTimeout(10);
};

/** Repeats what a temporary failure of the store ended, as participants do after 503. */
async function untilAnswered<T>(ask: () => Promise<T>): Promise<T> {
  for (;;) {
    try {
      return await ask();
    } catch (error) {
      if (!(error instanceof StoreError && error.passing)) throw error;
    }
  }
}

/** The thresholds of a session, as a task file names them. */
function thresholdsOf({ session: { parameters } }: TestSession): object {
  const { threshold, maxCorrupt, maxDropouts } = parameters;
  return { threshold, maxCorrupt, maxDropouts };
}

async function eventsOf(store: EventStore, id: string): Promise<SessionEvent[]> {
  const events = [];
  for await (const { event } of store.read(id, 0)) events.push(event);
  return events;
}

describe.skipIf(withoutPostgres)('coordinators that share a database', () => {
  beforeAll(async () => {
    server = await postgresServer();
  });
  afterAll(() => server.stop());
  beforeEach(async () => {
    url = await server.database();
  });

  describe('in one process', () => {
    let stores: EventStore[];
    let services: CoordinatorService[];
    let played: Exchange;
    let faults: unknown[];

    beforeAll(async () => {
      played = await exchange(setup);
    });
    beforeEach(async () => {
      faults = [];
      stores = [];
      services = [];
      for (let i = 0; i < 2; i++) {
        const store = await openPostgresStore(url);
        stores.push(store);
        services.push(
          await CoordinatorService.start({
            identity: coordinator,
            kernel,
            store,
            now: () => clock,
            onFault: (error) => faults.push(error),
          }),
        );
      }
    });
    afterEach(async () => {
      await Promise.all(services.map((service) => service.stop()));
    });

    const [first, second] = [0, 1].map((i) => () => services[i]!) as [
      () => CoordinatorService,
      () => CoordinatorService,
    ];

    async function openInBoth(): Promise<readonly HostedSession[]> {
      const { id } = await first().open(setup.session, setup.roster);
      return [first().find(id)!, (await second().discover(id))!];
    }

    it('see the sessions that others open, and have one for a round', async () => {
      const rival = testSession(5, { nonce: seedOf('another nonce') });
      const opened = await Promise.all([
        first().open(setup.session, setup.roster),
        second().open(rival.session, rival.roster),
      ]);
      expect(opened[0].id).toBe(opened[1].id);
      const third = testSession(5, { round: 2 });
      const { id } = await first().open(third.session, third.roster);
      await until(() => second().find(id) !== undefined);
      expect(
        first()
          .sessions.map((hosted) => hosted.id)
          .toSorted(),
      ).toEqual(
        second()
          .sessions.map((hosted) => hosted.id)
          .toSorted(),
      );
      expect(await second().discover('00'.repeat(32))).toBeUndefined();
    });

    it('take messages in turn, send the same bytes, and end with one record', async () => {
      const hosts = await openInBoth();
      for (const phase of CLIENT_PHASES) {
        const receipts = await Promise.all(
          [...played.sent[phase].values()].map((message, i) => hosts[i % 2]!.receive(message)),
        );
        expect(receipts.map(({ kind }) => kind)).toEqual(everyone.map(() => 'accepted'));
        await until(() => hosts.every(({ view }) => view.phase !== phase));
        for (const client of everyone as never[]) {
          const [one, two] = hosts.map(({ view }) => view.messageFor(client, 'unmasking'));
          expect(one).toEqual(two);
        }
      }
      const { record } = publishedBy(played);
      for (const { view } of hosts) expect(view.end).toEqual({ kind: 'published', record });
      const events = await eventsOf(stores[0]!, hosts[0]!.id);
      expect(events.filter(isEnd)).toHaveLength(1);
      expect(faults).toEqual([]);
    });

    it('take a sparse session in turn, and leave out the same clients', async () => {
      const drops = { 1: 'commit', 10: 'commit' } as const;
      const run = await exchange(sparse, { drops });
      const { record, included } = publishedBy(run);
      const { id } = await first().open(sparse.session, sparse.roster);
      const hosts = [first().find(id)!, (await second().discover(id))!];
      for (const phase of CLIENT_PHASES) {
        const sent = [...run.sent[phase]];
        const receipts = await Promise.all(
          sent.map(([client, message]) => hosts[client % 2]!.receive(message)),
        );
        expect(receipts.map(({ kind }) => kind)).toEqual(sent.map(() => 'accepted'));
        // Nobody waits for those who dropped out.
        if (phase === 'commit') await hosts[0]!.close(phase);
        await until(() => hosts.every(({ view }) => view.phase !== phase));
        if (phase !== 'commit') continue;
        for (const client of included) {
          const [one, two] = hosts.map(({ view }) => view.messageFor(client, 'included')!);
          expect(await wholeOf(frameFor(one!))).toEqual(await wholeOf(frameFor(two!)));
        }
      }
      for (const { view } of hosts) expect(view.end).toEqual({ kind: 'published', record });
      expect(included).toEqual(ALL.filter((client) => !(client in drops)));
      const events = await eventsOf(stores[0]!, id);
      expect(events.filter(isEnd)).toHaveLength(1);
      expect(faults).toEqual([]);
    });

    it('know what a client is answered elsewhere: a phase that was opened, a message that was taken, tries', async () => {
      const [one, two] = (await openInBoth()) as [HostedSession, HostedSession];
      for (const message of played.sent.advertise.values()) await one.receive(message);
      // At once, without waiting for any news.
      const share = played.sent.share.get(0)!;
      expect(await two.receive(share)).toMatchObject({ kind: 'accepted' });
      expect(await one.receive(share)).toMatchObject({ kind: 'repeated' });
      for (const message of played.sent.share.values()) await two.receive(message);
      const codes = [];
      for (let i = 0; i < 6; i++) {
        const sent = played.sent.commit.get(0)!;
        const codec = codecOf('commit', setup.session);
        const other = resigned(setup.session, setup.identities[0]!, codec, sent, (body) => ({
          ...body,
          transcriptHash: seedOf(`another ${i}`),
        }));
        const { attachment } = sent;
        const receipt = await [one, two][i % 2]!.receive({ ...other, attachment });
        codes.push(receipt.kind === 'rejection' && receipt.code);
      }
      expect(codes.filter((code) => code === 'client-transcript')).toHaveLength(4);
      expect(codes.slice(4)).toEqual(['one-envelope', 'one-envelope']);
    });

    it('wake whoever waits for what another has taken', async () => {
      const [one, two] = (await openInBoth()) as [HostedSession, HostedSession];
      const messages = [...played.sent.advertise.values()];
      for (const message of messages.slice(1)) await one.receive(message);
      const begun = Date.now();
      const woken = two.view.changed(AbortSignal.timeout(20_000));
      await one.receive(messages[0]!);
      await woken;
      expect(two.view.phase).toBe('share');
      // By the news; whoever only looks every now and then needs longer.
      expect(Date.now() - begun).toBeLessThan(3000);
    });

    it('close a phase together without harm', async () => {
      const hosts = await openInBoth();
      for (const message of played.sent.advertise.values()) await hosts[0]!.receive(message);
      for (const message of [...played.sent.share.values()].slice(1)) {
        await hosts[1]!.receive(message);
      }
      await Promise.all([...hosts, ...hosts].map((hosted) => hosted.close('share')));
      expect(hosts.map(({ view }) => view.phase)).toEqual(['commit', 'commit']);
      expect(hosts[0]!.view.missing).toEqual([1, 2, 3, 4]);
      await Promise.all(hosts.map((hosted) => hosted.close('commit')));
      const ends = hosts.map(({ view }) => view.end);
      expect(ends[0]).toMatchObject({ kind: 'aborted', code: 'quorum-present' });
      expect(ends[1]).toEqual(ends[0]);
      const events = await eventsOf(stores[0]!, hosts[0]!.id);
      expect(events.filter(isEnd)).toHaveLength(1);
    });

    it('leave the last phase to one of them, and take it over when that one is gone', async () => {
      const hosts = await openInBoth();
      for (const phase of CLIENT_PHASES.slice(0, -1)) {
        for (const message of played.sent[phase].values()) await hosts[0]!.receive(message);
      }
      const { id } = hosts[0]!;
      await until(() => hosts[1]!.view.phase === 'unmask');
      let release = (): void => undefined;
      const held = new Promise<void>((resolve) => (release = resolve));
      let holds = false;
      const third = await openPostgresStore(url);
      const working = third.exclusively(id, () => {
        holds = true;
        return held;
      });
      await until(() => holds);
      const sending = [...played.sent.unmask.values()].map((message) => hosts[0]!.receive(message));
      await setTimeout(1000);
      expect(hosts.map(({ view }) => view.end)).toEqual([undefined, undefined]);
      release();
      await working;
      await Promise.all(sending);
      await until(() => hosts.every(({ view }) => view.end));
      expect(hosts[1]!.view.end).toEqual(hosts[0]!.view.end);
      await third.close();
    });

    it('go on after the database was away', async () => {
      const [one, two] = (await openInBoth()) as [HostedSession, HostedSession];
      await one.receive(played.sent.advertise.get(0)!);
      await server.crash();
      const meanwhile = untilAnswered(() => two.receive(played.sent.advertise.get(1)!));
      await setTimeout(300);
      await expect(first().check()).rejects.toThrow('does not answer');
      await server.start();
      // Repeated where the message was stored before its answer was lost.
      const { kind } = await meanwhile;
      expect(['accepted', 'repeated']).toContain(kind);
      await first().check();
      // The connection that listens is made again, and what it missed is looked up.
      await until(() => one.view.missing.length === 3);
      await one.receive(played.sent.advertise.get(2)!);
      await until(() => two.view.missing.length === 2);
    });
  });

  describe('a store', () => {
    const asUser = (name: string): string => {
      const user = new URL(url);
      user.username = name;
      user.password = 'p';
      return user.href;
    };

    it('works with the rights that the guide grants, and no others', async () => {
      await (await openPostgresStore(url)).close();
      const guide = await readFile('docs/operating.md', 'utf8');
      const grants = /```sql\n([\s\S]+?)```/.exec(guide)![1]!;
      await query(url, `DROP ROLE IF EXISTS coordinator; ${grants}`);
      await query(url, `ALTER ROLE coordinator PASSWORD 'p'`);
      const store = await openPostgresStore(asUser('coordinator'));
      const service = await CoordinatorService.start({
        identity: coordinator,
        kernel,
        store,
        now: () => clock,
      });
      const { id } = await service.open(setup.session, setup.roster);
      for (const [message] of CLIENT_PHASES.map((phase) => [phase])) {
        for (const sent of (await exchange(setup)).sent[message as ClientPhase].values()) {
          await service.find(id)!.receive(sent);
        }
      }
      expect(service.find(id)!.view.end?.kind).toBe('published');
      await service.stop();
      for (const wrong of [
        'DELETE FROM veilsum.event',
        'UPDATE veilsum.event SET place = 9',
        'DELETE FROM veilsum.session',
        'CREATE TABLE veilsum.other ()',
      ]) {
        await expect(query(asUser('coordinator'), wrong)).rejects.toThrow('permission denied');
      }
    });

    it('is not used where its tables are of another version, or the server forgets', async () => {
      await (await openPostgresStore(url)).close();
      await query(url, 'UPDATE veilsum.version SET version = 2');
      await expect(openPostgresStore(url)).rejects.toThrow('the tables have version 2');
      await query(url, 'UPDATE veilsum.version SET version = 1');
      await query(url, 'ALTER SYSTEM SET fsync = off');
      await query(url, 'SELECT pg_reload_conf()');
      await setTimeout(300);
      await expect(openPostgresStore(url)).rejects.toThrow('fsync = off');
      await query(url, 'ALTER SYSTEM RESET fsync');
      await query(url, 'SELECT pg_reload_conf()');
      await setTimeout(300);
    });

    it('is made once by processes that start together', async () => {
      const stores = await Promise.all([1, 2, 3, 4].map(() => openPostgresStore(url)));
      await Promise.all(stores.map((store) => store.close()));
    });
  });

  describe.each<{
    readonly kind: string;
    readonly of: TestSession;
    readonly task: object;
    readonly phases: readonly ClientPhase[];
  }>([
    { kind: 'pairwise', of: setup, task: {}, phases: CLIENT_PHASES },
    // In Confirm each client gets what was put together for it alone, from whichever process it asks.
    {
      kind: 'sparse',
      of: sparse,
      task: { scheme: { kind: 'sparse' }, ...thresholdsOf(sparse) },
      phases: ['confirm'],
    },
  ])('as processes under $kind', ({ kind, of, task, phases }) => {
    const { session: expected, roster, identities } = of;
    const clients = identities.map((_, client) => client);
    let folder: string;
    let servings: Serving[];

    beforeEach(async () => {
      folder = await mkdtemp(join(tmpdir(), 'veilsum-postgres-test-'));
      await writeServeFiles(folder, roster, task);
      servings = await Promise.all([serve(folder, url), serve(folder, url)]);
    });
    afterEach(async () => {
      await Promise.all(servings.map((serving) => serving.kill()));
      await rm(folder, { recursive: true });
    });

    function participate(client: number): Promise<Participated> {
      return takePart({
        server: servings[0]!.url,
        fetch: balancing(servings),
        now: () => Date.now(),
        task: 'test',
        roster,
        identity: identities[client]!,
        policy: policyFor(of),
        ledger: memoryLedger(),
        input: () => testInput(expected, client),
        random: seededRandom(seedOf(`shared ${client}`)),
        kernel,
      });
    }

    async function sessionsAt(serving: Serving): Promise<{ digest: string; state: string }[]> {
      const response = await fetch(new URL('v1/sessions', serving.url));
      return ((await response.json()) as { sessions: { digest: string; state: string }[] })
        .sessions;
    }

    async function recordAt(serving: Serving, digest: string): Promise<string> {
      const response = await fetch(new URL(`v1/records/${digest}?wait=20`, serving.url));
      expect(response.status).toBe(200);
      return Buffer.from(await response.arrayBuffer()).toString('hex');
    }

    /** Everybody takes part; `disturb` gets to work when the phase is open. */
    async function run(phase: ClientPhase, disturb: () => Promise<void>): Promise<void> {
      const [session, ...more] = await sessionsAt(servings[0]!);
      // Both had the task, and one session came of it.
      expect(more).toEqual([]);
      expect(await sessionsAt(servings[1]!)).toMatchObject([{ digest: session!.digest }]);
      const late = 4;
      const ends = clients.filter((client) => client !== late).map(participate);
      // The last one comes when the others are there, so that the phase is not over before it is seen.
      if (phase !== 'advertise') ends.push(participate(late));
      const reached = async (): Promise<boolean> => {
        const { state } = (await sessionsAt(servings[1]!))[0]!;
        return (
          state === phase ||
          !CLIENT_PHASES.slice(0, CLIENT_PHASES.indexOf(phase)).includes(state as never)
        );
      };
      await until(reached);
      await disturb();
      if (phase === 'advertise') ends.push(participate(late));
      for (const end of await Promise.all(ends)) {
        if (end.kind !== 'published') throw new Error(`${end.code}: ${end.message}`);
        expect(end.report.valid && [...end.report.sum]).toEqual([...plainSum(expected, clients)]);
      }
      const records = await Promise.all(
        servings.map((serving) => recordAt(serving, session!.digest)),
      );
      expect(new Set(records).size).toBe(1);
      const store = await openPostgresStore(url);
      const events = await eventsOf(store, session!.digest);
      await store.close();
      expect(events.filter(isEnd)).toHaveLength(1);
      const [opened] = events;
      if (opened?.kind !== 'opened') throw new Error('a session begins with its opening');
      expect(readParameters(opened.parameters).scheme.kind).toBe(kind);
    }

    it.each(phases)(
      'one of two is killed in phase %s, and the session ends with one record',
      async (phase) => {
        await run(phase, async () => {
          const { url: gone } = servings[0]!;
          await servings[0]!.kill();
          await setTimeout(200);
          servings[0] = await serve(folder, url, gone.host);
        });
      },
    );

    it.runIf(kind === 'pairwise')(
      'the database crashes in the middle, and the session ends with one record',
      async () => {
        await run('advertise', async () => {
          await server.crash();
          const ready = await fetch(new URL('readyz', servings[0]!.url));
          expect([ready.status, ready.headers.get('retry-after')]).toEqual([503, '2']);
          expect((await fetch(new URL('healthz', servings[0]!.url))).status).toBe(200);
          await server.start();
        });
      },
    );
  });

  it('a password is never printed', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'veilsum-postgres-test-'));
    await writeServeFiles(folder, setup.roster);
    const wrong = new URL(url);
    wrong.password = 'not-the-password';
    const flags = ['identity:coordinator.json', 'roster:roster.json'].flatMap((pair) => {
      const [flag, file] = pair.split(':');
      return [`--${flag}`, join(folder, file!)];
    });
    const places = [
      [3, wrong.href],
      [2, 'postgres://owner:not-the-password@127.0.0.1:port/x'],
      [2, 'postgres://owner:12/not-the-password@127.0.0.1/x'],
    ] as const;
    for (const [code, place] of places) {
      const { status, stderr, stdout } = spawnSync(
        process.execPath,
        ['dist/cli/veilsum.js', 'serve', ...flags, '--listen', '127.0.0.1:0'],
        { env: { ...process.env, VEILSUM_STORE: place }, encoding: 'utf8' },
      );
      expect(status).toBe(code);
      expect(stderr).toMatch(/^error: .+\n$/);
      expect(stderr + stdout).not.toContain('not-the-password');
    }
    await rm(folder, { recursive: true });
  });

  it('a process that cannot serve lets go of the database and ends', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'veilsum-postgres-test-'));
    await writeServeFiles(folder, setup.roster);
    const task = join(folder, 'task.json');
    const unsafe = JSON.parse(await readFile(task, 'utf8')) as object;
    await writeFile(task, JSON.stringify({ ...unsafe, maxDropouts: 4 }));
    const files = ['identity:coordinator.json', 'roster:roster.json', 'task:task.json'];
    const flags = files.flatMap((pair) => {
      const [flag, file] = pair.split(':');
      return [`--${flag}`, join(folder, file!)];
    });
    const { status, stderr, signal } = spawnSync(
      process.execPath,
      ['dist/cli/veilsum.js', 'serve', ...flags, '--listen', '127.0.0.1:0'],
      { env: { ...process.env, VEILSUM_STORE: url }, encoding: 'utf8', timeout: 30_000 },
    );
    expect(stderr).toMatch(/^error: no session with these parameters: .+\n$/);
    expect([status, signal]).toEqual([2, null]);
    await rm(folder, { recursive: true });
  });
});
