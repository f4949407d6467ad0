/**
 * The sponge of cSHAKE256 (NIST SP 800-185 §3) in WebAssembly, with SHA-256 of short inputs. It is a separate module, because
 * hashing is synchronous and must not need a kernel, and small enough for every browser to compile
 * on a page's main thread.
 */
import { SPONGE } from './generated/sponge.ts';
import { moduleBytes } from './moduleBytes.ts';

/** Size of one block in bytes. */
export const RATE_BYTES = 136;

/** Size of a state in bytes. */
const STATE_BYTES = 200;

/** Size of a digest in bytes. */
const DIGEST_BYTES = 32;

/** What SHA-256 needs of the buffer after its input, at most. */
const PADDING_BYTES = 72;

/** The most fields, and blocks, of a form. */
const MOST_FIELDS = 8;
const MOST_BLOCKS = 4;

/**
 * Inputs of one form: all of them are these blocks, the last padded, but for fields. A row holds the fields of one input, one after
 * another, at least 32 bytes.
 */
export interface RowForm {
  readonly blocks: Uint8Array;
  readonly fields: readonly { readonly at: number; readonly length: number }[];
}

/** Exports of src/kernel/assembly/sponge/index.ts. */
interface SpongeExports {
  readonly memory: WebAssembly.Memory;
  stateAt(): number;
  bufferAt(): number;
  bufferBytes(): number;
  slotCount(): number;
  clear(): void;
  keep(slot: number): void;
  resume(slot: number): void;
  permute(): void;
  absorb(blocks: number): void;
  finish(length: number): void;
  formAt(): number;
  fieldsAt(): number;
  hashRows(slot: number, count: number, fieldCount: number, blocks: number): void;
  sha256(length: number): void;
}

/**
 * One state with its pending input. A hash runs synchronously from `resume` or `clear` to `wipe`,
 * so one instance serves a whole thread.
 */
export class Sponge {
  readonly #wasm: SpongeExports;
  readonly #state: Uint8Array;
  readonly #buffer: Uint8Array;
  /** Number of bytes in the buffer; less than its size between calls. */
  #waiting = 0;
  /** Whether the buffer still contains absorbed input. */
  #used = false;

  constructor(wasm: SpongeExports) {
    this.#wasm = wasm;
    // The memory never grows, so these views stay valid.
    this.#state = new Uint8Array(wasm.memory.buffer, wasm.stateAt(), STATE_BYTES);
    this.#buffer = new Uint8Array(wasm.memory.buffer, wasm.bufferAt(), wasm.bufferBytes());
  }

  /** Number of states that can be saved. */
  get slotCount(): number {
    return this.#wasm.slotCount();
  }

