import { concatBytes } from '@noble/hashes/utils.js';
import { fromBytes, toBytes } from '../../../wire/codec.ts';
import { eventCodec, MAX_EVENT_BYTES, type SessionEvent } from '../event.ts';
import { MissingEvent, type StoredEvent } from '../eventStore.ts';

/**
 * Limit on the body of one row, in bytes. The driver holds a row in memory several times, and as
 * text of twice the length.
 */
export const PART_BYTES: number = 2 ** 20;

/** A row of the table of events. */
export interface Row {
  readonly place: number;
  readonly part: number;
  /** Number of rows of the event. */
  readonly parts: number;
  readonly body: Uint8Array;
}

/** Encodes an event in one or more parts of at most `PART_BYTES`. */
export function partsOf(event: SessionEvent): readonly Uint8Array[] {
  const bytes = toBytes(eventCodec, event);
  const count = Math.max(1, Math.ceil(bytes.length / PART_BYTES));
  return Array.from({ length: count }, (_, i) =>
    bytes.subarray(i * PART_BYTES, (i + 1) * PART_BYTES),
  );
}

/** Assembles events from rows, which must be added in order. */
export class Assembler {
  readonly #session: string;
  #place: number;
  #parts: Uint8Array[] = [];

  constructor(session: string, from: number) {
    this.#session = session;
    this.#place = from;
  }

  /** Where to continue reading: place and part. */
  get position(): readonly [number, number] {
    return [this.#place, this.#parts.length];
  }

  /**
   * Adds the next row.
   *
   * @returns the event, if this row completes it
   * @throws MissingEvent if a row is missing; WireError if the event is damaged
   */
  add({ place, part, parts, body }: Row): StoredEvent | undefined {
    if (place !== this.#place || part !== this.#parts.length) {
      throw new MissingEvent(this.#session, this.#place);
    }
    this.#parts.push(body);
    if (this.#parts.length < parts) return undefined;
    // Copied, because the driver's buffers are parts of larger ones.
    const whole = concatBytes(...this.#parts);
    const event = fromBytes(eventCodec, whole, MAX_EVENT_BYTES, 'event');
    this.#place += 1;
    this.#parts = [];
    return { place, event };
  }
}
