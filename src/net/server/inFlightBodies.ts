import type { FastifyReply } from 'fastify';

/** Bodies that one client may send at once. Each takes memory until it is complete. */
const MOST_AT_ONCE = 2;

/**
 * Time in milliseconds after which a body makes way for a newer one: its connection may have been
 * lost without notice.
 */
const STALE_MS = 10_000;

interface Body {
  readonly began: number;
  readonly response: FastifyReply['raw'];
}

/**
 * Limits the request bodies that each client sends at once, so that no client can fill the memory.
 */
export class InFlightBodies {
  readonly #bodies = new Map<string, Body[]>();
  readonly #now: () => number;

  /** @param now - The current time in milliseconds since 1970. */
  constructor(now: () => number) {
    this.#now = now;
  }

  /**
   * Registers a body that a client starts to send; it is released when its response closes.
   *
   * @param client - Identifies the client and its session.
   * @returns whether the body may be read; false if the client sends too many already
   */
  begin(client: string, response: Body['response']): boolean {
    const bodies = this.#bodies.get(client) ?? [];
    if (bodies.length >= MOST_AT_ONCE) {
      const [oldest] = bodies;
      if (this.#now() - oldest!.began < STALE_MS) return false;
      this.#end(client, oldest!);
      oldest!.response.destroy();
    }
    const body = { began: this.#now(), response };
    this.#bodies.set(client, [...(this.#bodies.get(client) ?? []), body]);
    response.once('close', () => {
      this.#end(client, body);
    });
    return true;
  }

  #end(client: string, body: Body): void {
    const left = (this.#bodies.get(client) ?? []).filter((other) => other !== body);
    if (left.length === 0) this.#bodies.delete(client);
    else this.#bodies.set(client, left);
  }
}
