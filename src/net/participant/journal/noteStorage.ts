/**
 * Where a participant's notes lie, sealed, and their head apart from them. Whatever is put is kept for good when it resolves.
 * Every method throws JournalError where that cannot be done.
 */
export interface NoteStorage {
  /** What sentences call the place. */
  readonly where: string;
  /** Whether it is the place in which it was made, and no copy. */
  readonly inPlace: boolean;
  /** The note at a place, counted from 0. */
  note(index: number): Promise<Uint8Array | undefined>;
  putNote(index: number, sealed: Uint8Array): Promise<void>;
  /** How far the notes have got. */
  head(): Promise<Uint8Array | undefined>;
  /** Replaces the head, whole or not at all. */
  putHead(head: Uint8Array): Promise<void>;
  /** Forgets the notes, then their head. */
  clear(): Promise<void>;
  /** Names of participations that have ended. */
  finishedNames(): Promise<readonly string[]>;
  /** A participation that has ended. */
  finished(name: string): Promise<Uint8Array | undefined>;
  putFinished(name: string, sealed: Uint8Array): Promise<void>;
  forgetFinished(name: string): Promise<void>;
  close(): Promise<void>;
}
