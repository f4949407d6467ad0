/**
 * A stand-in for range proofs under keys, for tests of what surrounds them: a "proof" that gives the opening away, and is checked by opening
 * the commitment. It shows what a real one shows, and hides nothing. Sessions know it by the name of the system whose place it takes.
 */
import { deriveGenerators } from '../../src/crypto/generators.ts';
import { equalBytes, sha256, tupleHash } from '../../src/crypto/tupleHash.ts';
import { ELEMENT_BYTES } from '../../src/kernel/kernel.ts';
import { type CircuitKind, groth16ProofBytes } from '../../src/proofs/groth16/sizes.ts';
import { statementProblem } from '../../src/proofs/statement.ts';
import type {
  ProofClaim,
  ProofWitness,
  ProvenClaim,
  RangeProver,
  RangeVerifier,
  StructuredSetup,
} from '../../src/proofs/system.ts';
import { kernel } from './federation.ts';

/** The bytes of a context, of the blinders, and of 4 bytes for each value fit one row's proof. */
const CONTEXT_BYTES = 32;

/** A maker and a checker for rows of up to 8 coordinates in 16 bits. */
export function transparentProofs(
  kind: CircuitKind,
  origin: StructuredSetup['origin'] = 'ceremony',
): {
  prover: RangeProver & { readonly setup: StructuredSetup };
  checker: RangeVerifier & { readonly setup: StructuredSetup; readonly batches: number[] };
} {
  const digest = sha256(new TextEncoder().encode(`transparent ${kind} ${origin}`));
  const sizes = { rowLength: 8, bits: 16 };
  const setup: StructuredSetup = { kind: 'structured', statement: kind, digest, origin, ...sizes };
  const batches: number[] = [];
  return {
    prover: {
      system: 'groth16',
      setup,
      prove: (witness) => Promise.resolve(written(kind, witness)),
    },
    checker: {
      system: 'groth16',
      setup,
      batches,
      verify: (claims) => {
        batches.push(claims.length);
        return Promise.all(claims.map((claim) => problemOf(kind, claim)));
      },
    },
  };
}

function written(kind: CircuitKind, witness: ProofWitness): Uint8Array {
  const { blinders, values } = witness;
  const rows = blinders.length / ELEMENT_BYTES;
  const bytes = new Uint8Array(groth16ProofBytes(kind, rows));
  const integers = new DataView(bytes.buffer);
  bytes.set(contextOf(kind, witness));
  bytes.set(blinders, CONTEXT_BYTES);
  values.forEach((x, i) => {
    integers.setInt32(CONTEXT_BYTES + blinders.length + 4 * i, x, true);
  });
  return bytes;
}

async function problemOf(kind: CircuitKind, claim: ProvenClaim): Promise<string | undefined> {
  const { length, rowLength, bound, statement, commitments, proof: proofs } = claim;
  const rows = Math.ceil(length / rowLength);
  if (!equalBytes(proofs.subarray(0, CONTEXT_BYTES), contextOf(kind, claim))) {
    return 'the proof is of something else';
  }
  const blinders = proofs.subarray(CONTEXT_BYTES, CONTEXT_BYTES + rows * ELEMENT_BYTES);
  const integers = new DataView(proofs.buffer, proofs.byteOffset + CONTEXT_BYTES + blinders.length);
  const values = Int32Array.from({ length }, (_, i) => integers.getInt32(4 * i, true));
  const generators = await deriveGenerators(kernel, Math.min(length, rowLength));
  if (!kernel.areCanonical(blinders)) return 'a blinder is not canonical';
  const opened = await kernel.commitRows(values, blinders, rowLength, generators);
  if (!equalBytes(opened, commitments)) return 'the proof opens another commitment';
  const outside = values.findIndex((x) => Math.abs(x) > bound);
  if (outside >= 0) return `coordinate ${outside} is beyond the bound`;
  return statementProblem(statement, values) === undefined
    ? undefined
    : 'the norm is beyond its bound';
}

function contextOf(
  kind: CircuitKind,
  { sessionDigest, client, commitments }: ProofClaim,
): Uint8Array {
  return tupleHash('test/transparent-proof', sessionDigest, kind, String(client), commitments);
}
