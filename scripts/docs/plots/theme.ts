/** What all plots look like. */
import { parse, View } from 'vega';
import { compile, type TopLevelSpec } from 'vega-lite';

/** Colours of a picture: pages are light or dark. */
export type Theme = 'light' | 'dark';

export const INK = { light: '#1f2328', dark: '#e6edf3' } as const;
/** The pictures have a background, as a page's theme may differ from that of the system. */
const PAPER = { light: '#ffffff', dark: '#1e1e2e' } as const;
const GRID = { light: '#d0d7de', dark: '#45475a' } as const;
/** Okabe and Ito’s, which people with any kind of colour vision tell apart, lighter ones on dark. */
export const LINES = {
  light: ['#0072b2', '#d55e00', '#009e73'],
  dark: ['#56b4e9', '#e69f00', '#00c896'],
} as const;

/** Where grids have lines: with more of them, they hide the curves. */
export const DECADES: number[] = Array.from({ length: 12 }, (_, i) => 10 ** (i - 4));

/** Colours of an axis. */
export function axisOf(theme: Theme): {
  readonly labelColor: string;
  readonly titleColor: string;
  readonly gridColor: string;
  readonly domainColor: string;
} {
  const ink = INK[theme];
  return { labelColor: ink, titleColor: ink, gridColor: GRID[theme], domainColor: ink };
}

/** The channel of CPU seconds, upwards. */
export function secondsUp(theme: Theme): {
  readonly field: 'seconds';
  readonly type: 'quantitative';
  readonly scale: { readonly type: 'log' };
  readonly axis: object;
} {
  const axis = { ...axisOf(theme), title: 'CPU seconds', values: DECADES };
  return { field: 'seconds', type: 'quantitative', scale: { type: 'log' }, axis };
}

/** A legend below the panels. */
export function legendOf(theme: Theme): {
  readonly title: null;
  readonly labelColor: string;
  readonly orient: 'bottom';
  readonly symbolSize: number;
} {
  return { title: null, labelColor: INK[theme], orient: 'bottom', symbolSize: 80 };
}

/** A panel for each value of a field, in the order of another. */
export function panelsBy(
  field: string,
  order: string,
  theme: Theme,
): {
  readonly field: string;
  readonly type: 'nominal';
  readonly sort: { readonly field: string };
  readonly header: {
    readonly title: null;
    readonly labelColor: string;
    readonly labelFontSize: number;
  };
} {
  const header = { title: null, labelColor: INK[theme], labelFontSize: 12 } as const;
  return { field, type: 'nominal', sort: { field: order }, header };
}

/** What curves are drawn with. */
export const CURVE = { type: 'line', point: { size: 45 }, strokeWidth: 1.5 } as const;

/** Draws a plot. @returns an SVG document */
export function drawn(spec: TopLevelSpec, theme: Theme): Promise<string> {
  const whole: TopLevelSpec = {
    $schema: 'https://vega.github.io/schema/vega-lite/v6.json',
    background: PAPER[theme],
    padding: 12,
    ...spec,
    config: { font: 'sans-serif', view: { stroke: GRID[theme] } },
  };
  return new View(parse(compile(whole).spec), { renderer: 'none' }).toSVG();
}
