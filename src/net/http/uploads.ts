import type { ServerResponse } from 'node:http';

/** Messages that one client may have on their way at once: each takes memory until it is whole. */
const MOST_AT_ONCE = 2;

/** Counts the messages that are on their way, so that no client fills the memory with its own. */
export class Uploads {
  readonly #underWay = new Map<string, number>();

  /** Begins one of a client; it ends with its response. Returns whether it may begin. */
  begin(client: string, response: ServerResponse): boolean {
    const before = this.#underWay.get(client) ?? 0;
    if (before >= MOST_AT_ONCE) return false;
    this.#underWay.set(client, before + 1);
    response.once('close', () => {
      const left = this.#underWay.get(client)! - 1;
      if (left === 0) this.#underWay.delete(client);
      else this.#underWay.set(client, left);
    });
    return true;
  }
}
