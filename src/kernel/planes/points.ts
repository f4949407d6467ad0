/**
 * Points in a workspace: sums of products, commitments to short vectors, and the blinders of many
 * commitments.
 */
import { Accumulator } from '../accumulator.ts';
import { ELEMENT_BYTES, POINT_BYTES } from '../kernel.ts';
import { AFFINE_BYTES, COMB_ENTRIES, EXTENDED_BYTES, LIMB_BYTES } from '../layout.ts';
import { windowsForElements } from '../windows.ts';
import type { Workspace } from './workspace.ts';

const DIGIT_BYTES = 2;

/** `count` affine summands in the workspace's memory. */
export interface Summands {
  readonly at: number;
  readonly count: number;
}

/** The summands from `start` to `end` − 1. */
export function sliceSummands(points: Summands, start: number, end: number): Summands {
  return { at: points.at + start * AFFINE_BYTES, count: end - start };
}

/** Decodes points, which must be on the curve, as affine summands. */
export function readSummands({ arena, wasm }: Workspace, points: Uint8Array): Summands {
  const count = points.length / POINT_BYTES;
  const at = arena.take(count * AFFINE_BYTES);
  arena.scoped(() => {
    wasm.readAffine(at, arena.put(points), count);
  });
  return { at, count };
}

/** Decodes points, which must be on the curve, into extended coordinates, and returns their address. */
export function readExtended({ arena, wasm }: Workspace, points: Uint8Array): number {
  const count = points.length / POINT_BYTES;
  const at = arena.take(Math.max(count, 1) * EXTENDED_BYTES);
  arena.scoped(() => {
    wasm.readExtended(at, arena.put(points), count);
  });
  return at;
}

/** Allocates `count` identities in extended coordinates, and returns their address. */
export function identities({ arena, wasm }: Workspace, count: number): number {
  const at = arena.take(count * EXTENDED_BYTES);
  wasm.setIdentities(at, count);
  return at;
}

/**
 * sum ← sum + Σ scalars[i] · points[i]. The addresses that are used depend on the scalars, as msm.ts says.
 *
 * @param most - bits that no scalar exceeds: short ones take fewer windows
 */
export function addProducts(
  { arena, wasm }: Workspace,
  sum: number,
  points: Summands,
  scalars: Uint8Array,
  most?: number,
): void {
  const { at, count } = points;
  if (count === 0) return;
  const choice = windowsForElements(count, most);
  const { bits, windows } = choice;
  arena.scoped(() => {
    const digits = arena.take(count * windows * DIGIT_BYTES);
    const accumulator = new Accumulator(arena, count, choice);
    wasm.recodeElements(digits, arena.put(scalars), count, bits, windows);
    accumulator.use(at, count);
    accumulator.addProducts(sum, digits, count);
  });
}

/** Encodes `count` extended points, 64 bytes each. */
export function writePoints({ arena, wasm }: Workspace, points: number, count: number): Uint8Array {
  return arena.scoped(() => {
    const bytes = arena.take(count * POINT_BYTES);
    wasm.writePoints(bytes, points, count, arena.take(count * LIMB_BYTES));
    return arena.copy(bytes, count * POINT_BYTES);
  });
}

/** The comb of a point, for many products with secret scalars. */
export function combOf({ arena, wasm }: Workspace, point: Uint8Array): number {
  const comb = arena.take(COMB_ENTRIES * AFFINE_BYTES);
  arena.scoped(() => {
    const extended = arena.take(COMB_ENTRIES * EXTENDED_BYTES);
    const products = arena.take(COMB_ENTRIES * LIMB_BYTES);
    wasm.fillComb(comb, arena.put(point), extended, products);
  });
  return comb;
}

/** sums[i] ← sums[i] + scalars[i] · (the comb's point), in constant time */
export function addBlinders(
  { arena, wasm }: Workspace,
  sums: number,
  comb: number,
  scalars: Uint8Array,
): void {
  arena.scoped(() => {
    wasm.addFromComb(sums, comb, arena.put(scalars), scalars.length / ELEMENT_BYTES);
  });
}

/** Whether all points have canonical coordinates and are on the curve. */
export function areOnCurve({ arena, wasm }: Workspace, points: Uint8Array): boolean {
  return arena.scoped(() => wasm.areOnCurve(arena.put(points), points.length / POINT_BYTES) !== 0);
}

/** Whether all elements are below ℓ. */
export function areCanonical({ arena, wasm }: Workspace, elements: Uint8Array): boolean {
  return arena.scoped(
    () => wasm.areCanonical(arena.put(elements), elements.length / ELEMENT_BYTES) !== 0,
  );
}

/** Whether 8 times an extended point is the identity. Overwrites the point. */
export function isTorsion(workspace: Workspace, point: number): boolean {
  workspace.wasm.timesEight(point, 1);
  const bytes = writePoints(workspace, point, 1);
  return bytes.every((byte, i) => byte === (i === ELEMENT_BYTES ? 1 : 0));
}
