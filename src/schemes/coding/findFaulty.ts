/**
 * Finds the faulty ones among many claims with a test of any subset: all together, and where the test fails the halves again.
 *
 * @param count - the number of claims
 * @param holds - whether all claims at these indices hold; called with at least one index, and with fresh randomness
 * @returns the indices of the faulty claims, ascending
 */
export async function findFaulty(
  count: number,
  holds: (indices: readonly number[]) => Promise<boolean>,
): Promise<readonly number[]> {
  const search = async (indices: readonly number[]): Promise<readonly number[]> => {
    if (indices.length === 0 || (await holds(indices))) return [];
    if (indices.length === 1) return indices;
    const half = indices.length >> 1;
    const first = await search(indices.slice(0, half));
    return [...first, ...(await search(indices.slice(half)))];
  };
  return search(Array.from({ length: count }, (_, index) => index));
}
