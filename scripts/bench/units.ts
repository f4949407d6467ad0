/** Unit costs for `veilsum plan`, fitted to measured sessions. */
import { UNIT_COSTS, type UnitCosts } from '../../src/cli/plan/unitCosts.ts';
import { type Work, type Worker, workOf } from '../../src/cli/plan/work.ts';
import type { KernelRow } from './kernel.ts';
import type { SessionRow } from './sessions.ts';

/** Measured time of each party in a session, in CPU milliseconds. */
const MEASURED: Readonly<Record<Worker, (row: SessionRow) => number>> = {
  client: (row) => row.clientCpu,
  coordinator: (row) => row.coordinatorCpu,
  verifier: (row) => row.verifyCpu,
};

/** Coordinates in an element in the kernel's benchmark. */
const SLOTS = 10;

/** Number of passes of the fit, which converges long before. */
const PASSES = 20_000;

/**
 * Steps that the kernel's own benchmark measures, because sessions do not distinguish them from
 * others that grow in the same way.
 */
interface Known {
  readonly coordinate: number | undefined;
  readonly maskElement: number | undefined;
}

/**
 * Fits unit costs of at least 0 that minimise the relative error of expected times. Commitments and
 * masks cost what the kernel's benchmark has measured.
 */
export function fitUnitCosts(
  rows: readonly SessionRow[],
  kernelRows: readonly KernelRow[],
): UnitCosts {
  const known: Known = {
    coordinate: perUnit(kernelRows, 'commit rows', (d) => d),
    maskElement: perUnit(kernelRows, 'expand one mask and add it', (d) => d / SLOTS),
  };
  const works = rows.map(({ session, dropouts }) => workOf(session, dropouts));
  const fitted = <W extends Worker>(party: W): UnitCosts[W] => {
    const steps = Object.keys(UNIT_COSTS[party]) as (keyof Work[W])[];
    const measured = rows.map(MEASURED[party]);
    const columns = steps.map((step) =>
      works.map((work, i) => Number(work[party][step]) / measured[i]!),
    );
    const pinned = steps.map((step) =>
      step === 'maskElement'
        ? known.maskElement
        : party === 'client' && step === 'coordinate'
          ? known.coordinate
          : undefined,
    );
    const units = fit(columns, pinned);
    return Object.fromEntries(steps.map((step, i) => [step, units[i]!])) as UnitCosts[W];
  };
  return {
    client: fitted('client'),
    coordinator: fitted('coordinator'),
    verifier: fitted('verifier'),
  };
}

/**
 * Time of one unit of a kernel step in milliseconds, at the largest number of coordinates measured.
 */
function perUnit(
  rows: readonly KernelRow[],
  step: string,
  units: (d: number) => number,
): number | undefined {
  const largest = rows.filter((row) => row.step === step).sort((a, b) => b.d - a.d)[0];
  return largest && largest.measured / units(largest.d);
}

/**
 * x ≥ 0, partly pinned, that minimises Σ_i (Σ_k x_k · columns[k][i] − 1)², by coordinate descent.
 */
function fit(
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

/** The unit costs as rows: party, step, nanoseconds. */
export function unitLines(units: UnitCosts): string[][] {
  return (Object.keys(units) as Worker[]).flatMap((party) =>
    Object.entries(units[party]).map(([step, ms]) => [party, step, (ms * 1e6).toPrecision(3)]),
  );
}
