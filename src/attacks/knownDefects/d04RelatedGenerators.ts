import { fieldReduce, fieldToBytes } from '../../crypto/field.ts';
import { deriveGenerators } from '../../crypto/generators.ts';
import { equalBytes } from '../../crypto/tupleHash.ts';
import { type Kernel, POINT_BYTES } from '../../kernel/kernel.ts';
import type { Outcome } from '../attack.ts';
import { type KnownDefect, unnoticed } from './knownDefect.ts';
import { shown } from './wordMasks.ts';

const COMMITTED = Int32Array.of(10, 20, 30);
/** 1 · 10 + 2 · 20 + 3 · 30 = 1 · 1010 + 2 · (−480) + 3 · 30. */
const FORGED = Int32Array.of(1010, -480, 30);
const BLINDER = fieldToBytes(123_456_789n);

/** The model's generators: H, and 1, 2, 3, … times one point. */
async function multiples(kernel: Kernel): Promise<Uint8Array> {
  const known = await deriveGenerators(kernel, COMMITTED.length);
  const generators = known.slice();
  const base = known.subarray(POINT_BYTES, 2 * POINT_BYTES);
  for (let i = 0; i < COMMITTED.length; i++) {
    const scalar = fieldToBytes(fieldReduce(BigInt(i + 1)));
    generators.set(await kernel.multiScalarMultiply(base, scalar), (i + 1) * POINT_BYTES);
  }
  return generators;
}

/** Whether both vectors have the same commitment. */
async function opensTwice(kernel: Kernel, generators: Uint8Array): Promise<Outcome> {
  const commit = (vector: Int32Array): Promise<Uint8Array> =>
    kernel.commitRows(vector, BLINDER, vector.length, generators);
  const succeeded = equalBytes(await commit(COMMITTED), await commit(FORGED));
  return unnoticed(
    succeeded,
    succeeded
      ? `one commitment that opens to ${shown(COMMITTED)} and to ${shown(FORGED)}`
      : 'nothing: two vectors have two commitments',
  );
}

export const relatedGenerators: KnownDefect = {
  id: 'D04',
  title: 'The generators of a commitment have known relations',
  can: 'compute with the relations between the generators',
  steps: [
    'It commits to one vector over generators G, 2G, 3G.',
    'It moves 1000 into the first coordinate and takes 500 off the second: the sum of multiples stays.',
    'It opens the same commitment, with the same blinder, to the other vector.',
  ],
  ours: 'Every generator is hashed to the curve from its label, so that nobody knows a relation.',
  source:
    'Pedersen, CRYPTO 1991: a commitment binds only while nobody knows a logarithm between its generators',
  onTheirs: async (kernel) => opensTwice(kernel, await multiples(kernel)),
  onOurs: async (kernel) => opensTwice(kernel, await deriveGenerators(kernel, COMMITTED.length)),
};
