/**
 * Messages between the kernel and its workers. Everything in a task is a copy, which the worker
 * owns and wipes.
 */
import type { CommitInput } from '../commit.ts';
import type { Mask } from '../kernel.ts';
import type { CompiledKernel } from '../wasm.ts';

/** Commits to rows; the result is the row commitments. */
interface CommitTask extends CommitInput {
  readonly kind: 'commit';
}

/**
 * Adds masks to elements, from block `firstBlock` of the streams on; the result is the elements.
 */
interface MaskTask {
  readonly kind: 'masks';
  readonly into: Uint8Array;
  readonly masks: readonly Mask[];
  readonly firstBlock: number;
}

/** A part of a sum in ristretto255; the result is its encoding, or nothing where an encoding is not valid. */
interface RistrettoTask {
  readonly kind: 'ristretto';
  readonly encodings: Uint8Array;
  readonly scalars: Uint8Array;
}

export type Task = CommitTask | MaskTask | RistrettoTask;

/**
 * An order to a worker: the modules first, then tasks with unique ids, or the cancellation of one.
 */
export type Order =
  | { readonly kind: 'modules'; readonly modules: CompiledKernel }
  | { readonly kind: 'task'; readonly id: number; readonly task: Task }
  | { readonly kind: 'cancel'; readonly id: number };

/**
 * A message from a worker. A failed task gives no reason: it is repeated on the calling thread,
 * which throws the error.
 */
export type Answer =
  | { readonly kind: 'progress'; readonly id: number; readonly fraction: number }
  | { readonly kind: 'done'; readonly id: number; readonly result: Uint8Array<ArrayBuffer> }
  | { readonly kind: 'failed'; readonly id: number };
