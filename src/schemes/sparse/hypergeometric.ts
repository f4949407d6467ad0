/**
 * Tails of the hypergeometric distribution as logarithms: of what is far below the least number, too.
 *
 * Hyp(N, K, k) is the number of marked elements among k that are drawn, without replacement and uniformly, from N of which K are
 * marked.
 */

/** ln(i!) for all i that were needed so far. */
let logFactorials = new Float64Array([0, 0]);

/** Makes the table reach up to a number. Compensated sums keep its last entries as exact as its first (Kahan 1965). */
function reach(last: number): void {
  if (last < logFactorials.length) return;
  const table = new Float64Array(Math.max(last + 1, 2 * logFactorials.length));
  let lost = 0;
  for (let i = 2; i < table.length; i++) {
    const term = Math.log(i) - lost;
    const sum = table[i - 1]! + term;
    lost = sum - table[i - 1]! - term;
    table[i] = sum;
  }
  logFactorials = table;
}

/** ln C(n, k), or −∞ where there is no such choice. */
export function logBinomial(n: number, k: number): number {
  if (k < 0 || k > n) return -Infinity;
  reach(n);
  return logFactorials[n]! - logFactorials[k]! - logFactorials[n - k]!;
}

/** An urn, and how many elements are drawn from it: integers with 0 ≤ marked, drawn ≤ size. */
export interface Urn {
  readonly size: number;
  readonly marked: number;
  readonly drawn: number;
}

/** Terms that are smaller than the largest by this factor are left out: less than the rounding of the sum. */
const NEGLIGIBLE = 2 ** -70;

/** ln Pr[X ≥ least] for the number X of marked elements drawn. */
export function logUpperTail({ size, marked, drawn }: Urn, least: number): number {
  const unmarked = size - marked;
  const lowest = Math.max(0, drawn - unmarked);
  const highest = Math.min(drawn, marked);
  if (least <= lowest) return 0;
  if (least > highest) return -Infinity;
  const mode = Math.floor(((drawn + 1) * (marked + 1)) / (size + 2));
  const start = Math.min(highest, Math.max(least, mode));
  // Relative to the term at `start`, which is the largest, and by the quotients of neighbouring terms.
  let sum = 1;
  for (let term = 1, x = start; x < highest && term > NEGLIGIBLE; x++) {
    term *= ((marked - x) * (drawn - x)) / ((x + 1) * (unmarked - drawn + x + 1));
    sum += term;
  }
  for (let term = 1, x = start; x > least && term > NEGLIGIBLE; x--) {
    term *= (x * (unmarked - drawn + x)) / ((marked - x + 1) * (drawn - x + 1));
    sum += term;
  }
  const largest =
    logBinomial(marked, start) + logBinomial(unmarked, drawn - start) - logBinomial(size, drawn);
  return Math.min(0, largest + Math.log(sum));
}

/** ln Pr[X < bound]. */
export function logLowerTail({ size, marked, drawn }: Urn, bound: number): number {
  return logUpperTail({ size, marked: size - marked, drawn }, drawn - bound + 1);
}
