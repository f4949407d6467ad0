import type { Kernel } from '../../kernel/kernel.ts';
import type { Outcome } from '../attack.ts';

/** Describes a published defect of another implementation. */
export interface DefectDescription {
  /** D and a number. */
  readonly id: string;
  readonly title: string;
  /** What the attacker can do, to complete “it can …”. */
  readonly can: string;
  readonly steps: readonly string[];
  /** What this library does differently. */
  readonly ours: string;
  /** Where the defect was found. */
  readonly source: string;
}

/**
 * A published defect as an attack. It runs against a small model of the defective design, where it
 * succeeds, and against this library, where it does not.
 */
export interface KnownDefect extends DefectDescription {
  /** Runs the attack on a model of the defective design. */
  readonly onTheirs: (kernel: Kernel) => Promise<Outcome>;
  /** Runs the same attack on this library. */
  readonly onOurs: (kernel: Kernel) => Promise<Outcome>;
}

/** The outcome of an attack that no party notices. */
export function unnoticed(succeeded: boolean, gained: string): Outcome {
  return { caught: false, succeeded, gained };
}
