import { setTimeout } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { MASK_BLOCK_BYTES, ELEMENT_BYTES, type Kernel } from '../../../src/kernel/kernel.ts';
import { connectionsTo } from '../../../src/net/service/postgres/connection.ts';
import { openEngine } from '../../../src/net/service/postgres/unmasking/engine.ts';
import { piecesOf } from '../../../src/net/service/postgres/unmasking/piece.ts';
import { rangeToText } from '../../../src/net/service/postgres/unmasking/pieceText.ts';
import {
  openSharedMasks,
  type SharedMasks,
} from '../../../src/net/service/postgres/unmasking/sharedMasks.ts';
import { kernel, seedOf } from '../../support/federation.ts';
import {
  type PostgresServer,
  postgresServer,
  query,
  withoutPostgres,
} from '../../support/postgresServer.ts';
import {
  housekeeping,
  kernelThat,
  masksFrom,
  meeting,
  shareAny,
} from '../../support/sharedMasks.ts';
import { type Sharer, sharer } from '../../support/sharer.ts';

const SESSION = 'ab'.repeat(32);
const BYTES = 3 * MASK_BLOCK_BYTES + 100 * ELEMENT_BYTES;
const masks = masksFrom(11);
/** 6 groups of masks over 4 blocks. */
const PIECES = 24;

let server: PostgresServer;
let url: string;
let faults: unknown[];
let open: SharedMasks[];
let others: Sharer[];

/** A vector of small elements. */
function vector(): Uint8Array {
  const bytes = new Uint8Array(BYTES);
  const seed = seedOf('vector');
  for (let at = 0; at < BYTES; at += ELEMENT_BYTES) bytes.set(seed.subarray(0, 16), at);
  return bytes;
}

async function unmasked(): Promise<string> {
  const total = vector();
  await kernel.addMasks(total, masks);
  return hex(total);
}

/** Bytes as hexadecimal digits, which are compared faster. */
const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex');

async function share(options: Partial<Parameters<typeof shareAny>[1]> = {}): Promise<SharedMasks> {
  const onFault = (error: unknown): number => faults.push(error);
  const shared = await shareAny(url, { kernel, onFault, ...options });
  open.push(shared);
  return shared;
}

/** A kernel that counts pieces, and waits for so many milliseconds, or for something, before it adds the masks of one. */
function counting(wait: number | (() => Promise<void>)): {
  readonly kernel: Kernel;
  readonly count: () => number;
} {
  let count = 0;
  const slow = kernelThat(kernel, async (add) => {
    count += 1;
    await (typeof wait === 'number' ? setTimeout(wait) : wait());
    return add();
  });
  return { kernel: slow, count: () => count };
}

async function held(): Promise<number> {
  const [row] = await query(
    url,
    'SELECT (SELECT count(*) FROM veilsum_queue.job) + (SELECT count(*) FROM veilsum_queue.archive) AS n',
  );
  return Number(row!['n']);
}

/** Has the database do something whenever a row of the queue is written. */
async function tamper(when: 'INSERT' | 'UPDATE', body: string): Promise<void> {
  await query(
    url,
    `CREATE FUNCTION tamper() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN ${body} END $$;
     CREATE TRIGGER tamper BEFORE ${when} ON veilsum_queue.job FOR EACH ROW EXECUTE FUNCTION tamper()`,
  );
}

