/**
 * The sponge of cSHAKE256 (NIST SP 800-185 §3) in WebAssembly: a module of its own beside the kernel's, as hashes are wanted
 * where no kernel is, and synchronously. It is small enough for every browser to compile on a page's own thread.
 */
import { SPONGE } from './generated/sponge.ts';

/** Bytes of one block. */
export const RATE_BYTES = 136;

/** Bytes of a state. */
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
 * One state and the input that waits for it. A hash is one synchronous stretch from `resume` or `clear` to `wipe`, so that one of these
 * serves all of a thread.
 */
export class Sponge {
  readonly #wasm: SpongeExports;
  readonly #state: Uint8Array;
  readonly #buffer: Uint8Array;
  /** Bytes in the buffer: never as many as it holds, once a call has returned. */
  #waiting = 0;
  /** Whether there is input in the buffer that was taken in. */
  #used = false;

  constructor(wasm: SpongeExports) {
    this.#wasm = wasm;
    // The memory never grows, so these stay what they are.
    this.#state = new Uint8Array(wasm.memory.buffer, wasm.stateAt(), STATE_BYTES);
    this.#buffer = new Uint8Array(wasm.memory.buffer, wasm.bufferAt(), wasm.bufferBytes());
  }

  /** How many states can be kept. */
  get slotCount(): number {
    return this.#wasm.slotCount();
  }

  /** Takes in bytes. */
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

  /** Takes in one byte. */
  writeByte(byte: number): void {
    this.#buffer[this.#waiting++] = byte;
    this.#absorbIfFull();
  }

  /** Fills the last block with zeros, and takes it in: bytepad (SP 800-185 §2.3.3). */
  padBlock(): void {
    const blocks = Math.ceil(this.#waiting / RATE_BYTES);
    this.#buffer.fill(0, this.#waiting, blocks * RATE_BYTES);
    this.#wasm.absorb(blocks);
    this.#waiting = 0;
  }

  /** Ends the input. */
  finish(): void {
    this.#wasm.finish(this.#waiting);
    this.#waiting = 0;
  }

  /** The next block of output is ready afterwards. */
  permute(): void {
    this.#wasm.permute();
  }

  /** Output of the present block, from byte `start` to byte `end` ≤ `RATE_BYTES`, or the whole state. */
  read(start = 0, end: number = STATE_BYTES): Uint8Array {
    return this.#state.slice(start, end);
  }

  /** Goes on from a state that `read` gave. */
  load(state: Uint8Array): void {
    this.#state.set(state);
  }

  /** Starts from nothing. */
  clear(): void {
    this.#wasm.clear();
  }

  /** Keeps the state, in the place of what was kept there. */
  keep(slot: number): void {
    this.#wasm.keep(slot);
  }

  /** Starts from a state that was kept. */
  resume(slot: number): void {
    this.#wasm.resume(slot);
  }

  /** Forgets all but what is kept. */
  wipe(): void {
    this.#wasm.clear();
    // `finish` wiped what it took in: all, unless there was more than one buffer of it, or the input was given up.
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

/** The sponge that everything on this thread shares, compiled when it is first asked for. */
export function sharedSponge(): Sponge {
  if (shared === undefined) {
    const bytes = Uint8Array.from(atob(SPONGE), (character) => character.charCodeAt(0));
    const { exports } = new WebAssembly.Instance(new WebAssembly.Module(bytes));
    shared = new Sponge(exports as unknown as SpongeExports);
  }
  return shared;
}
