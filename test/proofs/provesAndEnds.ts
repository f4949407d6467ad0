/** A program that proves and checks, closes nothing, and is to end all the same. */
import { systemRandom } from '../../src/crypto/random.ts';
import { defaultKernel } from '../../src/kernel/index.ts';
import { packageKeys } from '../../src/net/index.ts';
import { loadRangeVerifier, loadRangeProver } from '../../src/snark.ts';
import { witnessOf } from './witnesses.ts';

const witness = await witnessOf(await defaultKernel(), { values: [1, -2, 3] });
const maker = await loadRangeProver('linf-8x8', packageKeys());
const proofs = await maker.prove(witness, systemRandom);
const checker = await loadRangeVerifier('linf-8x8', packageKeys());
const [fault] = await checker.verify([{ ...witness, proof: proofs }]);
console.log(fault ?? 'valid');
