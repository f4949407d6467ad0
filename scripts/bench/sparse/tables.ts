/** The figures of `npm run bench:sparse`, a table of them, how they grow, and from which n on `sparse` takes less. */
import { bytesText } from '../../../src/cli/render.ts';
import type { CellFigures } from '../cells.ts';
import { growthOf } from '../growth.ts';
import type { SparseRow } from './cell.ts';

/** All cells that were measured, as docs/figures/sparse.json has them. */
export type SparseFigures = CellFigures<SparseRow>;

const SCHEMES = ['pairwise', 'sparse'] as const;

/** By d, then n, then scheme. */
function sorted(rows: readonly SparseRow[]): readonly SparseRow[] {
  return rows.toSorted(
    (a, b) => a.d - b.d || a.n - b.n || SCHEMES.indexOf(a.scheme) - SCHEMES.indexOf(b.scheme),
  );
}

function seconds(milliseconds: number): string {
  return `${(milliseconds / 1000).toPrecision(3)} s`;
}

/** A line for each session. */
export function sparseTable({ rows }: SparseFigures): readonly (readonly string[])[] {
  return [
    [
      'd',
      'n',
      'scheme',
      'n_C',
      'k, t_k, minPresent',
      'client CPU',
      'coordinator CPU',
      'client sends',
      'client gets',
      'record',
      'verifier CPU',
      'all parties, memory',
    ],
    ...sorted(rows).map((row) => [
      String(row.d),
      String(row.n),
      row.scheme,
      String(row.maxCorrupt),
      row.graph?.join(', ') ?? '',
      seconds(row.clientCpu),
      seconds(row.coordinatorCpu),
      bytesText(row.upBytes),
      bytesText(row.downBytes),
      bytesText(row.recordBytes),
      seconds(row.verifyCpu),
      bytesText(row.peakBytes),
    ]),
  ];
}

/** How costs grow with n, for each scheme and d that was measured at three n. */
export function growthLines({ rows }: SparseFigures): readonly string[] {
  return SCHEMES.flatMap((scheme) =>
    growthOf(rows.filter((row) => row.scheme === scheme))
      .filter(({ variable }) => variable === 'n')
      .map(
        ({ party, fixed, range: [from, to], exponent, off }) =>
          `Under \`${scheme}\` with ${fixed}, the CPU time of a ${party} grows as n^${exponent.toFixed(2)} from n = ${from} to ${to}, within a factor of ${off.toFixed(2)}.`,
      ),
  );
}

/** What sessions that were measured under both schemes say of which to take. */
export function choiceLines({ rows }: SparseFigures): readonly string[] {
  const lengths = [...new Set(rows.map(({ d }) => d))].sort((a, b) => a - b);
  return lengths.flatMap((d) => {
    const at = (scheme: SparseRow['scheme'], n: number): SparseRow | undefined =>
      rows.find((row) => row.scheme === scheme && row.d === d && row.n === n);
    const pairs = [...new Set(rows.map(({ n }) => n))]
      .sort((a, b) => a - b)
      .flatMap((n) => {
        const [pairwise, sparse] = [at('pairwise', n), at('sparse', n)];
        return pairwise && sparse ? [{ n, pairwise, sparse }] : [];
      });
    if (pairs.length === 0) return [];
    const from = (cost: 'clientCpu' | 'coordinatorCpu' | 'downBytes'): string => {
      // Where it takes less once, and takes more at a larger n, it is not said to.
      const last = pairs.findLast(({ pairwise, sparse }) => sparse[cost] >= pairwise[cost]);
      const first = pairs.find(({ n }) => last === undefined || n > last.n);
      if (!first) return `at no n up to ${pairs.at(-1).n}`;
      const times = (first.pairwise[cost] / first.sparse[cost]).toFixed(1);
      return `from n = ${first.n} on (there ${times} times less)`;
    };
    return [
      `With ${d} coordinates, \`sparse\` takes less of the coordinator’s CPU time ${from('coordinatorCpu')}, less of a client’s ${from('clientCpu')}, and a client gets less ${from('downBytes')}.`,
    ];
  });
}
