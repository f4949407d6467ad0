import {
  bytesBetween,
  type Codec,
  fixedBytes,
  fromBytes,
  oneOf,
  struct,
  toBytes,
  variant,
} from '../../../wire/codec.ts';
import type { CheckName } from '../../../session/checks/table.ts';

/**
 * What a participant writes down about a session before anything leaves the process, so that a
 * restarted process sends exactly the same again and nothing else. The journal contains the seed of
 * all its secrets: anyone who reads it can unmask its input.
 */
export interface Journal {
  /** What was noted so far, in its order. */
  entries(): Promise<readonly JournalEntry[]>;
  /** Notes one more; kept for good when it resolves. */
  append(entry: JournalEntry): Promise<void>;
  /** Forgets the notes, once nothing can be answered any more; with `finished`, what it takes to fetch the record is kept first. */
  end(finished?: Finished): Promise<void>;
  /** Participations that have ended, whose records have not been kept yet. */
  finished(): Promise<readonly Finished[]>;
  /**
   * Forgets a participation that has ended: its record is kept.
   *
   * @param session - 32 bytes: the session's digest
   */
  forget(session: Uint8Array): Promise<void>;
  /** Lets go, with everything kept. */
  close(): Promise<void>;
}

/** Notes that cannot be read, written, or followed: taking part without them could answer twice. */
export class JournalError extends Error {
  override readonly name = 'JournalError';
  /** The check that failed, where one did: `journal-head`. */
  readonly check: CheckName | undefined;

  /**
   * Notes that must not be used.
   *
   * @param message - What is wrong with them, and what to do next.
   * @param options - The cause, and the check that failed.
   */
  constructor(message: string, options: ErrorOptions & { readonly check?: CheckName } = {}) {
    super(message, options);
    this.check = options.check;
  }
}

/** The first note: the round is about to be claimed, and nothing was sent. */
export interface Beginning {
  readonly kind: 'begun';
  /** 32 bytes: the session's digest. */
  readonly session: Uint8Array;
  /** The coordinator's envelope. */
  readonly invitation: Uint8Array;
  /** 32 bytes that all randomness of the session comes from. */
  readonly seed: Uint8Array;
}

/** An answer was computed, and was not sent before this was kept. */
export interface Answer {
  readonly kind: 'answer';
  /** The message to answer: the coordinator's envelope and its attachment. */
  readonly envelope: Uint8Array;
  readonly attachment: Uint8Array;
  /** 32 bytes: the digest of the envelope that answers it. */
  readonly answer: Uint8Array;
  /** Range proofs that go with the answer: their maker's randomness is its own. Else empty. */
  readonly proofs: Uint8Array;
}

/** What is kept of a participation that has ended, until its record is: nothing in it is secret. */
export interface Finished {
  /** 32 bytes: the session's digest. */
  readonly session: Uint8Array;
  /** The coordinator's envelope. */
  readonly invitation: Uint8Array;
  /** The Commit envelope that the participant finds itself by in the record. */
  readonly receipt: Uint8Array;
}

/** One note. */
export type JournalEntry = Beginning | Answer;

/** Notes are smaller than this. */
const MAX_ENTRY_BYTES = 2 ** 30;

const entryCodec: Codec<JournalEntry> = variant('kind', {
  begun: struct<Beginning>({
    kind: oneOf('begun'),
    session: fixedBytes(32),
    invitation: bytesBetween(1, MAX_ENTRY_BYTES),
    seed: fixedBytes(32),
  }),
  answer: struct<Answer>({
    kind: oneOf('answer'),
    envelope: bytesBetween(1, MAX_ENTRY_BYTES),
    attachment: bytesBetween(0, MAX_ENTRY_BYTES),
    answer: fixedBytes(32),
    proofs: bytesBetween(0, MAX_ENTRY_BYTES),
  }),
});

const finishedCodec = struct<Finished>({
  session: fixedBytes(32),
  invitation: bytesBetween(1, MAX_ENTRY_BYTES),
  receipt: bytesBetween(1, MAX_ENTRY_BYTES),
});

/** A note as it is kept. */
export function entryBytes(entry: JournalEntry): Uint8Array {
  return toBytes(entryCodec, entry);
}

/** Reads a note back. @throws WireError */
export function entryFrom(bytes: Uint8Array): JournalEntry {
  return fromBytes(entryCodec, bytes, MAX_ENTRY_BYTES, 'note');
}

/** A participation that has ended, as it is kept. */
export function finishedBytes(finished: Finished): Uint8Array {
  return toBytes(finishedCodec, finished);
}

/** Reads one back. @throws WireError */
export function finishedFrom(bytes: Uint8Array): Finished {
  return fromBytes(finishedCodec, bytes, MAX_ENTRY_BYTES, 'finished participation');
}
