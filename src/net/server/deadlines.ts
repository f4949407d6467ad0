/** Waits end up to this much late, in milliseconds, so that those that end at about the same time end together. */
const GRAIN_MS = 250;

/** Ends of many waits, with one timer for all. Thousands of held requests would otherwise have a timer each. */
export class Deadlines {
  /** What is to be called in each span of time. */
  readonly #spans = new Map<number, Set<() => void>>();
  #timer: ReturnType<typeof setTimeout> | undefined;
  /** The span that the timer is set for. */
  #next = Infinity;

  /**
   * Calls `end` once, after that time and at most a quarter of a second later.
   *
   * @returns takes it back
   */
  after(milliseconds: number, end: () => void): () => void {
    const span = Math.ceil((performance.now() + milliseconds) / GRAIN_MS);
    const ends = this.#spans.get(span) ?? new Set();
    ends.add(end);
    this.#spans.set(span, ends);
    if (span < this.#next) this.#set();
    return () => {
      ends.delete(end);
      if (ends.size > 0 || this.#spans.get(span) !== ends) return;
      this.#spans.delete(span);
      if (span === this.#next) this.#set();
    };
  }

  /** Sets the timer for the first span that is left. */
  #set(): void {
    clearTimeout(this.#timer);
    this.#next = Math.min(...this.#spans.keys());
    if (this.#next === Infinity) return;
    const wait = Math.max(0, this.#next * GRAIN_MS - performance.now());
    this.#timer = setTimeout(() => {
      this.#end();
    }, wait);
  }

  #end(): void {
    const now = performance.now() / GRAIN_MS;
    for (const [span, ends] of this.#spans) {
      if (span > now) continue;
      this.#spans.delete(span);
      for (const end of ends) end();
    }
    this.#set();
  }
}
