import type { Kernel } from '../../kernel/kernel.ts';
import type { Outcome } from '../attack.ts';

/**
 * A defect of another implementation as an attack: it runs against a small model of the defective design, on which it
 * succeeds, and against ours, on which the very same does not.
 */
export interface KnownDefect {
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
  /** The attack on a model of the defective design. */
  readonly onTheirs: (kernel: Kernel) => Promise<Outcome>;
  /** The same attack on this library. */
  readonly onOurs: (kernel: Kernel) => Promise<Outcome>;
}

/** The outcome of an attack on a design in which nobody notices anything. */
export function unnoticed(succeeded: boolean, gained: string): Outcome {
  return { caught: false, succeeded, gained };
}
