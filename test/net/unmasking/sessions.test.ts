import { CLIENT_PHASES } from '../../../src/messages/table.ts';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { setTimeout } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Kernel } from '../../../src/kernel/kernel.ts';
import { CoordinatorService } from '../../../src/net/service/coordinatorService.ts';
import type { HostedSession } from '../../../src/net/service/hostedSession.ts';
import { openPostgresStore } from '../../../src/net/service/postgres/postgresStore.ts';
import type { SharedMasks } from '../../../src/net/service/postgres/unmasking/sharedMasks.ts';

import { type Exchange, exchange, publishedBy } from '../../support/exchange.ts';
import { coordinator, kernel, testSession } from '../../support/federation.ts';
import { type Databases, query, withoutPostgres } from '../../support/postgresServer.ts';
import { sharedPostgres } from '../../support/sharedPostgres.ts';
import { housekeeping, kernelThat, meeting, shareAny } from '../../support/sharedMasks.ts';
import { type Sharer, sharer } from '../../support/sharer.ts';

/** Four answers of the five who stay are enough. */
const setup = testSession(6, { threshold: 4, maxCorrupt: 1 });
/** Five who stay, with their own masks and those with the one who left; two in a piece. */
const PIECES = 5;

let server: Databases;
let url: string;
let played: Exchange;
let stops: (() => Promise<void>)[];
let faults: unknown[];

interface Process {
  readonly service: CoordinatorService;
  /** Begins to work at the queue, and to end sessions. */
  join(): Promise<void>;
  readonly pieces: () => number;
}

/** What a kernel does before each piece. */
type Before = () => Promise<void>;

const aWhile: Before = () => setTimeout(50);

/** A coordinator's process as `veilsum serve` has it, whose kernel takes a while for each piece. */
async function process(place: string = url, before = aWhile): Promise<Process> {
  const one = await lateProcess(place, before);
  await one.join();
  return one;
}

/** The same, until it joins without the queue. */
async function lateProcess(place: string, before: Before): Promise<Process> {
  let pieces = 0;
  const slow: Kernel = kernelThat(kernel, async (add) => {
    pieces += 1;
    await before();
    return add();
  });
  const onFault = (error: unknown): number => faults.push(error);
  let shared: SharedMasks | undefined;
  const joining = new AbortController();
  const store = await openPostgresStore(place);
  const exclusively = store.exclusively.bind(store);
  // What is to be done by one process is another's until then.
  store.exclusively = async <T>(session: string, work: () => Promise<T>): Promise<T> => {
    if (!joining.signal.aborted) await once(joining.signal, 'abort');
    return exclusively(session, work);
  };
  const service = await CoordinatorService.start({
    identity: coordinator,
    kernel,
    store,
    now: () => 1_000_000,
    onFault,
    addMasks: (...given) => shared!.addMasks(...given),
  });
  stops.push(async () => {
    await service.stop();
    await shared?.stop();
  });
  const join = async (): Promise<void> => {
    shared = await shareAny(place, { kernel: slow, onFault });
    joining.abort();
  };
  return { service, join, pieces: () => pieces };
}

/** Everything up to the phase in which secrets are asked for. */
async function untilUnmask({ service }: Process): Promise<HostedSession> {
  const hosted = await service.open(setup.session, setup.roster);
  for (const phase of CLIENT_PHASES.slice(0, -1)) {
    for (const message of played.sent[phase].values()) await hosted.receive(message);
    await hosted.close(phase);
  }
  return hosted;
}

async function ended(hosted: HostedSession): Promise<HostedSession['view']['end']> {
  while (!hosted.view.end) await setTimeout(20);
  return hosted.view.end;
}

async function held(): Promise<number> {
  const [row] = await query(url, 'SELECT count(*) AS n FROM veilsum_queue.job');
  return Number(row!['n']);
}

