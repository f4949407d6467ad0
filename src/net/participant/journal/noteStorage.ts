/**
 * Storage of a journal: encrypted entries, their head kept apart from them, and finished
 * participations. Writes are durable when they resolve. Every method throws JournalError if the
 * storage cannot be read or written.
 */
export interface NoteStorage {
  /** The path, for messages. */
  readonly where: string;
  /** Whether the storage is where it was created, rather than a copy. */
  readonly inPlace: boolean;
  /** The encrypted entry at an index, from 0; `undefined` if there is none. */
  note(index: number): Promise<Uint8Array | undefined>;
  /** Stores the encrypted entry at an index. */
  putNote(index: number, sealed: Uint8Array): Promise<void>;
  /** The sealed head of the entries; `undefined` if nothing was written yet. */
  head(): Promise<Uint8Array | undefined>;
  /** Replaces the head atomically. */
  putHead(head: Uint8Array): Promise<void>;
  /** Removes the entries with their head. */
  clear(): Promise<void>;
  /** Names of the finished participations: their sessions' digests in hexadecimal. */
  finishedNames(): Promise<readonly string[]>;
  /** The encrypted finished participation of that name; `undefined` if there is none. */
  finished(name: string): Promise<Uint8Array | undefined>;
  /** Stores an encrypted finished participation under a name. */
  putFinished(name: string, sealed: Uint8Array): Promise<void>;
  /** Removes the finished participation of that name, if there is one. */
  forgetFinished(name: string): Promise<void>;
  /** Closes the storage; what it has stays. */
  close(): Promise<void>;
}
