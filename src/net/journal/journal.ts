import {
  bytesBetween,
  type Codec,
  fixedBytes,
  fromBytes,
  oneOf,
  struct,
  toBytes,
  variant,
} from '../../wire/codec.ts';

/**
 * What a participant notes of one session before anything of it leaves the process, so that a process that comes back says the
 * very same again and nothing else. The notes hold the seed of all its secrets: whoever reads them can unmask its input.
 */
export interface Journal {
  /** What was noted so far, in its order. */
  entries(): Promise<readonly JournalEntry[]>;
  /** Notes one more; kept for good when it resolves. */
  append(entry: JournalEntry): Promise<void>;
  /** Forgets everything, once the session is over for this participant, and lets go of where it was kept. */
  discard(): Promise<void>;
  /** Lets go, with everything kept. */
  close(): Promise<void>;
}

/** Notes that cannot be read, written, or followed: taking part without them could answer twice. */
export class JournalError extends Error {
  override readonly name = 'JournalError';
}

/** The first note: the round is about to be claimed, and nothing was sent. */
export interface Begun {
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
  /** What is answered: the coordinator's envelope, and what came beside it. */
  readonly envelope: Uint8Array;
  readonly attachment: Uint8Array;
  /** 32 bytes: the digest of the envelope that answers it. */
  readonly answer: Uint8Array;
  /** Range proofs that go with the answer: their maker's randomness is its own. Else empty. */
  readonly proofs: Uint8Array;
}

/** One note. */
export type JournalEntry = Begun | Answer;

/** Notes are smaller than this. */
const MAX_ENTRY_BYTES = 2 ** 30;

const entryCodec: Codec<JournalEntry> = variant('kind', {
  begun: struct<Begun>({
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

/** A note as it is kept. */
export function entryBytes(entry: JournalEntry): Uint8Array {
  return toBytes(entryCodec, entry);
}

/** Reads a note back. @throws WireError */
export function entryFrom(bytes: Uint8Array): JournalEntry {
  return fromBytes(entryCodec, bytes, MAX_ENTRY_BYTES, 'note');
}
