/**
 * Many equations checked with one multi-scalar multiplication: their weighted sum, with weights
 * that the prover could not foresee (Bellare, Garay and Rabin, EUROCRYPT 1998).
 */
import { concatBytes } from '@noble/hashes/utils.js';
import { POINT_BYTES } from '../../../kernel/kernel.ts';
import { addProducts, identities, isTorsion, readSummands } from '../../../kernel/planes/points.ts';
import { LIMB_BYTES } from '../../../kernel/layout.ts';
import {
  integersToBytes,
  type Elements,
  type Workspace,
} from '../../../kernel/planes/workspace.ts';
import { fieldReduce } from '../../../crypto/field.ts';
import type { OpeningGenerators } from './basis.ts';
import type { Equation } from './equation.ts';

/** Number of points in one multi-scalar multiplication. */
const PIECE = 2 ** 17;

/**
 * A weighted sum of equations. Points are multiplied in pieces as they arrive, generators once at
 * the end.
 */
export class WeightedProduct {
  readonly #workspace: Workspace;
  readonly #sum: number;
  readonly #generators: Elements;
  #h = 0n;
  #k = 0n;
  #points: Uint8Array[] = [];
  #scalars: Uint8Array[] = [];
  #pending = 0;

  /** @param columns - the maximum number of generators of any equation */
  constructor(workspace: Workspace, columns: number) {
    this.#workspace = workspace;
    this.#sum = identities(workspace, 1);
    this.#generators = workspace.zeros(columns);
  }

  /** Adds weight · equation. Scales the equation's scalars in place. */
  add({ terms, h, k, generators }: Equation, weight: bigint): void {
    this.#h = fieldReduce(this.#h + weight * h);
    this.#k = fieldReduce(this.#k + weight * k);
    const sums = { at: this.#generators.at, count: generators.count };
    this.#workspace.combine(sums, generators, weight, sums);
    for (const { points, scalars } of terms) {
      this.#workspace.scale(scalars, weight);
      this.#points.push(points);
      this.#scalars.push(this.#workspace.toBytes(scalars));
      this.#pending += scalars.count;
    }
    if (this.#pending >= PIECE) this.#flush();
  }

  /** Whether eight times the sum is the identity. Resets the sum. */
  vanishes({ rows, k }: OpeningGenerators): boolean {
    const workspace = this.#workspace;
    this.#points.push(rows.subarray(0, (1 + this.#generators.count) * POINT_BYTES), k);
    this.#scalars.push(
      integersToBytes([this.#h]),
      workspace.toBytes(this.#generators),
      integersToBytes([this.#k]),
    );
    this.#flush();
    const vanished = isTorsion(workspace, this.#sum);
    this.#clear();
    return vanished;
  }

  /** Resets the sum. */
  #clear(): void {
    const { arena, wasm } = this.#workspace;
    wasm.setIdentities(this.#sum, 1);
    arena.view(this.#generators.at, this.#generators.count * LIMB_BYTES).fill(0);
    [this.#h, this.#k] = [0n, 0n];
  }

  #flush(): void {
    const points = concatBytes(...this.#points);
    const scalars = concatBytes(...this.#scalars);
    const count = points.length / POINT_BYTES;
    for (let start = 0; start < count; start += PIECE) {
      const end = Math.min(start + PIECE, count);
      this.#workspace.scoped(() => {
        const part = readSummands(
          this.#workspace,
          points.subarray(start * POINT_BYTES, end * POINT_BYTES),
        );
        addProducts(this.#workspace, this.#sum, part, scalars.subarray(32 * start, 32 * end));
      });
    }
    [this.#points, this.#scalars, this.#pending] = [[], [], 0];
  }
}
