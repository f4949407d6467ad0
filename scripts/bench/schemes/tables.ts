/** The figures of `npm run bench:schemes`, a table of them, and where one scheme takes less than the other. */
import { bytesText } from '../../../src/cli/render.ts';
import type { CellFigures } from '../cells.ts';
import type { Cell } from './cell.ts';
import type { SchemeRow } from './measure.ts';

/** All cells that were measured, as docs/figures/schemes.json has them. */
export type SchemesFigures = CellFigures<SchemeRow>;

/** Both schemes in the same session. */
interface Pair {
  readonly pairwise: SchemeRow;
  readonly coded: SchemeRow;
}

/** What a cell is called. */
export function cellName({ scheme, clients, length, corrupt, dropouts }: Cell): string {
  return `${scheme}, n = ${clients}, d = ${length}, n_C = ${corrupt}, ${dropouts} dropouts`;
}

/** Sessions that were measured under both schemes. */
function pairsOf(rows: readonly SchemeRow[]): readonly Pair[] {
  const order = (row: Cell): number[] => [row.clients, row.length, row.corrupt, row.dropouts];
  return rows
    .filter(({ scheme }) => scheme === 'pairwise')
    .toSorted((a, b) => {
      const [x, y] = [order(a), order(b)];
      const first = x.findIndex((value, i) => value !== y[i]);
      return first < 0 ? 0 : x[first]! - y[first]!;
    })
    .flatMap((pairwise) => {
      const coded = rows.find(
        (row) => row.scheme === 'coded' && String(order(row)) === String(order(pairwise)),
      );
      return coded ? [{ pairwise, coded }] : [];
    });
}

function milliseconds(value: number): string {
  return value >= 1000 ? `${(value / 1000).toPrecision(3)} s` : `${value.toPrecision(3)} ms`;
}

/** Each figure under `pairwise`, then under `coded`. */
export function schemesTable({ rows }: SchemesFigures): readonly (readonly string[])[] {
  const both = ({ pairwise, coded }: Pair, of: (row: SchemeRow) => string): string =>
    `${of(pairwise)} · ${of(coded)}`;
  return [
    [
      'n',
      'd',
      'n_C',
      'dropouts',
      'client CPU',
      'coordinator CPU',
      'client sends',
      'client gets',
      'client holds',
      'coordinator holds',
    ],
    ...pairsOf(rows).map((pair) => [
      String(pair.coded.clients),
      String(pair.coded.length),
      String(pair.coded.corrupt),
      String(pair.coded.dropouts),
      both(pair, ({ clientCpu }) => milliseconds(clientCpu)),
      both(pair, ({ coordinatorCpu }) => milliseconds(coordinatorCpu)),
      both(pair, ({ upBytes }) => bytesText(upBytes)),
      both(pair, ({ downBytes }) => bytesText(downBytes)),
      both(pair, ({ clientBytes }) => bytesText(clientBytes)),
      both(pair, ({ coordinatorBytes }) => bytesText(coordinatorBytes)),
    ]),
  ];
}

/** For each size of session, what `coded` takes of a client, and from how many dropouts on its coordinator computes less. */
export function crossoverLines({ rows }: SchemesFigures): readonly string[] {
  const pairs = pairsOf(rows);
  const sizes = [...new Set(pairs.map(({ coded }) => `${coded.clients} ${coded.length}`))];
  return sizes.map((size) => {
    const own = pairs.filter(({ coded }) => `${coded.clients} ${coded.length}` === size);
    const [{ coded }] = own as [Pair];
    const span = (of: (row: SchemeRow) => number): string => {
      const factors = own.map((pair) => of(pair.coded) / of(pair.pairwise));
      return range(Math.min(...factors), Math.max(...factors));
    };
    return `With ${coded.clients} clients and ${coded.length} coordinates, a client of \`coded\` computes ${span(({ clientCpu }) => clientCpu)} times as long as one of \`pairwise\`, sends ${span(({ upBytes }) => upBytes)} times and gets ${span(({ downBytes }) => downBytes)} times as much. ${coordinatorLine(own)}`;
  });
}

/** From where on the coordinator of `coded` computes less, for each n_C. */
function coordinatorLine(pairs: readonly Pair[]): string {
  const bounds = [...new Set(pairs.map(({ coded }) => coded.corrupt))];
  const parts = bounds.map((corrupt) => {
    const own = pairs.filter(({ coded }) => coded.corrupt === corrupt);
    const less = own.filter(
      ({ coded, pairwise }) => coded.coordinatorCpu < pairwise.coordinatorCpu,
    );
    const [first] = less;
    if (!first) return `in none of the sessions with n_C = ${corrupt}`;
    return less.length === own.length
      ? `in every session with n_C = ${corrupt}`
      : `from ${first.coded.dropouts} dropouts on with n_C = ${corrupt}`;
  });
  return `Its coordinator computes less ${parts.join(', and ')}.`;
}

function range(least: number, most: number): string {
  const text = (value: number): string => String(Number(value.toPrecision(2)));
  const [low, high] = [text(least), text(most)];
  return low === high ? low : `${low} to ${high}`;
}
