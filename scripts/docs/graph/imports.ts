import { cruise, type ICruiseResult } from 'dependency-cruiser';
import { createRequire } from 'node:module';

/** Folders and, for each, the folders that it imports from. */
export type Graph = ReadonlyMap<string, ReadonlySet<string>>;

/** Folders whose subfolders the picture shows. */
const OPENED = ['net', 'proofs'];

/** The folder of a source file in the picture; `undefined` for files directly in `src`. */
export function folderOf(file: string): string | undefined {
  const [top, first, second, third] = file.split('/');
  if (top !== 'src' || first === undefined || second === undefined) return undefined;
  if (second === 'generated') return undefined;
  return OPENED.includes(first) && third !== undefined ? `${first}/${second}` : first;
}

/** The imports between the folders of `src`, found by dependency-cruiser. */
export async function readImports(): Promise<Graph> {
  const { options } = createRequire(import.meta.url)('../../../.dependency-cruiser.cjs') as {
    readonly options: object;
  };
  const { output } = await cruise(['src'], options);
  const graph = new Map<string, Set<string>>();
  for (const { source, dependencies } of (output as ICruiseResult).modules) {
    const from = folderOf(source);
    if (from === undefined) continue;
    const imported = graph.get(from) ?? new Set();
    graph.set(from, imported);
    for (const { resolved } of dependencies) {
      const to = folderOf(resolved);
      if (to !== undefined && to !== from) imported.add(to);
    }
  }
  return graph;
}

/** All folders that can be reached from each, directly or indirectly. */
export function reachable(graph: Graph): Graph {
  const visit = (from: string, seen: Set<string>): Set<string> => {
    for (const to of graph.get(from) ?? []) {
      if (!seen.has(to)) visit(to, seen.add(to));
    }
    return seen;
  };
  return new Map([...graph.keys()].map((from) => [from, visit(from, new Set())]));
}

/** The imports that do not follow from a chain of others; those within a cycle are all kept. */
export function reduced(graph: Graph): Graph {
  const reach = reachable(graph);
  const implied = (from: string, to: string): boolean =>
    [...(graph.get(from) ?? [])].some(
      (by) =>
        by !== to &&
        reach.get(by)?.has(to) === true &&
        reach.get(by)?.has(from) !== true &&
        reach.get(to)?.has(by) !== true,
    );
  return new Map(
    [...graph].map(([from, tos]) => [from, new Set([...tos].filter((to) => !implied(from, to)))]),
  );
}
