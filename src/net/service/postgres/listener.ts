import { setTimeout } from 'node:timers/promises';
import type { Client } from 'pg';
import type { News } from '../eventStore.ts';
import { atMost } from '../atMost.ts';
import { type Connections, GOODBYE_MS } from './connection.ts';

/** The channel on which every append is told: "SESSION PLACE". */
export const CHANNEL = 'veilsum_events';

/**
 * Milliseconds between two looks whether the connection still works. At each of them anything may have happened: that serves
 * where notifications do not come through.
 */
const PULSE_MS = 5000;

/** Milliseconds before a broken connection is made again. */
const AGAIN_MS = 500;

/** Listens to what other processes append, over one connection that is made again whenever it breaks. */
export class Listener {
  readonly #connections: Connections;
  readonly #news: News;
  readonly #stop = new AbortController();
  #running: Promise<void> = Promise.resolve();

  constructor(connections: Connections, news: News) {
    this.#connections = connections;
    this.#news = news;
  }

  /** Begins; resolves once nothing is missed any more. @throws what the driver throws where that fails the first time */
  async start(): Promise<void> {
    this.#running = this.#run(await this.#listen());
  }

  async stop(): Promise<void> {
    this.#stop.abort();
    await this.#running;
  }

  async #run(first: Client): Promise<void> {
    let client: Client | undefined = first;
    for (;;) {
      if (client) await this.#watch(client);
      else await pause(AGAIN_MS, this.#stop.signal);
      if (this.#stop.signal.aborted) return;
      client = await this.#listen().catch(() => undefined);
      // What was appended meanwhile, nobody told.
      this.#news();
    }
  }

  async #listen(): Promise<Client> {
    const client = await this.#connections.connect();
    client.on('notification', ({ payload = '' }) => {
      const [session, place] = payload.split(' ');
      this.#news(session, Number(place));
    });
    await client.query(`LISTEN ${CHANNEL}`);
    return client;
  }

  /** Resolves when the connection has broken, or listening is over. */
  async #watch(client: Client): Promise<void> {
    const over = new AbortController();
    const finish = (): void => {
      over.abort();
    };
    this.#stop.signal.addEventListener('abort', finish);
    client.once('end', finish);
    for (;;) {
      await pause(PULSE_MS, over.signal);
      if (over.signal.aborted) break;
      await client.query('SELECT 1').then(() => {
        this.#news();
      }, finish);
    }
    this.#stop.signal.removeEventListener('abort', finish);
    await atMost(
      GOODBYE_MS,
      client.end().catch(() => undefined),
    );
  }
}

/** Resolves after a time, or at once when the signal says so. */
async function pause(milliseconds: number, signal: AbortSignal): Promise<void> {
  await setTimeout(milliseconds, undefined, { signal }).catch(() => undefined);
}
