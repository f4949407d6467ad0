import type { FastifyReply } from 'fastify';

/** Bodies that one client may have on their way at once: each takes memory until it is whole. */
const MOST_AT_ONCE = 2;

/** After this long on its way, a body gives way to a newer one: the network may have broken it without a word. */
const STALE_MS = 10_000;

interface Body {
  readonly began: number;
  readonly response: FastifyReply['raw'];
}

/** Counts the bodies that are on their way, so that no client fills the memory with its own. */
export class InFlightBodies {
  readonly #bodies = new Map<string, Body[]>();
  readonly #now: () => number;

  /** @param now - milliseconds since 1970 */
  constructor(now: () => number) {
    this.#now = now;
  }

  /** Begins one of a client; it ends with its response. Returns whether it may begin. */
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
