import type { Dice } from './dice.ts';

/** How an adversary behaves in one session. */
export interface Temper {
  /** Deliveries of noise between two that matter, at most. */
  readonly noise: number;
  /** How often a message that its sender signs is bent. */
  readonly lies: number;
  /** How often somebody is left out, for good or for a while. */
  readonly drops: number;
  /** Whether all are told the same, two groups each something else, or everyone. */
  readonly views: 'same' | 'groups' | 'own';
  /** How often a process is started again. */
  readonly restarts: number;
  /** How often a request for the secrets of those who dropped out names others beside them. */
  readonly greed: number;
}

/** Draws a temper: from one that mostly carries messages to one that mostly lies. */
export function drawTemper(dice: Dice): Temper {
  return {
    noise: dice.pick([2, 8, 30]),
    lies: dice.pick([0, 0.02, 0.06, 0.2]),
    drops: dice.pick([0, 0.03, 0.12]),
    views: dice.pick(['same', 'same', 'groups', 'own']),
    restarts: dice.pick([0, 0.02, 0.1]),
    greed: dice.pick([0, 0, 0.3]),
  };
}
