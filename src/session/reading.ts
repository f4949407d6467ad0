/**
 * What several clients of one process have worked out of the same public bytes. A client in a separate process reads its messages alone;
 * a simulation would otherwise read each list once for everyone in it.
 *
 * Results are known by the object that they were worked out of, and never by its contents: two clients that were sent different bytes
 * share nothing. A failure is not kept.
 */
export class SharedReading {
  readonly #known = new WeakMap<object, Map<string, Promise<unknown>>>();

  /** What was found before, or else what `find` finds. Of one object, a name is always of the same function. */
  of<T>(source: object, name: string, find: () => Promise<T>): Promise<T> {
    const known = this.#known.get(source) ?? new Map<string, Promise<unknown>>();
    this.#known.set(source, known);
    const before = known.get(name) as Promise<T> | undefined;
    if (before) return before;
    const found = find();
    known.set(name, found);
    found.catch(() => known.delete(name));
    return found;
  }
}

/** Works something out of public bytes, once for all clients that share a reading. */
export function readOnce<T>(
  { reading }: { readonly reading?: SharedReading | undefined },
  source: object,
  name: string,
  find: () => T | Promise<T>,
): Promise<T> {
  const made = async (): Promise<T> => find();
  return reading ? reading.of(source, name, made) : made();
}