describe.skipIf(withoutPostgres)('a session whose unmasking is shared', () => {
  beforeAll(async () => {
    server = await sharedPostgres();
    played = await exchange(setup, { drops: { 5: 'commit' } });
  });
  afterAll(() => server.stop());
  beforeEach(async () => {
    url = await server.database();
    stops = [];
    faults = [];
  });
  afterEach(async () => {
    await Promise.all(stops.map((stop) => stop()));
  });

  it('ends with the bytes that one process makes', async () => {
    const [here, there] = meeting();
    const [one, two] = [await process(url, here), await process(url, there)];
    const hosted = await untilUnmask(one);
    const other = (await two.service.discover(hosted.id))!;
    for (const message of played.sent.unmask.values()) await hosted.receive(message);
    const { record } = publishedBy(played);
    expect(await ended(hosted)).toEqual({ kind: 'published', record });
    expect(await ended(other)).toEqual({ kind: 'published', record });
    expect(one.pieces() + two.pieces()).toBe(PIECES);
    expect(Math.min(one.pieces(), two.pieces())).toBeGreaterThan(0);
    expect([await held(), faults]).toEqual([0, []]);
  });

  it('is taken over by another process when the one that unmasks is killed', async () => {
    const one = await lateProcess(url, aWhile);
    const dying: Sharer = await sharer({ url, role: 'coordinator', pieces: 2 });
    stops.push(() => dying.kill());
    const hosted = await untilUnmask(one);
    // With all answers but one the phase is left to the process that will be killed.
    for (const message of [...played.sent.unmask.values()].slice(1)) await hosted.receive(message);
    await dying.stuck;
    await one.join();
    await dying.kill();
    const { record } = publishedBy(played);
    expect(await ended(hosted)).toEqual({ kind: 'published', record });
    // What was done before is used.
    expect(one.pieces()).toBe(PIECES - 2);
    expect([await held(), faults]).toEqual([0, []]);
  });

  it('publishes nothing where a sum in the database was changed', async () => {
    const [one, two] = [await process(), await process()];
    // The lowest bit of the first coordinate's sum, in whatever piece comes first.
    await query(
      url,
      `CREATE SEQUENCE completed;
       CREATE FUNCTION poison() RETURNS trigger LANGUAGE plpgsql AS $$
       DECLARE sum bytea := decode(NEW.output->>'sum', 'base64');
       BEGIN
         IF NEW.state = 'completed' AND nextval('completed') = 1 THEN
           sum := set_byte(sum, 0, get_byte(sum, 0) # 1);
           NEW.output := jsonb_build_object('sum', replace(encode(sum, 'base64'), E'\\n', ''));
         END IF;
         RETURN NEW;
       END $$;
       CREATE TRIGGER poison BEFORE UPDATE ON veilsum_queue.job FOR EACH ROW EXECUTE FUNCTION poison()`,
    );
    const hosted = await untilUnmask(one);
    const other = (await two.service.discover(hosted.id))!;
    for (const message of played.sent.unmask.values()) await hosted.receive(message);
    const end = await ended(hosted);
    expect(end).toMatchObject({ kind: 'aborted', code: 'opening', culprit: undefined });
    expect(end).not.toHaveProperty('record');
    expect(await ended(other)).toEqual(end);
    expect(await held()).toBe(0);
  });

  it('works with the rights that the guide grants', async () => {
    const guide = await readFile('docs/operating.md', 'utf8');
    const grants = [...guide.matchAll(/```sql\n([\s\S]+?)```/g)].map(([, sql]) => sql);
    expect(grants).toHaveLength(2);
    const owner = await shareAny(url, { kernel });
    await owner.stop();
    await (await openPostgresStore(url)).close();
    await query(url, `DROP ROLE IF EXISTS coordinator; ${grants.join('')}`);
    await query(url, `ALTER ROLE coordinator PASSWORD 'p'`);
    const place = new URL(url);
    place.username = 'coordinator';
    place.password = 'p';
    const one = await process(place.href);
    const hosted = await untilUnmask(one);
    for (const message of played.sent.unmask.values()) await hosted.receive(message);
    expect((await ended(hosted))?.kind).toBe('published');
    expect([one.pieces(), await held(), faults]).toEqual([PIECES, 0, []]);
    await housekeeping(place.href);
    for (const wrong of [
      'DELETE FROM veilsum_queue.queue',
      'UPDATE veilsum_queue.queue SET retry_limit = 9',
      'CREATE TABLE veilsum_queue.other ()',
    ]) {
      await expect(query(place.href, wrong)).rejects.toThrow('permission denied');
    }
    await query(url, 'DROP OWNED BY coordinator');
  });
});
