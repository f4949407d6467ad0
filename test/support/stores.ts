import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { EventStore } from '../../src/net/service/eventStore.ts';
import { openLevelStore } from '../../src/net/service/levelStore.ts';
import { openPostgresStore } from '../../src/net/service/postgres/postgresStore.ts';
import { type Databases, withoutPostgres } from './postgresServer.ts';
import { sharedPostgres } from './sharedPostgres.ts';

/** A place for events that no test has used. */
export interface StorePlace {
  open(): Promise<EventStore>;
  remove(): Promise<void>;
}

/** A kind of store, whose tests are the same as those of the others. */
export interface StoreKind {
  readonly name: string;
  readonly skipped: boolean;
  setUp(): Promise<void>;
  fresh(): Promise<StorePlace>;
  tearDown(): Promise<void>;
}

let server: Databases;

const nothing = (): Promise<void> => Promise.resolve();

/** Every kind of store that there is. */
export const STORE_KINDS: readonly StoreKind[] = [
  {
    name: 'a folder',
    skipped: false,
    setUp: nothing,
    fresh: async (): Promise<StorePlace> => {
      const folder = await mkdtemp(join(tmpdir(), 'veilsum-store-'));
      return { open: () => openLevelStore(folder), remove: () => rm(folder, { recursive: true }) };
    },
    tearDown: nothing,
  },
  {
    name: 'PostgreSQL',
    skipped: withoutPostgres,
    setUp: async (): Promise<void> => {
      server = await sharedPostgres();
    },
    fresh: async (): Promise<StorePlace> => {
      const url = await server.database();
      return { open: () => openPostgresStore(url), remove: nothing };
    },
    tearDown: (): Promise<void> => server.stop(),
  },
];
