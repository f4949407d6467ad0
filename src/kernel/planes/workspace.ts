/**
 * Vectors over F_ℓ that stay in the memory of one WebAssembly instance over many steps of a proof.
 * What a step allocates is wiped and released when it ends.
 */
import { openArena, type Arena } from '../arena.ts';
import { ELEMENT_BYTES, FIELD_ORDER } from '../kernel.ts';
import { LIMB_BYTES, SUM_BYTES } from '../layout.ts';
import { compileKernel, type WasmExports } from '../wasm.ts';

/** The Montgomery radix R. */
const R = 1n << 261n;

/** `count` elements in Montgomery form, from address `at` on. */
export interface Elements {
  readonly at: number;
  readonly count: number;
}

/** The elements from `start` to `end` − 1. */
export function slice(elements: Elements, start: number, end: number): Elements {
  return { at: elements.at + start * LIMB_BYTES, count: end - start };
}

/**
 * Memory for vectors, and arithmetic on them. Nothing is checked: callers are responsible for
 * lengths.
 */
export class Workspace {
  readonly arena: Arena;
  readonly wasm: WasmExports;

  constructor(arena: Arena) {
    this.arena = arena;
    this.wasm = arena.wasm;
  }

  /** Runs `work`, and afterwards wipes and releases what it allocated. */
  scoped<Result>(work: () => Result): Result {
    return this.arena.scoped(work);
  }

  /** Allocates `count` zeros. */
  zeros(count: number): Elements {
    return { at: this.arena.take(count * LIMB_BYTES), count };
  }

  /** Elements from canonical bytes. */
  fromBytes(bytes: Uint8Array): Elements {
    const elements = this.zeros(bytes.length / ELEMENT_BYTES);
    this.scoped(() => {
      this.wasm.enterOrder(elements.at, this.arena.put(bytes), elements.count);
    });
    return elements;
  }

  /** Elements from integers in [0, ℓ). */
  fromIntegers(values: readonly bigint[]): Elements {
    return this.fromBytes(integersToBytes(values));
  }

  /** One element from an integer in [0, ℓ). */
  fromInteger(value: bigint): Elements {
    return this.fromIntegers([value]);
  }

  /**
   * r · R² mod ℓ: multiplying a plain integer by it multiplies by r and converts to Montgomery
   * form.
   */
  enteringFactor(r: bigint): Elements {
    return this.fromInteger((r * R) % FIELD_ORDER);
  }

  /** Encodes elements as canonical bytes. */
  toBytes({ at, count }: Elements): Uint8Array<ArrayBuffer> {
    return this.scoped(() => {
      const bytes = this.arena.take(count * ELEMENT_BYTES);
      this.wasm.leaveOrder(bytes, at, count);
      return this.arena.copy(bytes, count * ELEMENT_BYTES);
    });
  }

  /** Elements as integers in [0, ℓ). */
  toIntegers(elements: Elements): bigint[] {
    return bytesToIntegers(this.toBytes(elements));
  }

  /** One element as an integer in [0, ℓ). */
  toInteger(elements: Elements, index = 0): bigint {
    return this.toIntegers(slice(elements, index, index + 1))[0]!;
  }

  /** A copy of elements. */
  copyOf({ at, count }: Elements): Elements {
    const copy = this.zeros(count);
    this.arena.view(copy.at, count * LIMB_BYTES).set(this.arena.view(at, count * LIMB_BYTES));
    return copy;
  }

  /** elements[i] ← elements[i] · factor. */
  scale({ at, count }: Elements, factor: bigint): void {
    this.scoped(() => {
      this.wasm.scaleOrder(at, this.fromInteger(factor).at, count);
    });
  }

  /** out[i] ← a[i] · factor + b[i]; `out` may be `a` or `b`. */
  combine(out: Elements, a: Elements, factor: bigint, b: Elements): void {
    this.scoped(() => {
      this.wasm.combineOrder(out.at, a.at, this.fromInteger(factor).at, b.at, out.count);
    });
  }

  /** The inner product Σ a[i] · b[i]. */
  dot(a: Elements, b: Elements): Elements {
    const product = this.zeros(1);
    this.wasm.dotOrder(product.at, a.at, b.at, a.count);
    return product;
  }

  /** The outer product: a[i] · b[j] at index i · |b| + j. */
  outer(a: Elements, b: Elements): Elements {
    const products = this.zeros(a.count * b.count);
    this.wasm.outerOrder(products.at, a.at, a.count, b.at, b.count);
    return products;
  }

  /**
   * The table of scale · eq(point, i) for i < 2^|point|; the lowest bit of i is the first variable.
   */
  equality(point: readonly bigint[], scale = 1n): Elements {
    const table = this.zeros(2 ** point.length);
    this.scoped(() => {
      const factor = this.fromInteger(scale);
      this.wasm.equalityTable(table.at, factor.at, this.fromIntegers(point).at, point.length);
    });
    return table;
  }

  /** Allocates `count` empty sums, and returns their address. */
  sums(count: number): number {
    return this.arena.take(count * SUM_BYTES);
  }

  /** Sums as integers in [0, ℓ). */
  readSums(sums: number, count: number): bigint[] {
    return this.scoped(() => {
      const elements = this.zeros(count);
      this.wasm.settleSums(elements.at, sums, count);
      return this.toIntegers(elements);
    });
  }
}

/** Encodes integers in [0, ℓ) in 32 bytes each, little-endian. */
export function integersToBytes(values: readonly bigint[]): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(values.length * ELEMENT_BYTES);
  const view = new DataView(bytes.buffer);
  values.forEach((value, i) => {
    for (let at = 0; at < ELEMENT_BYTES; at += 8) {
      view.setBigUint64(i * ELEMENT_BYTES + at, BigInt.asUintN(64, value >> BigInt(8 * at)), true);
    }
  });
  return bytes;
}

/** Decodes integers of 32 bytes each, little-endian. */
export function bytesToIntegers(bytes: Uint8Array): bigint[] {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  return Array.from({ length: bytes.length / ELEMENT_BYTES }, (_, i) => {
    let value = 0n;
    for (let at = ELEMENT_BYTES - 8; at >= 0; at -= 8) {
      value = (value << 64n) | view.getBigUint64(i * ELEMENT_BYTES + at, true);
    }
    return value;
  });
}

const idle: Workspace[] = [];

/** Maximum memory of one proof: much more than 2^24 coordinates need. */
const MOST_BYTES = 2 ** 30;

/** A larger workspace is discarded after use, as the memory of an instance never shrinks. */
const KEEP_BYTES = 2 ** 27;

/**
 * Runs `work` in a workspace that nothing else uses until the promise settles; all allocations are
 * wiped afterwards.
 */
export async function inWorkspace<Result>(
  work: (workspace: Workspace) => Promise<Result>,
): Promise<Result> {
  const workspace = idle.pop() ?? new Workspace(await openArena(await compileKernel(), MOST_BYTES));
  try {
    return await work(workspace);
  } finally {
    workspace.arena.release();
    if (workspace.wasm.memory.buffer.byteLength <= KEEP_BYTES) idle.push(workspace);
  }
}
