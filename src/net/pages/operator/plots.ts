import uPlot from 'uplot';
import { element } from './dom.ts';

/** A bar chart of values by name, such as bytes by phase. */
export function barPlot(
  title: string,
  names: readonly string[],
  values: readonly number[],
  valueText: (value: number) => string,
): HTMLElement {
  const place = element('div', { class: 'plot', 'data-plot': title });
  const last = Math.max(names.length - 1, 0);
  new uPlot(
    {
      title,
      width: 480,
      height: 220,
      legend: { show: false },
      cursor: { show: false },
      scales: {
        x: { time: false, range: [-0.6, last + 0.6] },
        y: { range: (_, _least, most) => [0, most > 0 ? most * 1.1 : 1] },
      },
      axes: [
        {
          splits: () => names.map((_, i) => i),
          values: (_, places) => places.map((at) => names[at] ?? ''),
          grid: { show: false },
        },
        { size: 80, values: (_, splits) => splits.map(valueText) },
      ],
      series: [
        {},
        {
          label: title,
          fill: '#4a7ab5',
          stroke: '#2c5282',
          paths: uPlot.paths.bars!({ size: [0.6, 60] }),
        },
      ],
    },
    [names.map((_, i) => i), [...values]],
    place,
  );
  return place;
}
