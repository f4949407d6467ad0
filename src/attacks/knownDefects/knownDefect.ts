import type { Kernel } from '../../kernel/kernel.ts';
import type { Outcome } from '../attack.ts';

/** What one public defect of another implementation is, in words. */
export interface DefectDescription {
  /** D and a number. */
  readonly id: string;
  readonly title: string;
  /** What the attacker can do. */
  readonly can: string;
  readonly steps: readonly string[];
  /** What is different here. */
  readonly ours: string;
  /** Where the defect was seen. */
  readonly source: string;
}

/**
 * A defect of another implementation as an attack: it runs against a small model of the defective design, on which it
 * succeeds, and against this library, on which it does not.
 */
export interface KnownDefect extends DefectDescription {
  /** The attack on a model of the defective design. */
  readonly onTheirs: (kernel: Kernel) => Promise<Outcome>;
  /** The same attack on this library. */
  readonly onOurs: (kernel: Kernel) => Promise<Outcome>;
}

/** The outcome of an attack on a design in which nobody notices anything. */
export function unnoticed(succeeded: boolean, gained: string): Outcome {
  return { caught: false, succeeded, gained };
}
