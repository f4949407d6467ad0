/**
 * Real proofs under the small keys, the same every time: snarkjs in this thread, which draws what hides a witness from a hash of the
 * statement. Such proofs hide nothing from who knows that; they are for vectors.
 */
import { curves, groth16, wtns } from 'snarkjs';
import { hashToField } from '../../src/crypto/field.ts';
import { packageKeys } from '../../src/net/packageKeys.ts';
import { createRangeVerifier, defaultPairing } from '../../src/proofs/groth16/verifier.ts';
import { type ProvingKeys, readProvingKeys, setupOf } from '../../src/proofs/groth16/keys.ts';
import { inputSignals } from '../../src/proofs/groth16/prover/inputs.ts';
import { type CircuitProver, rangeProverWith } from '../../src/proofs/groth16/prover/prover.ts';
import type { CircuitInput, SnarkjsProof } from '../../src/proofs/groth16/prover/messages.ts';
import type { CircuitKind } from '../../src/proofs/groth16/sizes.ts';
import type { RangeVerifier, RangeProver, StructuredSetup } from '../../src/proofs/system.ts';
import { kernel } from './federation.ts';

/** A maker whose proofs follow from their statements, and a checker, for rows of up to 8 coordinates in 8 bits. */
export async function seededProofs(kind: CircuitKind): Promise<{
  readonly prover: RangeProver;
  readonly checker: RangeVerifier;
  readonly setup: StructuredSetup;
}> {
  const engine = await defaultPairing();
  const keys = await readProvingKeys(`${kind}-8x8`, packageKeys(), engine);
  return {
    prover: rangeProverWith(seededProver(keys), keys, kernel, engine),
    checker: createRangeVerifier(keys, kernel, engine),
    setup: setupOf(keys),
  };
}

function seededProver({ proving }: ProvingKeys): CircuitProver {
  const curve = curves.getCurveFromName('bn128', { singleThread: true });
  return {
    prove: async (input) => {
      const { Fr } = await curve;
      let drawn = 0;
      Fr.random = () => Fr.fromObject(hashToField('test/seeded-proof', labelOf(input), drawn++));
      // snarkjs takes its curve from here, and else makes one with threads that nobody ends.
      (globalThis as { curve_bn128?: unknown }).curve_bn128 = await curve;
      const { zkey, wasm } = proving[input.role]!;
      const witness = { type: 'mem' } as const;
      await wtns.calculate(inputSignals(input), wasm, witness);
      const { proof, publicSignals } = (await groth16.prove(zkey, witness)) satisfies SnarkjsProof;
      return { proof, publicSignals };
    },
  };
}

function labelOf(input: CircuitInput): string {
  const point = input.role === 'row' ? input.point : input.squares.point;
  return [input.role, ...point, input.context].join(' ');
}