  /** Absorbs bytes. */
  write(bytes: Uint8Array): void {
    if (this.#waiting + bytes.length < this.#buffer.length) {
      this.#buffer.set(bytes, this.#waiting);
      this.#waiting += bytes.length;
      return;
    }
    for (let at = 0; at < bytes.length;) {
      const part = bytes.subarray(at, at + this.#buffer.length - this.#waiting);
      this.#buffer.set(part, this.#waiting);
      at += part.length;
      this.#waiting += part.length;
      this.#absorbIfFull();
    }
  }

  /** Absorbs one byte. */
  writeByte(byte: number): void {
    this.#buffer[this.#waiting++] = byte;
    this.#absorbIfFull();
  }

  /** Pads the last block with zeros and absorbs it: bytepad (SP 800-185 §2.3.3). */
  padBlock(): void {
    const blocks = Math.ceil(this.#waiting / RATE_BYTES);
    this.#buffer.fill(0, this.#waiting, blocks * RATE_BYTES);
    this.#wasm.absorb(blocks);
    this.#waiting = 0;
  }

  /** Ends the input; the first block of output can then be read. */
  finish(): void {
    this.#wasm.finish(this.#waiting);
    this.#waiting = 0;
  }

  /** Computes the next block of output. */
  permute(): void {
    this.#wasm.permute();
  }

  /**
   * Bytes `start` to `end` of the current block of output (`end` ≤ `RATE_BYTES`), or the whole
   * state.
   */
  read(start = 0, end: number = STATE_BYTES): Uint8Array {
    return this.#state.slice(start, end);
  }

  /** Continues from a state returned by `read`. */
  load(state: Uint8Array): void {
    this.#state.set(state);
  }

  /** Resets the state to zeros. */
  clear(): void {
    this.#wasm.clear();
  }

  /** Saves the state in a slot, overwriting it. */
  keep(slot: number): void {
    this.#wasm.keep(slot);
  }

  /** Restores the state from a slot. */
  resume(slot: number): void {
    this.#wasm.resume(slot);
  }

  /**
   * SHA-256 of a short input. Nothing of it stays in memory.
   *
   * @throws RangeError if the buffer has no room for it and its padding
   */
  sha256(bytes: Uint8Array): Uint8Array {
    if (bytes.length > this.#buffer.length - PADDING_BYTES) {
      throw new RangeError(`${bytes.length} bytes are too many to hash at once`);
    }
    this.#buffer.set(bytes);
    this.#wasm.sha256(bytes.length);
    return this.#buffer.slice(0, DIGEST_BYTES);
  }

  /** The first 32 bytes of output for each row, from the state in a slot on. Nothing of the rows stays in memory. */
  hashRows(slot: number, { blocks, fields }: RowForm, rows: Uint8Array): Uint8Array {
    const rowBytes = fields.reduce((sum, { length }) => sum + length, 0);
    const fits = fields.length <= MOST_FIELDS && blocks.length <= MOST_BLOCKS * RATE_BYTES;
    if (!fits || rowBytes < DIGEST_BYTES || rows.length % rowBytes !== 0) {
      throw new RangeError('rows must be of a form with up to 8 fields in 4 blocks');
    }
    const { buffer } = this.#wasm.memory;
    new Uint8Array(buffer, this.#wasm.formAt()).set(blocks);
    new Uint32Array(buffer, this.#wasm.fieldsAt()).set(
      fields.flatMap(({ at, length }) => [at, length]),
    );
    const digests = new Uint8Array((rows.length / rowBytes) * DIGEST_BYTES);
    const most = Math.floor(this.#buffer.length / rowBytes) * rowBytes;
    for (let from = 0, at = 0; from < rows.length; from += most) {
      const part = rows.subarray(from, from + most);
      const count = part.length / rowBytes;
      this.#buffer.set(part);
      this.#wasm.hashRows(slot, count, fields.length, blocks.length / RATE_BYTES);
      digests.set(this.#buffer.subarray(0, count * DIGEST_BYTES), at);
      at += count * DIGEST_BYTES;
    }
    this.#buffer.fill(0, 0, Math.min(digests.length, this.#buffer.length));
    return digests;
  }

  /** Wipes everything except saved states. */
  wipe(): void {
    this.#wasm.clear();
    // `finish` has wiped what it absorbed, which is everything unless the input was longer than the
    // buffer or was abandoned.
    if (this.#used || this.#waiting > 0) this.#buffer.fill(0);
    this.#used = false;
    this.#waiting = 0;
  }

  #absorbIfFull(): void {
    if (this.#waiting < this.#buffer.length) return;
    this.#wasm.absorb(this.#waiting / RATE_BYTES);
    this.#used = true;
    this.#waiting = 0;
  }
}

let shared: Sponge | undefined;

/** The sponge shared by everything on this thread, compiled on first use. */
export function sharedSponge(): Sponge {
  if (shared === undefined) {
    const bytes = moduleBytes(SPONGE);
    const { exports } = new WebAssembly.Instance(new WebAssembly.Module(bytes));
    shared = new Sponge(exports as unknown as SpongeExports);
  }
  return shared;
}
