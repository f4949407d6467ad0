import type { Journal, JournalEntry } from '../../net/journal/journal.ts';

/** Notes of a participation that outlive its process, and last as long as an attack. */
export class MemoryJournal implements Journal {
  readonly #entries: JournalEntry[] = [];

  entries(): Promise<readonly JournalEntry[]> {
    return Promise.resolve([...this.#entries]);
  }

  append(entry: JournalEntry): Promise<void> {
    // The seed is wiped where the process ends; what is written down stays.
    this.#entries.push(structuredClone(entry));
    return Promise.resolve();
  }

  discard(): Promise<void> {
    this.#entries.length = 0;
    return Promise.resolve();
  }

  close(): Promise<void> {
    return Promise.resolve();
  }
}
