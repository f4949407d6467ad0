/** True claims with everything that makes them true, for the tests. */
import { fieldToBytes, randomFieldElement } from '../../src/crypto/field.ts';
import { deriveGenerators } from '../../src/crypto/generators.ts';
import { seededRandom } from '../../src/crypto/random.ts';
import type { Kernel } from '../../src/kernel/index.ts';
import type { ProofWitness } from '../../src/proofs/system.ts';

/** What a test may want otherwise. */
export type WitnessPlan = Partial<
  Pick<ProofWitness, 'client' | 'sessionDigest' | 'rowLength' | 'bound'>
> & { readonly values?: readonly number[]; readonly maxSquaredNorm?: number };

/** Values, blinders from a seed, and the commitments of the kernel to them. */
export async function witnessOf(kernel: Kernel, plan: WitnessPlan = {}): Promise<ProofWitness> {
  const { values = [100, -100, 0, 1, -1, 99, 7, -64, 42, -42, 100], rowLength = 8 } = plan;
  const { client = 3, sessionDigest = new Uint8Array(32).fill(5), bound = 100 } = plan;
  const vector = Int32Array.from(values);
  const rows = Math.ceil(vector.length / rowLength);
  const random = seededRandom(new Uint8Array([client, rows]));
  const blinders = new Uint8Array(rows * 32);
  for (let row = 0; row < rows; row++) {
    blinders.set(fieldToBytes(randomFieldElement(random)), row * 32);
  }
  const generators = await deriveGenerators(kernel, rowLength);
  return {
    sessionDigest,
    client,
    length: vector.length,
    rowLength,
    bound,
    statement:
      plan.maxSquaredNorm === undefined
        ? { kind: 'linf' }
        : { kind: 'l2', maxSquaredNorm: plan.maxSquaredNorm },
    commitments: await kernel.commitRows(vector, blinders, rowLength, generators),
    values: vector,
    blinders,
  };
}
