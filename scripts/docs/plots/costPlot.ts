/** Plots of what sessions cost, as SVG. */
import type { TopLevelSpec } from 'vega-lite';
import { type Cost, PARTIES } from '../../bench/growth.ts';
import { axisOf, DECADES, drawn, INK, LINES, type Theme } from './theme.ts';

/**
 * CPU time of each party over d, a panel for each n. Shapes and dashes tell the parties apart as well as colours do.
 *
 * @returns an SVG document
 */
export function costPlot(rows: readonly Cost[], theme: Theme): Promise<string> {
  const values = rows.flatMap((row) =>
    PARTIES.map(([party, cost]) => ({
      party,
      clients: `n = ${row.n}`,
      n: row.n,
      d: row.d,
      seconds: row[cost] / 1000,
    })),
  );
  const ink = INK[theme];
  const axis = axisOf(theme);
  const scale = { domain: PARTIES.map(([party]) => party) };
  const legend = { title: null, labelColor: ink, orient: 'bottom', symbolSize: 80 } as const;
  const spec: TopLevelSpec = {
    data: { values },
    facet: {
      field: 'clients',
      type: 'nominal',
      sort: { field: 'n' },
      header: { title: null, labelColor: ink, labelFontSize: 12 },
    },
    columns: 3,
    spec: {
      width: 190,
      height: 190,
      mark: { type: 'line', point: { size: 45 }, strokeWidth: 1.5 },
      encoding: {
        x: {
          field: 'd',
          type: 'quantitative',
          scale: { type: 'log' },
          axis: { ...axis, title: 'coordinates d', format: '.0e', values: DECADES },
        },
        y: {
          field: 'seconds',
          type: 'quantitative',
          scale: { type: 'log' },
          axis: { ...axis, title: 'CPU seconds', values: DECADES },
        },
        color: {
          field: 'party',
          type: 'nominal',
          scale: { ...scale, range: [...LINES[theme]] },
          legend,
        },
        shape: { field: 'party', type: 'nominal', scale, legend },
        strokeDash: { field: 'party', type: 'nominal', scale, legend },
      },
    },
  };
  return drawn(spec, theme);
}
