import { spawnSync } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { seededRandom } from '../../../src/crypto/random.ts';
import { takePart } from '../../../src/net/participant/takePart.ts';
import { memoryLedger } from '../../../src/session/ledger.ts';
import { kernel, policyFor, seedOf, testInput, testSession } from '../../support/federation.ts';
import { type Databases, query, withoutPostgres } from '../../support/postgresServer.ts';
import { sharedPostgres } from '../../support/sharedPostgres.ts';
import { serve, type Serving, writeServeFiles } from '../../support/serving.ts';

const setup = testSession(4);
let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'veilsum-sharing-test-'));
  await writeServeFiles(folder, setup.roster);
});
afterAll(() => rm(folder, { recursive: true }));

describe('veilsum serve --share-unmasking', () => {
  it('is refused over a folder', () => {
    const files = { identity: 'coordinator.json', roster: 'roster.json', store: 'store' };
    const flags = Object.entries(files).flatMap(([flag, file]) => [
      `--${flag}`,
      join(folder, file),
    ]);
    const { status, stderr } = spawnSync(
      process.execPath,
      ['dist/cli/veilsum.js', 'serve', ...flags, '--share-unmasking'],
      { encoding: 'utf8' },
    );
    expect(stderr).toBe(
      'error: --share-unmasking needs a database as --store: a folder belongs to one process, which uses all of its threads anyway\n',
    );
    expect(status).toBe(2);
  });

  describe.skipIf(withoutPostgres)('over a database', () => {
    let server: Databases;
    let servings: readonly Serving[] = [];
    beforeAll(async () => {
      server = await sharedPostgres();
    });
    afterAll(async () => {
      await Promise.all(servings.map((serving) => serving.kill()));
      await server.stop();
    });

    it('runs sessions in two processes, leaves small ones out of the queue, and ends in order', async () => {
      const url = await server.database();
      const start = (): Promise<Serving> =>
        serve(folder, url, '127.0.0.1:0', ['--share-unmasking']);
      servings = await Promise.all([start(), start()]);
      await query(
        url,
        `CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION 'no'; END $$;
         CREATE TRIGGER refuse BEFORE INSERT ON veilsum_queue.job FOR EACH ROW EXECUTE FUNCTION refuse()`,
      );
      const ends = await Promise.all(
        setup.identities.map((identity, client) =>
          takePart({
            server: servings[client % 2]!.url,
            fetch: globalThis.fetch,
            now: () => Date.now(),
            task: 'test',
            roster: setup.roster,
            identity,
            policy: policyFor(setup),
            ledger: memoryLedger(),
            input: () => testInput(setup.session, client),
            random: seededRandom(seedOf(`sharing ${client}`)),
            kernel,
          }),
        ),
      );
      expect(ends.map(({ kind }) => kind)).toEqual(setup.identities.map(() => 'published'));
      const codes = await Promise.all(servings.map((serving) => serving.stop()));
      expect(codes).toEqual([0, 0]);
      const queues = await query(url, 'SELECT name FROM veilsum_queue.queue');
      expect(queues).toEqual([{ name: 'mask-pieces-1' }]);
    });

    it('says what is missing where its role may not make the queue, and ends', async () => {
      const url = new URL(await server.database());
      await query(url.href, `CREATE ROLE plain LOGIN PASSWORD 'p'`);
      await query(url.href, 'CREATE SCHEMA veilsum AUTHORIZATION plain');
      url.username = 'plain';
      url.password = 'p';
      const files = ['identity:coordinator.json', 'roster:roster.json'].flatMap((pair) => {
        const [flag, file] = pair.split(':');
        return [`--${flag}`, join(folder, file!)];
      });
      const { status, stderr } = spawnSync(
        process.execPath,
        ['dist/cli/veilsum.js', 'serve', ...files, '--share-unmasking'],
        { env: { ...process.env, VEILSUM_STORE: url.href }, encoding: 'utf8', timeout: 30_000 },
      );
      expect(stderr).toMatch(
        /^error: postgres:.*, schema veilsum_queue: permission denied for database .*; see docs\/operating\.md\n$/,
      );
      expect(status).toBe(3);
    });
  });
});
