/** Plots of what sessions cost, as SVG. */
import { parse, View } from 'vega';
import { compile, type TopLevelSpec } from 'vega-lite';
import { type Cost, PARTIES } from '../../bench/growth.ts';

/** Colours of a picture: pages are light or dark. */
export type Theme = 'light' | 'dark';

const INK = { light: '#1f2328', dark: '#e6edf3' } as const;
/** The pictures have a background, as a page's theme may differ from that of the system. */
const PAPER = { light: '#ffffff', dark: '#1e1e2e' } as const;
const GRID = { light: '#d0d7de', dark: '#45475a' } as const;
/** Okabe and Ito’s, which people with any kind of colour vision tell apart, lighter ones on dark. */
const LINES = {
  light: ['#0072b2', '#d55e00', '#009e73'],
  dark: ['#56b4e9', '#e69f00', '#00c896'],
} as const;

/** Where grids have lines: with more of them, they hide the curves. */
const DECADES: number[] = Array.from({ length: 12 }, (_, i) => 10 ** (i - 4));

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
  const axis = { labelColor: ink, titleColor: ink, gridColor: GRID[theme], domainColor: ink };
  const scale = { domain: PARTIES.map(([party]) => party) };
  const legend = { title: null, labelColor: ink, orient: 'bottom', symbolSize: 80 } as const;
  const spec: TopLevelSpec = {
    $schema: 'https://vega.github.io/schema/vega-lite/v6.json',
    background: PAPER[theme],
    padding: 12,
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
    config: { font: 'sans-serif', view: { stroke: GRID[theme] } },
  };
  return new View(parse(compile(spec).spec), { renderer: 'none' }).toSVG();
}
