/** What a second thread gives to the commitments, and to proofs of which each is made on one. */
import { systemRandom } from '../../src/crypto/random.ts';
import { createKernel } from '../../src/kernel/index.ts';
import { createPlanesProver } from '../../src/proofs/planes/prover/prover.ts';
import { planesWitness } from './planesRows.ts';

/** Wall times in milliseconds: they are worth something on an idle machine alone. */
export interface ThreadsRow {
  readonly threads: number;
  readonly d: number;
  readonly commit: number;
  /** One proof in a worker, verified. */
  readonly prove: number;
  /** Two at once, each in its worker, where there are two threads. */
  readonly proveTwo?: number | undefined;
}

async function wall<T>(work: () => Promise<T>): Promise<[number, T]> {
  const started = performance.now();
  const result = await work();
  return [performance.now() - started, result];
}

/** The same commitments and proofs of norms with one and with two threads. */
export async function benchThreads(length: number, bits: number): Promise<ThreadsRow[]> {
  const rows: ThreadsRow[] = [];
  for (const threads of [1, 2]) {
    const kernel = await createKernel({ threads });
    const provers = Array.from({ length: threads }, createPlanesProver);
    try {
      const [commit, [, witness]] = await wall(() => planesWitness(kernel, 'l2', length, bits, 1));
      const proofs = (some: typeof provers): Promise<unknown> =>
        Promise.all(some.map((prover) => prover.prove(witness, systemRandom)));
      // The first proof of a worker includes its start.
      await proofs(provers);
      const [prove] = await wall(() => proofs(provers.slice(0, 1)));
      const [proveTwo] = threads > 1 ? await wall(() => proofs(provers)) : [undefined];
      rows.push({ threads, d: length, commit, prove, proveTwo });
    } finally {
      provers.forEach((prover) => {
        prover.close();
      });
      kernel.close();
    }
  }
  return rows;
}