describe.skipIf(withoutPostgres)('unmasking that processes share', () => {
  beforeAll(async () => {
    server = await postgresServer();
  });
  afterAll(() => server.stop());
  beforeEach(async () => {
    url = await server.database();
    faults = [];
    open = [];
    others = [];
  });
  afterEach(async () => {
    await Promise.all(others.map((other) => other.kill()));
    await Promise.all(open.map((shared) => shared.stop()));
  });

  it('gives what one process gives; each piece is done once, and nothing of it stays', async () => {
    const [here, there] = meeting();
    const [mine, theirs] = [counting(here), counting(there)];
    const unmasking = await share({ kernel: mine.kernel });
    await share({ kernel: theirs.kernel, atOnce: 2 });
    const total = vector();
    const fractions: number[] = [];
    await unmasking.addMasks(SESSION, total, masks, {
      onProgress: (fraction) => fractions.push(fraction),
    });
    expect(hex(total)).toBe(await unmasked());
    expect(mine.count() + theirs.count()).toBe(PIECES);
    expect(Math.min(mine.count(), theirs.count())).toBeGreaterThan(0);
    expect(fractions).toEqual(fractions.toSorted((a, b) => a - b));
    expect([fractions.length, fractions.at(-1)]).toEqual([PIECES, 1]);
    expect(await held()).toBe(0);
    expect(faults).toEqual([]);
  });

  it('ends where one process is alone, and where more pieces are to be done than the queue takes at once', async () => {
    const unmasking = await share({ masksInPiece: 1, atOnce: 4 });
    const many = masksFrom(50);
    const [total, expected] = [vector(), vector()];
    await unmasking.addMasks(SESSION, total, many, {});
    await kernel.addMasks(expected, many);
    expect(hex(total)).toBe(hex(expected));
    expect([await held(), faults]).toEqual([0, []]);
  });

  it('leaves small work where it is', async () => {
    const unmasking = await share({ worthFrom: undefined });
    await tamper('INSERT', `RAISE EXCEPTION 'somebody used the queue';`);
    const total = vector();
    await unmasking.addMasks(SESSION, total, masks, {});
    expect(hex(total)).toBe(await unmasked());
    expect(faults).toEqual([]);
  });

  it('does by itself what it cannot put into the queue', async () => {
    const unmasking = await share();
    await tamper('INSERT', `RAISE EXCEPTION 'no room';`);
    const total = vector();
    await unmasking.addMasks(SESSION, total, masks, {});
    expect(hex(total)).toBe(await unmasked());
    expect(String(faults[0])).toContain('no room');
  });

  it('does by itself what comes back as no sum', async () => {
    const unmasking = await share();
    await tamper(
      'UPDATE',
      `IF NEW.state = 'completed' THEN NEW.output := '{"sum": "nonsense"}'; END IF; RETURN NEW;`,
    );
    const total = vector();
    await unmasking.addMasks(SESSION, total, masks, {});
    expect(hex(total)).toBe(await unmasked());
    expect(faults).toHaveLength(PIECES);
    expect(String(faults[0])).toContain('a sum: expected');
    expect(await held()).toBe(0);
  });

  it('does by itself what nobody could read', async () => {
    const unmasking = await share();
    await tamper('INSERT', `NEW.data := '{"range": "oWFh", "more": 1}'; RETURN NEW;`);
    const total = vector();
    await unmasking.addMasks(SESSION, total, masks, {});
    expect(hex(total)).toBe(await unmasked());
    expect(await held()).toBe(0);
  });

  it('does by itself what a process was killed with', async () => {
    const helper = await sharer({ url, role: 'helper', pieces: 1 });
    others.push(helper);
    const { kernel: slow, count } = counting(30);
    const unmasking = await share({ kernel: slow });
    const total = vector();
    const adding = unmasking.addMasks(SESSION, total, masks, {});
    await helper.stuck;
    await helper.kill();
    await adding;
    expect(hex(total)).toBe(await unmasked());
    expect(count()).toBe(PIECES - 1);
    expect([await held(), faults]).toEqual([0, []]);
  });

  it('goes on alone when the database is away', async () => {
    const { kernel: slow } = counting(50);
    const unmasking = await share({ kernel: slow });
    const total = vector();
    const adding = unmasking.addMasks(SESSION, total, masks, {});
    await setTimeout(400);
    await server.crash();
    await adding;
    expect(hex(total)).toBe(await unmasked());
    expect(faults.length).toBeGreaterThan(0);
    await server.start();
    // What was left behind is done by whoever works at the queue, and used by whoever unmasks the same again.
    const again = vector();
    await unmasking.addMasks(SESSION, again, masks, {});
    expect(hex(again)).toBe(hex(total));
    expect(await held()).toBe(0);
  });

  it('stops when it is told to, and leaves nothing', async () => {
    const { kernel: slow } = counting(50);
    const unmasking = await share({ kernel: slow });
    const stop = new AbortController();
    const adding = unmasking.addMasks(SESSION, vector(), masks, { signal: stop.signal });
    await setTimeout(500);
    stop.abort(new Error('enough'));
    await expect(adding).rejects.toThrow('enough');
    expect(await held()).toBe(0);
  });

  it('hands in what it works at for others before it ends', async () => {
    const mine = counting(50);
    const unmasking = await share({ kernel: mine.kernel });
    const { kernel: slow, count } = counting(500);
    const helper = await shareAny(url, { kernel: slow });
    const total = vector();
    const adding = unmasking.addMasks(SESSION, total, masks, {});
    while (count() === 0) await setTimeout(5);
    await helper.stop();
    await adding;
    expect(hex(total)).toBe(await unmasked());
    expect(mine.count()).toBe(PIECES - 1);
  });

  it('lets go of what nobody came for, and gives on what nobody handed in', async () => {
    const helper = await sharer({ url, role: 'helper', pieces: 0 });
    others.push(helper);
    const [piece] = piecesOf(SESSION, BYTES, masks, 2);
    const { pool } = await connectionsTo(url);
    const engine = await openEngine(pool, () => undefined);
    await engine.insert([
      { id: piece!.id, name: 'mask-pieces-1', data: { range: rangeToText(piece!) } },
    ]);
    await helper.stuck;
    await helper.kill();
    const state = async (): Promise<unknown> => {
      const [row] = await query(url, 'SELECT state FROM veilsum_queue.job');
      return row?.['state'];
    };
    await housekeeping(url);
    expect(await state()).toBe('active');
    await query(url, `UPDATE veilsum_queue.job SET started_on = now() - interval '61 seconds'`);
    await housekeeping(url);
    expect(await state()).toBe('retry');
    await share();
    while ((await state()) !== 'completed') await setTimeout(50);
    await query(url, `UPDATE veilsum_queue.job SET completed_on = now() - interval '61 minutes'`);
    await housekeeping(url);
    expect([await state(), await held()]).toEqual([undefined, 1]);
    await query(url, `UPDATE veilsum_queue.archive SET archived_on = now() - interval '2 minutes'`);
    await housekeeping(url);
    expect(await held()).toBe(0);
    await engine.stop({ graceful: false });
    await pool.end();
  });

  it('is made once by processes that start together', async () => {
    await Promise.all([1, 2, 3, 4].map(() => share()));
    expect(await held()).toBe(0);
  });

  it('is refused where the role may not make the tables, or may not use them', async () => {
    const asRole = new URL(url);
    asRole.username = 'stranger';
    asRole.password = 'p';
    const joining = (): Promise<SharedMasks> =>
      openSharedMasks(asRole.href, { kernel, onFault: () => undefined });
    await query(url, `DROP ROLE IF EXISTS stranger; CREATE ROLE stranger LOGIN PASSWORD 'p'`);
    await expect(joining()).rejects.toThrow(/schema veilsum_queue: permission denied .*operating/);
    await share();
    await expect(joining()).rejects.toThrow(/schema veilsum_queue: permission denied .*operating/);
    await query(
      url,
      `GRANT USAGE ON SCHEMA veilsum_queue TO stranger;
       GRANT SELECT ON ALL TABLES IN SCHEMA veilsum_queue TO stranger`,
    );
    await expect(joining()).rejects.toThrow('may not read, write and delete in veilsum_queue.job');
    await query(url, 'DROP OWNED BY stranger');
  });
});
