import uPlot from 'uplot';
import { element } from './dom.ts';

/** The width of a chart in pixels, if the window has room for it. */
const WIDTH = 480;

/** A bar chart of values by name, such as bytes by phase, with its figures as the text alternative. */
export function barPlot(
  title: string,
  names: readonly string[],
  values: readonly number[],
  valueText: (value: number) => string,
): HTMLElement {
  const figures = names.map((name, i) => `${name} ${valueText(values[i]!)}`).join(', ');
  const place = element('div', {
    class: 'plot',
    'data-plot': title,
    role: 'img',
    'aria-label': `${title} of each phase: ${figures}`,
  });
  const dark = matchMedia('(prefers-color-scheme: dark)').matches;
  const [ink, grid, bar] = dark ? ['#e6e6e6', '#fff2', '#7fb4ec'] : ['#1b1b1b', '#0002', '#2f6fb0'];
  const last = Math.max(names.length - 1, 0);
  new uPlot(
    {
      title,
      width: Math.min(WIDTH, document.documentElement.clientWidth - 32),
      height: 220,
      legend: { show: false },
      cursor: { show: false },
      scales: {
        x: { time: false, range: [-0.6, last + 0.6] },
        y: { range: (_, _least, most) => [0, most > 0 ? most * 1.1 : 1] },
      },
      axes: [
        {
          stroke: ink,
          splits: () => names.map((_, i) => i),
          values: (_, places) => places.map((at) => names[at] ?? ''),
          grid: { show: false },
        },
        {
          stroke: ink,
          grid: { stroke: grid },
          size: 80,
          values: (_, splits) => splits.map(valueText),
        },
      ],
      series: [
        {},
        {
          label: title,
          points: { show: false },
          fill: bar,
          stroke: bar,
          paths: uPlot.paths.bars!({ size: [0.6, 60] }),
        },
      ],
    },
    [names.map((_, i) => i), [...values]],
    place,
  );
  return place;
}
