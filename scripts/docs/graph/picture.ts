import type { Arrow, Layout, Place } from './layout.ts';

const [WIDTH, ROW, BOX, HIGH, MARGIN] = [1000, 78, 122, 32, 34];

const across = ({ x }: Place): number => Math.round(x * WIDTH);
const down = ({ row }: Place): number => MARGIN + row * ROW;

function box(place: Place): string {
  const [x, y] = [across(place), down(place)];
  return [
    `<rect x="${x - BOX / 2}" y="${y - HIGH / 2}" width="${BOX}" height="${HIGH}" rx="5"/>`,
    `<text x="${x}" y="${y + 5}">${place.name}</text>`,
  ].join('');
}

function sideways(start: Place, end: Place): string {
  const [low, high] = across(start) < across(end) ? [1, -1] : [-1, 1];
  const y = down(start);
  return `M${across(start) + (low * BOX) / 2} ${y}L${across(end) + high * (BOX / 2 + 7)} ${y}`;
}

function path(arrow: Arrow): string {
  const [start, second] = arrow;
  if (!start || !second) return '';
  if (start.row === second.row) return line(sideways(start, second));
  const points = arrow.map((place, i) => {
    const edge = i === 0 ? HIGH / 2 : i === arrow.length - 1 ? -HIGH / 2 - 7 : 0;
    return [across(place), down(place) + edge] as const;
  });
  const curves = points.slice(1).map(([x, y], i) => {
    const [fromX, fromY] = points[i] ?? [x, y];
    const half = Math.round((fromY + y) / 2);
    return `C${fromX} ${half} ${x} ${half} ${x} ${y}`;
  });
  return line(`M${points[0]?.join(' ')}${curves.join('')}`);
}

const line = (d: string): string => `<path d="${d}" marker-end="url(#tip)"/>`;

/** Draws a layout as an SVG picture. */
export function draw({ rows, arrows }: Layout): string {
  const height = MARGIN * 2 + (rows.length - 1) * ROW;
  const folders = rows.flat().filter(({ name }) => name !== undefined);
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${height}" role="img">`,
    '<title>Imports between the folders of src; an arrow points to what is imported</title>',
    '<!-- Written by npm run docs:graph -->',
    '<style>rect{fill:#eef3f8;stroke:#3b5878}text{font:14px sans-serif;fill:#12202f;text-anchor:middle}path{fill:none;stroke:#6b7f95}</style>',
    '<defs><marker id="tip" viewBox="0 0 8 8" refX="1" refY="4" markerWidth="7" markerHeight="7" orient="auto-start-reverse"><polygon points="0,0 8,4 0,8" fill="#6b7f95"/></marker></defs>',
    `<rect width="${WIDTH}" height="${height}" style="fill:#fff;stroke:none"/>`,
    ...arrows.map(path),
    ...folders.map(box),
    '</svg>',
    '',
  ].join('\n');
}
