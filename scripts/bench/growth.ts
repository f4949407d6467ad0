/** How costs grow: slopes of straight lines through measured costs, both axes logarithmic. */

/** What a session cost, as far as growth is fitted. CPU milliseconds and bytes. */
export interface Cost {
  readonly n: number;
  readonly d: number;
  readonly clientCpu: number;
  readonly coordinatorCpu: number;
  readonly verifyCpu: number;
}

/** The costs that are fitted, and what they are called. */
export const PARTIES = [
  ['client', 'clientCpu'],
  ['coordinator', 'coordinatorCpu'],
  ['verifier', 'verifyCpu'],
] as const;

/** A fit: cost ∝ variable^exponent. */
export interface Growth {
  readonly party: string;
  readonly variable: 'n' | 'd';
  /** What stays the same, such as `n = 100`. */
  readonly fixed: string;
  /** From the smallest to the largest value of the variable. */
  readonly range: readonly [number, number];
  readonly exponent: number;
  /** The largest distance of a measurement from its line, as a factor. */
  readonly off: number;
}

/** Fits each party's cost over d for each n, and over n for each d, wherever there are three measurements or more. */
export function growthOf(rows: readonly Cost[]): Growth[] {
  return (['d', 'n'] as const).flatMap((variable) => {
    const other = variable === 'd' ? 'n' : 'd';
    return [...new Set(rows.map((row) => row[other]))]
      .sort((a, b) => a - b)
      .flatMap((value) => {
        const line = rows
          .filter((row) => row[other] === value)
          .sort((a, b) => a[variable] - b[variable]);
        if (line.length < 3) return [];
        return PARTIES.map(([party, cost]): Growth => {
          const points = line.map((row) => [Math.log(row[variable]), Math.log(row[cost])] as const);
          return {
            party,
            variable,
            fixed: `${other} = ${value}`,
            range: [line[0]![variable], line.at(-1)[variable]],
            ...slope(points),
          };
        });
      });
  });
}

/** Least squares. */
function slope(points: readonly (readonly [number, number])[]): { exponent: number; off: number } {
  const mean = (values: readonly number[]): number =>
    values.reduce((sum, value) => sum + value, 0) / values.length;
  const [x, y] = [mean(points.map(([a]) => a)), mean(points.map(([, b]) => b))];
  const exponent =
    points.reduce((sum, [a, b]) => sum + (a - x) * (b - y), 0) /
    points.reduce((sum, [a]) => sum + (a - x) ** 2, 0);
  const distances = points.map(([a, b]) => Math.abs(b - y - exponent * (a - x)));
  return { exponent, off: Math.exp(Math.max(...distances)) };
}
