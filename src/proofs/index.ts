/**
 * Range proofs: statements, and the proof system `planes`, which needs no set-up. The proof system
 * `groth16` is in `veilsum/snark`.
 */
export { createPlanesProver } from './planes/prover/prover.ts';
export { planesVerifier } from './planes/system.ts';
export type {
  ChoiceGroup,
  L2Statement,
  LinfStatement,
  OneHotStatement,
  Statement,
  StatementKind,
} from './statement.ts';
export type {
  ClosableRangeProver,
  PreparedRows,
  ProofClaim,
  ProofInput,
  ProofSetup,
  ProofShape,
  ProofSystemId,
  ProofWitness,
  ProvenClaim,
  RangeProver,
  RangeVerifier,
  StructuredSetup,
  TransparentSetup,
} from './system.ts';
