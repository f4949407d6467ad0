/** Every proof system, as data: sessions, sizes and policies need no more, and no prover and no verifier is imported for them. */
import { groth16Info } from './groth16/info.ts';
import { planesInfo } from './planes/info.ts';
import type { ProofSystemId, ProofSystemInfo } from './system.ts';

/** The proof systems by their names. */
export const PROOF_SYSTEMS: Readonly<Record<ProofSystemId, ProofSystemInfo>> = {
  planes: planesInfo,
  groth16: groth16Info,
};
