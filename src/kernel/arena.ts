/**
 * Memory of one WebAssembly instance, allocated from the bottom and released all at once. Released
 * memory is wiped, so no input outlives the call that it came with.
 */
import { platformError } from './platformError.ts';
import type { WasmExports } from './wasm.ts';

const PAGE_BYTES = 65536;
const ALIGNMENT = 16;

/**
 * The most that one call may take unless it asks for a larger arena: chunking keeps every call far
 * below it.
 */
const MOST_BYTES = 64 * 1024 * 1024;

/** One instance of the module, with its memory. */
export class Arena {
  readonly wasm: WasmExports;
  readonly #base: number;
  readonly #most: number;
  #next: number;

  constructor(wasm: WasmExports, most: number = MOST_BYTES) {
    this.wasm = wasm;
    this.#most = most;
    this.#base = Math.ceil(wasm.heapBase() / ALIGNMENT) * ALIGNMENT;
    this.#next = this.#base;
  }

  /** Takes `bytes` of zeros and returns their address. Views made before may be detached afterwards. */
  take(bytes: number): number {
    const start = this.#next;
    const end = start + Math.ceil(bytes / ALIGNMENT) * ALIGNMENT;
    if (!(end - this.#base <= this.#most)) {
      throw new RangeError(`kernel: ${bytes} more bytes are too many for one step`);
    }
    const missing = end - this.wasm.memory.buffer.byteLength;
    if (missing > 0) this.#grow(missing);
    this.#next = end;
    return start;
  }

  #grow(bytes: number): void {
    try {
      this.wasm.memory.grow(Math.ceil(bytes / PAGE_BYTES));
    } catch (error) {
      throw platformError(error);
    }
  }

  /** Takes room for a copy of `bytes`. */
  put(bytes: Uint8Array): number {
    const address = this.take(bytes.length);
    this.view(address, bytes.length).set(bytes);
    return address;
  }

  /** The memory at an address, until the next `take`. */
  view(address: number, length: number): Uint8Array {
    return new Uint8Array(this.wasm.memory.buffer, address, length);
  }

  /** A copy of the memory at an address. */
  copy(address: number, length: number): Uint8Array<ArrayBuffer> {
    return this.view(address, length).slice();
  }

  /** Wipes and releases everything that was taken. */
  release(): void {
    this.#releaseTo(this.#base);
  }

  #releaseTo(address: number): void {
    this.view(address, this.#next - address).fill(0);
    this.#next = address;
  }

  /** Runs `work` and then releases, whatever happens. */
  during<Result>(work: () => Result): Result {
    try {
      return work();
    } finally {
      this.release();
    }
  }

  /** Runs `work` and then wipes and releases only what it took. */
  scoped<Result>(work: () => Result): Result {
    const start = this.#next;
    try {
      return work();
    } finally {
      this.#releaseTo(start);
    }
  }
}

/** An arena of at most `most` bytes on a fresh instance of `module`. */
export async function openArena(module: WebAssembly.Module, most?: number): Promise<Arena> {
  try {
    const { exports } = await WebAssembly.instantiate(module, {});
    return new Arena(exports as unknown as WasmExports, most);
  } catch (error) {
    throw platformError(error);
  }
}

/**
 * Arenas for work that spans several turns of the event loop: one each, reused when the work is
 * done.
 */
export class Arenas {
  readonly #module: WebAssembly.Module;
  readonly #idle: Arena[] = [];

  constructor(module: WebAssembly.Module) {
    this.#module = module;
  }

  /** Runs `work` on a separate arena. */
  async during<Result>(work: (arena: Arena) => Promise<Result>): Promise<Result> {
    const arena = this.#idle.pop() ?? (await openArena(this.#module));
    try {
      return await work(arena);
    } finally {
      arena.release();
      this.#idle.push(arena);
    }
  }
}
