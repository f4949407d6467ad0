import { type Graph, reachable } from './imports.ts';

/** A folder, or a bend of an arrow that passes its row (`name` is then `undefined`). */
export interface Place {
  readonly name: string | undefined;
  readonly row: number;
  x: number;
}

/** An arrow: the places where it starts, bends and ends. */
export type Arrow = readonly Place[];

/** The position of everything; rows are counted from the top. */
export interface Layout {
  readonly rows: readonly (readonly Place[])[];
  readonly arrows: readonly Arrow[];
}

const SWEEPS = 24;

/** Assigns folders to rows so that arrows point down; folders of a cycle share a row. */
export function layOut(graph: Graph): Layout {
  const rowOf = rowsOf(graph);
  const rows: Place[][] = [];
  const put = (name: string | undefined, row: number): Place => {
    const place = { name, row, x: 0 };
    (rows[row] ??= []).push(place);
    return place;
  };
  const names = [...graph.keys()].sort();
  const places = new Map(names.map((name) => [name, put(name, rowOf.get(name) ?? 0)]));
  const arrows: Arrow[] = [];
  for (const name of names) {
    for (const to of [...(graph.get(name) ?? [])].sort()) {
      const [start, end] = [places.get(name), places.get(to)];
      if (!start || !end) continue;
      const bends = Array.from({ length: Math.max(0, end.row - start.row - 1) }, (_, i) =>
        put(undefined, start.row + 1 + i),
      );
      arrows.push([start, ...bends, end]);
    }
  }
  settle(rows, arrows);
  return { rows, arrows };
}

/** The longest chain of imports down to each folder; a cycle counts as one step. */
function rowsOf(graph: Graph): ReadonlyMap<string, number> {
  const reach = reachable(graph);
  const together = (a: string, b: string): boolean =>
    reach.get(a)?.has(b) === true && reach.get(b)?.has(a) === true;
  const depths = new Map<string, number>();
  const depth = (name: string): number => {
    const known = depths.get(name);
    if (known !== undefined) return known;
    const group = [name, ...[...graph.keys()].filter((other) => together(name, other))];
    const below = group
      .flatMap((member) => [...(graph.get(member) ?? [])])
      .filter((to) => !group.includes(to));
    const found = below.length === 0 ? 0 : 1 + Math.max(...below.map(depth));
    for (const member of group) depths.set(member, found);
    return found;
  };
  const deepest = Math.max(...[...graph.keys()].map(depth));
  return new Map([...depths].map(([name, steps]) => [name, deepest - steps]));
}

/**
 * Orders each row by the mean position of what its places are connected to, alternating up and
 * down.
 */
function settle(rows: readonly Place[][], arrows: readonly Arrow[]): void {
  const joined = new Map<Place, Place[]>();
  for (const arrow of arrows) {
    arrow.slice(1).forEach((to, i) => {
      const from = arrow[i];
      if (!from) return;
      joined.set(from, [...(joined.get(from) ?? []), to]);
      joined.set(to, [...(joined.get(to) ?? []), from]);
    });
  }
  const space = (row: readonly Place[]): void => {
    row.forEach((place, i) => {
      place.x = (i + 1) / (row.length + 1);
    });
  };
  rows.forEach(space);
  for (let sweep = 0; sweep < SWEEPS; sweep++) {
    const step = sweep % 2 === 0 ? 1 : -1;
    for (const row of step === 1 ? rows : rows.toReversed()) {
      const middle = new Map(
        row.map((place) => {
          const near = (joined.get(place) ?? []).filter((other) => other.row !== place.row);
          const seen = sweep < SWEEPS - 2 ? near.filter((o) => o.row === place.row - step) : near;
          const used = seen.length > 0 ? seen : near;
          return [place, used.reduce((sum, { x }) => sum + x, 0) / Math.max(1, used.length)];
        }),
      );
      row.sort((a, b) => (middle.get(a) ?? 0) - (middle.get(b) ?? 0));
      space(row);
    }
  }
}
