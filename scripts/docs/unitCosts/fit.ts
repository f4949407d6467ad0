/** Unit costs: how long one step of each kind takes, from measured times of whole sessions. */
import type { Steps } from '../../../src/cli/plan/work.ts';

/** A measured time in milliseconds, and the steps that it consists of. */
export interface Sample {
  readonly steps: Steps;
  readonly measured: number;
}

/** Costs in milliseconds, and the largest factor by which an expected time is off. */
export interface Fit {
  readonly costs: Steps;
  readonly off: number;
}

/** Number of passes of the fit, which converges long before. */
const PASSES = 20_000;

/**
 * Fits costs of at least 0 that minimise the relative error of expected times.
 *
 * @param pinned - costs that are known already
 */
export function fitCosts(samples: readonly Sample[], pinned: Partial<Steps> = {}): Fit {
  const names = Object.keys(samples[0]!.steps);
  const columns = names.map((name) =>
    samples.map(({ steps, measured }) => steps[name]! / measured),
  );
  const fitted = leastSquares(
    columns,
    names.map((name) => pinned[name]),
  );
  const factors = samples.map((_, i) =>
    columns.reduce((sum, column, k) => sum + fitted[k]! * column[i]!, 0),
  );
  return {
    costs: Object.fromEntries(names.map((name, k) => [name, Number(fitted[k]!.toPrecision(3))])),
    off: Math.max(...factors.map((factor) => Math.max(factor, 1 / factor))),
  };
}

/** x ≥ 0, partly pinned, that minimises Σ_i (Σ_k x_k · columns[k][i] − 1)², by coordinate descent. */
function leastSquares(
  columns: readonly (readonly number[])[],
  pinned: readonly (number | undefined)[],
): number[] {
  const x = pinned.map((value) => value ?? 0);
  const residuals = columns[0]!.map((_, i) =>
    columns.reduce((sum, column, k) => sum + x[k]! * column[i]!, -1),
  );
  for (let pass = 0; pass < PASSES; pass++) {
    columns.forEach((column, k) => {
      if (pinned[k] !== undefined) return;
      const slope = column.reduce((sum, a, i) => sum + a * residuals[i]!, 0);
      const square = column.reduce((sum, a) => sum + a * a, 0);
      const next = Math.max(0, x[k]! - slope / square);
      column.forEach((a, i) => (residuals[i]! += (next - x[k]!) * a));
      x[k] = next;
    });
  }
  return x;
}
