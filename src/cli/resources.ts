import { atMost } from '../net/service/atMost.ts';

/** Milliseconds that one thing may take to be released: what it waits for may be gone. */
const RELEASE_MS = 15_000;

/** What a command opened, to be released in the opposite order, however the command ends. */
export class Resources {
  readonly #releases: (() => void | Promise<void>)[] = [];

  /** Notes how something that was opened is released. */
  add(release: () => void | Promise<void>): void {
    this.#releases.push(release);
  }

  /** Releases everything, also what comes after something that fails. @throws the first failure */
  async release(): Promise<void> {
    const failures: unknown[] = [];
    for (const release of this.#releases.splice(0).reverse()) {
      try {
        await atMost(RELEASE_MS, Promise.resolve(release()));
      } catch (error) {
        failures.push(error);
      }
    }
    if (failures.length > 0) throw failures[0];
  }
}

/** Does a command's work; whatever it opened is released when it returns or throws. */
export async function withResources<T>(work: (resources: Resources) => Promise<T>): Promise<T> {
  const resources = new Resources();
  let result: T;
  try {
    result = await work(resources);
  } catch (error) {
    // Why the work failed is what counts.
    await resources.release().catch(() => undefined);
    throw error;
  }
  await resources.release();
  return result;
}
