import { concatBytes } from '@noble/hashes/utils.js';
import { fromBytes, toBytes } from '../../../wire/codec.ts';
import { eventCodec, MAX_EVENT_BYTES, type SessionEvent } from '../event.ts';
import { MissingEvent, type StoredEvent } from '../eventStore.ts';

/** Bytes of one row at most: the driver has a row in memory several times, and in text of twice the length. */
export const PART_BYTES: number = 2 ** 20;

/** A row of the table of events. */
export interface Row {
  readonly place: number;
  readonly part: number;
  /** Rows that its event has. */
  readonly parts: number;
  readonly body: Uint8Array;
}

/** An event's bytes in parts of at most PART_BYTES; at least one. */
export function partsOf(event: SessionEvent): readonly Uint8Array[] {
  const bytes = toBytes(eventCodec, event);
  const count = Math.max(1, Math.ceil(bytes.length / PART_BYTES));
  return Array.from({ length: count }, (_, i) =>
    bytes.subarray(i * PART_BYTES, (i + 1) * PART_BYTES),
  );
}

/** Puts rows, which come in order, together into events. */
export class Assembler {
  readonly #session: string;
  #place: number;
  #parts: Uint8Array[] = [];

  constructor(session: string, from: number) {
    this.#session = session;
    this.#place = from;
  }

  /** Where to read on: place and part. */
  get position(): readonly [number, number] {
    return [this.#place, this.#parts.length];
  }

  /** Takes the next row; its event, where it is the last one of it. @throws MissingEvent where a row is missing */
  add({ place, part, parts, body }: Row): StoredEvent | undefined {
    if (place !== this.#place || part !== this.#parts.length) {
      throw new MissingEvent(this.#session, this.#place);
    }
    this.#parts.push(body);
    if (this.#parts.length < parts) return undefined;
    // In separate memory: the driver's buffers are pieces of larger ones.
    const whole = concatBytes(...this.#parts);
    const event = fromBytes(eventCodec, whole, MAX_EVENT_BYTES, 'event');
    this.#place += 1;
    this.#parts = [];
    return { place, event };
  }
}
