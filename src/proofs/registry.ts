/**
 * Registry of the proof systems. Sessions, sizes and policies use this data without importing a
 * prover or verifier.
 */
import { groth16Info } from './groth16/info.ts';
import { planesInfo } from './planes/info.ts';
import type { ProofSystemId, ProofSystemInfo } from './system.ts';

/** The proof systems by name. */
export const PROOF_SYSTEMS: Readonly<Record<ProofSystemId, ProofSystemInfo>> = {
  planes: planesInfo,
  groth16: groth16Info,
};
