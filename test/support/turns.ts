/**
 * Lets the participants of one process work one at a time, as each would on a machine of its own: a participant works from the
 * message that it fetched to its next request. Else hundreds of them hold up the requests of all, beyond the time for which a
 * request's signature counts.
 */
export class Turns {
  #free: Promise<void> = Promise.resolve();

  /** A fetch for one participant, and what ends its last turn. */
  participant(): { readonly fetch: typeof fetch; readonly leave: () => void } {
    let leave = (): void => undefined;
    return {
      fetch: async (input, init) => {
        leave();
        const response = await fetch(input, init);
        const { pathname } = new URL(response.url);
        if (response.status !== 200 || !/\/(messages|records)\/[^/]+$/.test(pathname)) return response;
        // Whole before the turn comes: the connection does not wait for it.
        const body = await response.arrayBuffer();
        leave = await this.#take();
        return new Response(body, { headers: response.headers });
      },
      leave: () => {
        leave();
      },
    };
  }

  async #take(): Promise<() => void> {
    const before = this.#free;
    let leave = (): void => undefined;
    this.#free = new Promise((resolve) => (leave = resolve));
    await before;
    // What the others have sent goes out first.
    await new Promise((resolve) => setImmediate(resolve));
    return leave;
  }
}
