/**
 * The attack suite, for auditors and deployment gates: every attack that a check of this library
 * stops, as a program that runs against real parties. Node only.
 *
 * Checks can be switched off only inside the suite. What is exported here describes and runs
 * attacks; it gives access to no party and no switch. `veilsum replay` is the command for it.
 *
 * @module veilsum/attacks
 */
export type { AttackDescription, CollectedEvidence, Outcome, TraceEntry } from './attack.ts';
export { missingForProver, type ProverNeed } from './harness/proverNeeds.ts';
export type { DefectDescription } from './knownDefects/knownDefect.ts';
export { OUT_OF_SCOPE, type OutOfScope } from './outOfScope.ts';
export {
  ATTACKS,
  type AttackWords,
  DEFECTS,
  explainAttack,
  type ExplainOptions,
  replayAttacks,
  type ReplayOptions,
} from './replay.ts';
export type { AttackResult } from './results.ts';
export { type AttackRun, type AttackStory, storyText } from './story.ts';
