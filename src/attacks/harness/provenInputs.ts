import type { Scenario } from './scenario.ts';

/** B of the sessions with proofs, which fits 8 bits. */
export const PROVEN_BOUND = 100;

/** B₂² of sessions that bound the norm; honest inputs are below it. */
export const PROVEN_SQUARED_NORM = 1600;

/** The scenario with inputs that are well below the bound. */
export function smallInputs(scenario: Scenario): Scenario {
  return { ...scenario, inputs: scenario.inputs.map((input) => input.map((x) => x % 20)) };
}
