import type { TopLevelSpec } from 'vega-lite';
import { PARTIES } from '../../bench/growth.ts';
import type { SparseRow } from '../../bench/sparse/cell.ts';
import { axisOf, CURVE, drawn, legendOf, LINES, panelsBy, secondsUp, type Theme } from './theme.ts';

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
  const legend = legendOf(theme);
  const spec: TopLevelSpec = {
    data: { values },
    facet: panelsBy('length', 'd', theme),
    columns: 2,
    spec: {
      width: 280,
      height: 240,
      mark: CURVE,
      encoding: {
        x: {
          field: 'n',
          type: 'quantitative',
          scale: { type: 'log' },
          axis: { ...axis, title: 'clients n', values: [...new Set(rows.map(({ n }) => n))] },
        },
        y: secondsUp(theme),
        color: { field: 'party', type: 'nominal', scale: parties, legend },
        shape: { field: 'scheme', type: 'nominal', scale: schemes, legend },
        strokeDash: { field: 'scheme', type: 'nominal', scale: schemes, legend },
      },
    },
  };
  return drawn(spec, theme);
}
