/** Formats a part of 1 for the tables of the demonstrations. */
export function percent(part: number): string {
  return `${(100 * part).toFixed(2)} %`;
}
