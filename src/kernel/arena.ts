/**
 * Memory of one WebAssembly instance, allocated like a stack. Released memory is wiped, so that no
 * input remains after the call that brought it.
 */
import { platformError } from './platformError.ts';
import { instantiatePairs, type PairExports } from './pairs.ts';
import type { CompiledKernel, WasmExports } from './wasm.ts';

const PAGE_BYTES = 65536;
const ALIGNMENT = 16;

/** Default limit for one call. Work is done in pieces, so every call stays far below it. */
const MOST_BYTES = 64 * 1024 * 1024;

/** A WebAssembly instance with its memory. */
export class Arena {
  readonly wasm: WasmExports;
  /** Additions two at a time in the same memory, if the engine allows them. */
  readonly pairs: PairExports | undefined;
  readonly #base: number;
  readonly #most: number;
  #next: number;

  constructor(wasm: WasmExports, pairs?: PairExports, most: number = MOST_BYTES) {
    this.wasm = wasm;
    this.pairs = pairs;
    this.#most = most;
    // The constants of the pairs come after those of the kernel.
    this.#base = Math.ceil((pairs ?? wasm).heapBase() / ALIGNMENT) * ALIGNMENT;
    this.#next = this.#base;
  }

  /**
   * Allocates `bytes` of zeros, and returns their address. Views made before may be detached
   * afterwards.
   *
   * @throws RangeError beyond the arena's limit
   * @throws PlatformError if the system refuses the memory
   */
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

  /** Allocates a copy of `bytes`, and returns its address. */
  put(bytes: Uint8Array): number {
    const address = this.take(bytes.length);
    this.view(address, bytes.length).set(bytes);
    return address;
  }

  /** A view of the memory at an address, valid until the next allocation. */
  view(address: number, length: number): Uint8Array {
    return new Uint8Array(this.wasm.memory.buffer, address, length);
  }

  /** A copy of the memory at an address. */
  copy(address: number, length: number): Uint8Array<ArrayBuffer> {
    return this.view(address, length).slice();
  }

  /** Wipes and releases all allocations. */
  release(): void {
    this.#releaseTo(this.#base);
  }

  #releaseTo(address: number): void {
    this.view(address, this.#next - address).fill(0);
    this.#next = address;
  }

  /** Runs `work`, and afterwards releases all allocations, also if it throws. */
  during<Result>(work: () => Result): Result {
    try {
      return work();
    } finally {
      this.release();
    }
  }

  /** Runs `work`, and afterwards wipes and releases only what it allocated. */
  scoped<Result>(work: () => Result): Result {
    const start = this.#next;
    try {
      return work();
    } finally {
      this.#releaseTo(start);
    }
  }
}

/** Creates an arena of at most `most` bytes on new instances of the modules. */
export async function openArena(modules: CompiledKernel, most?: number): Promise<Arena> {
  try {
    const { exports } = await WebAssembly.instantiate(modules.kernel, {});
    const wasm = exports as unknown as WasmExports;
    const pairs = modules.pairs && (await instantiatePairs(modules.pairs, wasm.memory));
    return new Arena(wasm, pairs, most);
  } catch (error) {
    throw platformError(error);
  }
}

/** A pool of arenas for work that spans several turns of the event loop. */
export class Arenas {
  readonly #modules: CompiledKernel;
  readonly #idle: Arena[] = [];

  constructor(modules: CompiledKernel) {
    this.#modules = modules;
  }

  /** Runs `work` with an arena that nothing else uses until the promise settles. */
  async during<Result>(work: (arena: Arena) => Promise<Result>): Promise<Result> {
    const arena = this.#idle.pop() ?? (await openArena(this.#modules));
    try {
      return await work(arena);
    } finally {
      arena.release();
      this.#idle.push(arena);
    }
  }
}
