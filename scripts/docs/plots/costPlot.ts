/** Plots of what sessions cost, as SVG. */
import type { TopLevelSpec } from 'vega-lite';
import { type Cost, PARTIES } from '../../bench/growth.ts';
import {
  axisOf,
  CURVE,
  DECADES,
  drawn,
  legendOf,
  LINES,
  panelsBy,
  secondsUp,
  type Theme,
} from './theme.ts';

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
  const axis = axisOf(theme);
  const scale = { domain: PARTIES.map(([party]) => party) };
  const legend = legendOf(theme);
  const spec: TopLevelSpec = {
    data: { values },
    facet: panelsBy('clients', 'n', theme),
    columns: 3,
    spec: {
      width: 190,
      height: 190,
      mark: CURVE,
      encoding: {
        x: {
          field: 'd',
          type: 'quantitative',
          scale: { type: 'log' },
          axis: { ...axis, title: 'coordinates d', format: '.0e', values: DECADES },
        },
        y: secondsUp(theme),
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
