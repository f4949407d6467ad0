/** What proofs.browser.ts runs on its page: proves with snarkjs in a worker, and checks the proof. */
import { systemRandom } from '../../src/crypto/random.ts';
import { defaultKernel } from '../../src/kernel/index.ts';
import { fetchKeys, loadRangeVerifier, loadRangeProver } from '../../src/snark.ts';
import { witnessOf } from '../proofs/witnesses.ts';

/** What the page found out. */
export interface ProofPageReport {
  /** What the checker says of the proofs, and of the same ones for another client: undefined where they are valid. */
  readonly honest: string | undefined;
  readonly copied: string | undefined;
  readonly bytes: number;
}

async function runPage(): Promise<ProofPageReport> {
  const read = fetchKeys(new URL('/keys/', location.href));
  const witness = await witnessOf(await defaultKernel(), { values: [100, -100, 3] });
  const maker = await loadRangeProver('linf-8x8', read, {
    snarkjsUrl: new URL('/snarkjs.min.js', location.href).href,
  });
  const proofs = await maker.prove(witness, systemRandom);
  maker.close();
  const checker = await loadRangeVerifier('linf-8x8', read);
  const [honest, copied] = await checker.verify([
    { ...witness, proof: proofs },
    { ...witness, client: 4, proof: proofs },
  ]);
  return { honest, copied, bytes: proofs.length };
}

Object.assign(globalThis, { runPage });
