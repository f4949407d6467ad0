import {
  bytesBetween,
  type Codec,
  fixedBytes,
  fromBytes,
  list,
  oneOf,
  struct,
  toBytes,
  variant,
} from '../../../wire/codec.ts';
import type { CheckName } from '../../../session/checks/table.ts';
import { MAX_PARTS } from '../../../session/limits.ts';

/**
 * The journal of one participation. Each answer is written to it before anything leaves the
 * process, so that a process that resumes sends exactly the same messages again and no others. The
 * journal contains the seed of all the participant's secrets: anyone who reads it can unmask the
 * input.
 */
export interface Journal {
  /** The entries so far, in order. */
  entries(): Promise<readonly JournalEntry[]>;
  /** Appends an entry; durable when it resolves. */
  append(entry: JournalEntry): Promise<void>;
  /**
   * Deletes the entries at the end of the participation. With `finished`, what is needed to fetch
   * the record is stored first.
   */
  end(finished?: Finished): Promise<void>;
  /** Participations that have ended, but whose records have not been kept yet. */
  finished(): Promise<readonly Finished[]>;
  /**
   * Deletes a finished participation, once its record is kept.
   *
   * @param session - The session's digest, 32 bytes.
   */
  forget(session: Uint8Array): Promise<void>;
  /** Closes the journal; its entries stay. */
  close(): Promise<void>;
}

/**
 * The journal cannot be read, written or resumed from. Do not take part without it: this client
 * could answer the same message twice.
 */
export class JournalError extends Error {
  override readonly name = 'JournalError';
  /** The check that failed, if it was one: `journal-head`. */
  readonly check: CheckName | undefined;

  /**
   * Describes a journal that must not be used.
   *
   * @param message - What is wrong with it, and what to do next.
   * @param options - The cause, and the check that failed.
   */
  constructor(message: string, options: ErrorOptions & { readonly check?: CheckName } = {}) {
    super(message, options);
    this.check = options.check;
  }
}

/** The first entry, written before the round is claimed and before anything is sent. */
export interface Beginning {
  readonly kind: 'begun';
  /** The digest of the session, or of the plan of all parts, 32 bytes. */
  readonly session: Uint8Array;
  /** The coordinator's invitation envelopes: one, or those of all parts, in their order. */
  readonly invitations: readonly Uint8Array[];
  /** The seed of all the session's randomness, 32 bytes. */
  readonly seed: Uint8Array;
}

/** An answer that was computed, written before it is sent. */
export interface Answer {
  readonly kind: 'answer';
  /** The coordinator's envelope that was answered. */
  readonly envelope: Uint8Array;
  /** Its attachment; empty if it has none. */
  readonly attachment: Uint8Array;
  /** The digest of the answer's envelope, 32 bytes. */
  readonly answer: Uint8Array;
  /**
   * The range proofs that the answer contains, which are stored because provers draw fresh
   * randomness; empty for other answers.
   */
  readonly proofs: Uint8Array;
  /** What the scheme proves about the payload in the answer, for the same reason; else empty. */
  readonly payloadProof: Uint8Array;
}

/**
 * What is kept of a participation that has ended until its record is kept. None of it is secret.
 */
export interface Finished {
  /** The digest of the session, or of the plan of all parts, 32 bytes. */
  readonly session: Uint8Array;
  /** The coordinator's invitation envelope, to the first part if there are several. */
  readonly invitation: Uint8Array;
  /** The Commit envelope, or the file of those of all parts: with it, the participant finds itself in the record. */
  readonly receipt: Uint8Array;
}

/** An entry of the journal. */
export type JournalEntry = Beginning | Answer;

/** Limit on an entry, in bytes. */
const MAX_ENTRY_BYTES = 2 ** 30;

const entryCodec: Codec<JournalEntry> = variant('kind', {
  begun: struct<Beginning>({
    kind: oneOf('begun'),
    session: fixedBytes(32),
    invitations: list(bytesBetween(1, MAX_ENTRY_BYTES), MAX_PARTS, 1),
    seed: fixedBytes(32),
  }),
  answer: struct<Answer>({
    kind: oneOf('answer'),
    envelope: bytesBetween(1, MAX_ENTRY_BYTES),
    attachment: bytesBetween(0, MAX_ENTRY_BYTES),
    answer: fixedBytes(32),
    proofs: bytesBetween(0, MAX_ENTRY_BYTES),
    payloadProof: bytesBetween(0, MAX_ENTRY_BYTES),
  }),
});

const finishedCodec = struct<Finished>({
  session: fixedBytes(32),
  invitation: bytesBetween(1, MAX_ENTRY_BYTES),
  receipt: bytesBetween(1, MAX_ENTRY_BYTES),
});

/** Encodes an entry as CBOR. */
export function entryBytes(entry: JournalEntry): Uint8Array {
  return toBytes(entryCodec, entry);
}

/**
 * Decodes an entry.
 *
 * @throws WireError if the bytes are not a canonical encoding of one
 */
export function entryFrom(bytes: Uint8Array): JournalEntry {
  return fromBytes(entryCodec, bytes, MAX_ENTRY_BYTES, 'journal entry');
}

/** Encodes a finished participation as CBOR. */
export function finishedBytes(finished: Finished): Uint8Array {
  return toBytes(finishedCodec, finished);
}

/**
 * Decodes a finished participation.
 *
 * @throws WireError if the bytes are not a canonical encoding of one
 */
export function finishedFrom(bytes: Uint8Array): Finished {
  return fromBytes(finishedCodec, bytes, MAX_ENTRY_BYTES, 'finished participation');
}
