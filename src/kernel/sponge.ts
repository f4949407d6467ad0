/**
 * The sponge of cSHAKE256 (NIST SP 800-185 §3) in WebAssembly. It is a separate module, because
 * hashing is synchronous and must not need a kernel, and small enough for every browser to compile
 * on a page's main thread.
 */
import { SPONGE } from './generated/sponge.ts';

/** Size of one block in bytes. */
export const RATE_BYTES = 136;

/** Size of a state in bytes. */
const STATE_BYTES = 200;

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
    const bytes = Uint8Array.from(atob(SPONGE), (character) => character.charCodeAt(0));
    const { exports } = new WebAssembly.Instance(new WebAssembly.Module(bytes));
    shared = new Sponge(exports as unknown as SpongeExports);
  }
  return shared;
}
