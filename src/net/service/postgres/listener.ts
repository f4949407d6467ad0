import { setTimeout } from 'node:timers/promises';
import type { Client } from 'pg';
import type { News } from '../eventStore.ts';
import { atMost } from '../atMost.ts';
import { type Connections, GOODBYE_MS } from './connection.ts';

/** The channel on which every append is announced, as "SESSION PLACE". */
export const CHANNEL = 'veilsum_events';

/**
 * Interval in milliseconds at which the connection is tested. Each test also reports news, in case
 * notifications do not come through.
 */
const PULSE_MS = 5000;

/** Delay before a broken connection is opened again, in milliseconds. */
const AGAIN_MS = 500;

/**
 * Listens for events that other processes append, over one connection that is reopened when it
 * breaks.
 */
export class Listener {
  readonly #connections: Connections;
  readonly #news: News;
  readonly #stop = new AbortController();
  #running: Promise<void> = Promise.resolve();

  constructor(connections: Connections, news: News) {
    this.#connections = connections;
    this.#news = news;
  }

  /**
   * Starts; from then on no event is missed.
   *
   * @throws the driver's error if the first connection fails
   */
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
      // Events that were appended meanwhile were not announced.
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

  /** Tests a connection until it breaks or listening stops, and closes it. */
  async #watch(client: Client): Promise<void> {
    const over = new AbortController();
    const finish = (): void => {
      over.abort();
    };
    this.#stop.signal.addEventListener('abort', finish);
    client.once('end', finish);
    // It may have been stopped while the connection was opened.
    if (this.#stop.signal.aborted) finish();
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

/** Resolves after a time, or as soon as the signal aborts. */
async function pause(milliseconds: number, signal: AbortSignal): Promise<void> {
  await setTimeout(milliseconds, undefined, { signal }).catch(() => undefined);
}
