const SVG = 'http://www.w3.org/2000/svg';
const [WIDTH, HEIGHT] = [720, 220];
const EDGES = { left: 80, right: 10, top: 14, bottom: 24 } as const;

/** Values that are shown as bars; more are shown as one line. */
const MOST_BARS = 60;

/** Points of a line at most: of more values, the least and the greatest of each stretch. */
const MOST_POINTS = 640;

/** A picture of a sum's values, with its figures as the text alternative. */
export function picture(values: Float64Array, title: string): SVGElement {
  const least = values.reduce((a, b) => Math.min(a, b), 0);
  const most = values.reduce((a, b) => Math.max(a, b), 0);
  const span = most - least || 1;
  const x = (i: number): number =>
    EDGES.left + ((i + 0.5) * (WIDTH - EDGES.left - EDGES.right)) / values.length;
  const y = (value: number): number =>
    HEIGHT - EDGES.bottom - ((value - least) * (HEIGHT - EDGES.top - EDGES.bottom)) / span;
  const drawn = make('svg', {
    viewBox: `0 0 ${WIDTH} ${HEIGHT}`,
    role: 'img',
    'aria-label': title,
  });
  drawn.append(...(values.length <= MOST_BARS ? bars(values, x, y) : [line(values, x, y)]));
  drawn.append(
    make('line', { class: 'axis', x1: EDGES.left, x2: WIDTH - EDGES.right, y1: y(0), y2: y(0) }),
    ...[...new Set([least, 0, most])].map((value) =>
      label(shortText(value), { x: EDGES.left - 8, y: y(value) + 4, 'text-anchor': 'end' }),
    ),
    label('1', { x: x(0), y: HEIGHT - 6, 'text-anchor': 'middle' }),
    ...(values.length > 1
      ? [
          label(String(values.length), {
            x: x(values.length - 1),
            y: HEIGHT - 6,
            'text-anchor': 'middle',
          }),
        ]
      : []),
  );
  return drawn;
}

type Scale = (value: number) => number;

function bars(values: Float64Array, x: Scale, y: Scale): SVGElement[] {
  const width = Math.max(1, (0.7 * (WIDTH - EDGES.left - EDGES.right)) / values.length);
  return Array.from(values, (value, i) =>
    make('rect', {
      class: 'mark',
      x: x(i) - width / 2,
      y: Math.min(y(value), y(0)),
      width,
      height: Math.abs(y(value) - y(0)),
    }),
  );
}

function line(values: Float64Array, x: Scale, y: Scale): SVGElement {
  const stretch = Math.max(1, Math.ceil((2 * values.length) / MOST_POINTS));
  const points: string[] = [];
  for (let start = 0; start < values.length; start += stretch) {
    const part = values.subarray(start, start + stretch);
    for (const value of new Set([Math.min(...part), Math.max(...part)])) {
      points.push(`${x(start).toFixed(1)},${y(value).toFixed(1)}`);
    }
  }
  return make('polyline', { class: 'curve', points: points.join(' ') });
}

function label(text: string, attributes: Readonly<Record<string, string | number>>): SVGElement {
  const made = make('text', attributes);
  made.textContent = text;
  return made;
}

function shortText(value: number): string {
  return Number.isInteger(value) && Math.abs(value) < 1e8 ? String(value) : value.toPrecision(4);
}

function make(name: string, attributes: Readonly<Record<string, string | number>>): SVGElement {
  const made = document.createElementNS(SVG, name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, String(value));
  return made;
}
