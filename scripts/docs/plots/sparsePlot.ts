import type { TopLevelSpec } from 'vega-lite';
import { PARTIES } from '../../bench/growth.ts';
import type { SparseRow } from '../../bench/sparse/cell.ts';
import { axisOf, DECADES, drawn, INK, LINES, type Theme } from './theme.ts';

const SCHEMES = ['pairwise', 'sparse'];

/**
 * CPU time of each party over n under both schemes, a panel for each d. Colours tell the parties apart, shapes and dashes the schemes.
 *
 * @returns an SVG document
 */
export function sparsePlot(rows: readonly SparseRow[], theme: Theme): Promise<string> {
  const values = rows.flatMap((row) =>
    PARTIES.map(([party, cost]) => ({
      party,
      scheme: row.scheme,
      n: row.n,
      d: row.d,
      length: `d = ${row.d}`,
      seconds: row[cost] / 1000,
    })),
  );
  const axis = axisOf(theme);
  const parties = { domain: PARTIES.map(([party]) => party), range: [...LINES[theme]] };
  const schemes = { domain: SCHEMES };
  const legend = { title: null, labelColor: INK[theme], orient: 'bottom', symbolSize: 80 } as const;
  const spec: TopLevelSpec = {
    data: { values },
    facet: {
      field: 'length',
      type: 'nominal',
      sort: { field: 'd' },
      header: { title: null, labelColor: INK[theme], labelFontSize: 12 },
    },
    columns: 2,
    spec: {
      width: 280,
      height: 240,
      mark: { type: 'line', point: { size: 45 }, strokeWidth: 1.5 },
      encoding: {
        x: {
          field: 'n',
          type: 'quantitative',
          scale: { type: 'log' },
          axis: { ...axis, title: 'clients n', values: [...new Set(rows.map(({ n }) => n))] },
        },
        y: {
          field: 'seconds',
          type: 'quantitative',
          scale: { type: 'log' },
          axis: { ...axis, title: 'CPU seconds', values: DECADES },
        },
        color: { field: 'party', type: 'nominal', scale: parties, legend },
        shape: { field: 'scheme', type: 'nominal', scale: schemes, legend },
        strokeDash: { field: 'scheme', type: 'nominal', scale: schemes, legend },
      },
    },
  };
  return drawn(spec, theme);
}
