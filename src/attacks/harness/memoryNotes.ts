import type { Journal } from '../../net/participant/journal/journal.ts';
import type { NoteStorage } from '../../net/participant/journal/noteStorage.ts';
import { SealedJournal } from '../../net/participant/journal/sealedJournal.ts';
import type { ClientId } from '../../session/party.ts';
import { randomOf, type Scenario } from './scenario.ts';

/**
 * In-memory storage of a participant's journal for the duration of an attack. It outlives the
 * participant's process, and others can change it.
 */
export class MemoryNotes implements NoteStorage {
  readonly where = 'the notes';
  inPlace = true;
  #notes: Uint8Array[] = [];
  #head: Uint8Array | undefined;
  readonly #finished = new Map<string, Uint8Array>();

  /** Opens the library's own journal of a client on this storage, as a process does. */
  open(scenario: Scenario, id: ClientId): Promise<Journal> {
    const random = randomOf(scenario, `notes of client ${id}`);
    return SealedJournal.open(this, scenario.testBed.checks, scenario.identities[id]!, random);
  }

  /** Loses the last entry, as a log does whose end is cut off or corrupted. */
  loseLast(): void {
    this.#notes.pop();
  }

  /** A copy, whose contents do not differ from the original. */
  copy(): MemoryNotes {
    const copy = new MemoryNotes();
    copy.inPlace = false;
    copy.#notes = [...this.#notes];
    copy.#head = this.#head;
    return copy;
  }

  note(index: number): Promise<Uint8Array | undefined> {
    return Promise.resolve(this.#notes[index]);
  }

  putNote(index: number, sealed: Uint8Array): Promise<void> {
    this.#notes[index] = sealed;
    return Promise.resolve();
  }

  head(): Promise<Uint8Array | undefined> {
    return Promise.resolve(this.#head);
  }

  putHead(head: Uint8Array): Promise<void> {
    this.#head = head;
    return Promise.resolve();
  }

  clear(): Promise<void> {
    this.#notes = [];
    this.#head = undefined;
    return Promise.resolve();
  }

  finishedNames(): Promise<readonly string[]> {
    return Promise.resolve([...this.#finished.keys()]);
  }

  finished(name: string): Promise<Uint8Array | undefined> {
    return Promise.resolve(this.#finished.get(name));
  }

  putFinished(name: string, sealed: Uint8Array): Promise<void> {
    this.#finished.set(name, sealed);
    return Promise.resolve();
  }

  forgetFinished(name: string): Promise<void> {
    this.#finished.delete(name);
    return Promise.resolve();
  }

  async close(): Promise<void> {}
}
