/** Encoded events in parts, so that a store can give back a piece of a large one. */
import { concatBytes } from '@noble/hashes/utils.js';
import { fromBytes, toBytes } from '../../../wire/codec.ts';
import { eventCodec, MAX_EVENT_BYTES, type SessionEvent } from '../event.ts';
import { MissingEvent, type StoredEvent } from '../eventStore.ts';

/** A part of an event, as it is stored. */
export interface Row {
  readonly place: number;
  readonly part: number;
  /** Number of parts of the event. */
  readonly parts: number;
  readonly body: Uint8Array;
}

/** Encodes an event in one or more parts of at most `partBytes`. */
export function partsOf(event: SessionEvent, partBytes: number): readonly Uint8Array[] {
  const bytes = toBytes(eventCodec, event);
  const count = Math.max(1, Math.ceil(bytes.length / partBytes));
  return Array.from({ length: count }, (_, i) =>
    bytes.subarray(i * partBytes, (i + 1) * partBytes),
  );
}

/** Assembles events from parts, which must be added in order. */
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

  /** Whether the last part that was added was the last one of its event. */
  get whole(): boolean {
    return this.#parts.length === 0;
  }

  /**
   * Adds the next part.
   *
   * @returns the event, if this part completes it
   * @throws MissingEvent if a part is missing; WireError if the event is damaged
   */
  add({ place, part, parts, body }: Row): StoredEvent | undefined {
    if (place !== this.#place || part !== this.#parts.length) {
      throw new MissingEvent(this.#session, this.#place);
    }
    this.#parts.push(body);
    if (this.#parts.length < parts) return undefined;
    // Copied, because the buffers of drivers are parts of larger ones, or are used again.
    const whole = concatBytes(...this.#parts);
    const event = fromBytes(eventCodec, whole, MAX_EVENT_BYTES, 'event');
    this.#place += 1;
    this.#parts = [];
    return { place, event };
  }
}
