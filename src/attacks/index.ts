/**
 * The attack suite, for auditors and for gates of deployments: every attack that a check of this library stops, as a program against
 * real parties. Node only.
 *
 * Checks can be switched off inside the suite alone: what is exported here describes attacks and runs them, and hands out no
 * party and no switch. `veilsum replay` is the same as a command.
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
