import { atMost } from '../net/service/atMost.ts';

/**
 * Time in milliseconds that releasing one resource may take: it may be waiting for something that
 * is gone.
 */
const RELEASE_MS = 15_000;

/**
 * Resources that a command has opened. They are released in reverse order, however the command
 * ends.
 */
export class Resources {
  readonly #releases: (() => void | Promise<void>)[] = [];

  /** Adds a function that releases a resource. */
  add(release: () => void | Promise<void>): void {
    this.#releases.push(release);
  }

  /**
   * Releases all resources, even if releasing one fails.
   *
   * @throws the first failure
   */
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

/** Runs a command, and releases the resources that it opened when it returns or throws. */
export async function withResources<T>(work: (resources: Resources) => Promise<T>): Promise<T> {
  const resources = new Resources();
  let result: T;
  try {
    result = await work(resources);
  } catch (error) {
    // The first error matters, not what follows from it.
    await resources.release().catch(() => undefined);
    throw error;
  }
  await resources.release();
  return result;
}
