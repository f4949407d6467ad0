import type { ClientId } from '../../session/party.ts';

/**
 * Where the sessions of all parts meet as phase 2 closes: each says who stays in it, and goes on with those that stay in all.
 * A session that ends before counts as one in which nobody stays.
 */
export class Agreement {
  readonly #staying = new Map<number, ReadonlySet<ClientId>>();
  readonly #count: number;
  readonly #all: Promise<ReadonlySet<ClientId>>;
  #resolve: (common: ReadonlySet<ClientId>) => void = () => undefined;
  #reject: (error: unknown) => void = () => undefined;
  #reached = false;

  constructor(count: number) {
    this.#count = count;
    this.#all = new Promise((resolve, reject) => {
      this.#resolve = resolve;
      this.#reject = reject;
    });
    // A part that fails need not have any others that wait for it.
    this.#all.catch(() => undefined);
  }

  /** Whether all parts have said who stays. */
  get reached(): boolean {
    return this.#reached;
  }

  /** Says who stays in a part; resolves to who stays in all, once all parts have said so. */
  report(part: number, staying: ReadonlySet<ClientId>): Promise<ReadonlySet<ClientId>> {
    if (!this.#staying.has(part)) this.#staying.set(part, staying);
    if (this.#staying.size === this.#count) {
      const [first, ...others] = [...this.#staying.values()];
      this.#reached = true;
      this.#resolve(new Set([...first!].filter((id) => others.every((other) => other.has(id)))));
    }
    return this.#all;
  }

  /** Says that a part has come to its end, or that nothing is awaited from it. */
  ended(part: number): void {
    void this.report(part, new Set());
  }

  /** Says that a part could not say who stays in it. Parts that wait for it fail with the same error, and can be closed again. */
  failed(error: unknown): void {
    this.#reject(error);
  }
}
