import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  exposureBound,
  graphSafetyProblem,
  isolationBound,
  lossBound,
  type MaskGraph,
} from '../../../src/schemes/sparse/bounds.ts';
import { chooseMaskGraph } from '../../../src/schemes/sparse/choose.ts';
import {
  logBinomial,
  logLowerTail,
  logUpperTail,
} from '../../../src/schemes/sparse/hypergeometric.ts';

interface Vector extends MaskGraph {
  readonly listed: number;
  readonly maxCorrupt: number;
  readonly gone: number;
  readonly exposure: string;
  readonly isolation: string;
  readonly loss: string;
}

const pathOf = (name: string): string =>
  fileURLToPath(new URL(`../../../${name}`, import.meta.url));
const vectors = JSON.parse(
  readFileSync(pathOf('test/vectors/graph/bounds.json'), 'utf8'),
) as readonly Vector[];

/** C(n, k), exactly. */
function binomial(n: number, k: number): bigint {
  if (k < 0 || k > n) return 0n;
  let value = 1n;
  for (let i = 1; i <= k; i++) value = (value * BigInt(n - k + i)) / BigInt(i);
  return value;
}

/** Pr[X ≥ least], from exact counts. */
function exactUpperTail(size: number, marked: number, drawn: number, least: number): number {
  let ways = 0n;
  for (let x = Math.max(0, least); x <= drawn; x++) {
    ways += binomial(marked, x) * binomial(size - marked, drawn - x);
  }
  return Number((ways * 10n ** 40n) / binomial(size, drawn)) / 1e40;
}

const urns = fc.integer({ min: 1, max: 60 }).chain((size) =>
  fc.record({
    size: fc.constant(size),
    marked: fc.integer({ min: 0, max: size }),
    drawn: fc.integer({ min: 0, max: size }),
    least: fc.integer({ min: -2, max: size + 2 }),
  }),
);

describe('tails of the hypergeometric distribution', () => {
  it('are those of exact counts, from impossible to certain', () => {
    fc.assert(
      fc.property(urns, ({ least, ...urn }) => {
        const exact = exactUpperTail(urn.size, urn.marked, urn.drawn, least);
        const found = Math.exp(logUpperTail(urn, least));
        if (exact === 0) expect(found).toBeLessThan(1e-39);
        else expect(found / exact).toBeCloseTo(1, 9);
        expect(found).toBeLessThanOrEqual(1);
        expect(found + Math.exp(logLowerTail(urn, least))).toBeCloseTo(1, 9);
      }),
      { numRuns: 300 },
    );
  });

  it('lose nothing to rounding at ten thousand', () => {
    const exact = binomial(10_000, 5000).toString();
    const digits = Number(`0.${exact.slice(0, 17)}`);
    const log = Math.log(digits) + exact.length * Math.LN10;
    expect(Math.abs(logBinomial(10_000, 5000) - log)).toBeLessThan(1e-9);
    expect(logBinomial(5, 6)).toBe(-Infinity);
    expect(logBinomial(5, -1)).toBe(-Infinity);
  });
});

describe('bounds on a mask graph', () => {
  it.each(vectors)('are those of exact integers: %o', (vector) => {
    const { listed, maxCorrupt, gone } = vector;
    const list = { listed, maxCorrupt };
    const found = [
      exposureBound(vector, list),
      isolationBound(vector, list),
      lossBound(vector, listed, gone),
    ];
    const expected = [vector.exposure, vector.isolation, vector.loss].map(Number);
    for (const [i, value] of expected.entries()) {
      if (value === -Infinity) expect(found[i]).toBe(-Infinity);
      else expect(found[i]).toBeCloseTo(value, 7);
    }
  });

  it('are published as the independent implementation finds them', () => {
    const script = pathOf('scripts/vectors/graphBounds.py');
    const most = 500;
    const { stdout } = spawnSync('python3', ['-B', script, `${most}`], { encoding: 'utf8' });
    expect(JSON.parse(stdout)).toEqual(vectors.filter(({ listed }) => listed <= most));
  });

  it('are those by which the other verifier judges a session', () => {
    const graphs = [20, 21, 22, 23, 24, 25, 26].flatMap((minPresent) =>
      [20, 21, 22, 23].map((shareThreshold) => [38, shareThreshold, minPresent] as const),
    );
    const program =
      'import sys, json; sys.path.insert(0, "verifiers/python"); from veilsum.maskgraph import is_live, is_safe; ' +
      'print(json.dumps([[is_safe(g, 270, 30), is_live(g, 300, 30)] for g in json.loads(sys.argv[1])]))';
    const { stdout } = spawnSync('python3', ['-B', '-c', program, JSON.stringify(graphs)], {
      cwd: pathOf(''),
      encoding: 'utf8',
    });
    const judged = graphs.map(([neighbours, shareThreshold, minPresent]) => {
      const graph = { neighbours, shareThreshold, minPresent };
      return [
        graphSafetyProblem(graph, { listed: 270, maxCorrupt: 30 }, 40) === undefined,
        lossBound(graph, 300, 30) <= -20,
      ];
    });
    expect(JSON.parse(stdout)).toEqual(judged);
    expect(new Set(judged.map(String)).size).toBeGreaterThan(2);
  });

  it('grow with the corrupt clients, and fall as more is demanded', () => {
    const graphs = fc.record({
      neighbours: fc.integer({ min: 3, max: 20 }),
      shareThreshold: fc.integer({ min: 2, max: 20 }),
      minPresent: fc.integer({ min: 2, max: 20 }),
    });
    const lists = fc.record({
      listed: fc.integer({ min: 8, max: 80 }),
      maxCorrupt: fc.integer({ min: 0, max: 5 }),
    });
    fc.assert(
      fc.property(graphs, lists, (graph, list) => {
        const worse = { ...list, maxCorrupt: list.maxCorrupt + 1 };
        const higher = { ...graph, shareThreshold: graph.shareThreshold + 1 };
        const denser = { ...graph, minPresent: graph.minPresent + 1 };
        const slack = 1e-9;
        expect(exposureBound(graph, worse)).toBeGreaterThanOrEqual(
          exposureBound(graph, list) - slack,
        );
        expect(exposureBound(higher, list)).toBeLessThanOrEqual(exposureBound(graph, list) + slack);
        expect(isolationBound(denser, list)).toBeLessThanOrEqual(
          isolationBound(graph, list) + slack,
        );
        expect(lossBound(higher, list.listed, 3)).toBeGreaterThanOrEqual(
          lossBound(graph, list.listed, 3) - slack,
        );
      }),
      { numRuns: 300 },
    );
  });

  it('count the graphs of a tiny session as they are', () => {
    // Of four clients, one corrupt, each draws two of the three others, and one of its two must be there. An honest pair of three is
    // apart from the third only if the third drew nobody but the corrupt client, which it can't.
    const graph = { neighbours: 2, minPresent: 2 };
    expect(isolationBound(graph, { listed: 4, maxCorrupt: 1 })).toBe(-Infinity);
    // With one present, a client is alone with the corrupt one if that is among its two: 2/3 each, of three.
    expect(isolationBound({ ...graph, minPresent: 1 }, { listed: 4, maxCorrupt: 1 })).toBeCloseTo(
      Math.log2(2),
      9,
    );
  });
});

describe('a graph that is not safe', () => {
  const graph = { neighbours: 48, shareThreshold: 28, minPresent: 32 };

  it('is one over a list that was shrunk too far', () => {
    expect(graphSafetyProblem(graph, { listed: 850, maxCorrupt: 100 }, 40)).toBeUndefined();
    expect(graphSafetyProblem(graph, { listed: 800, maxCorrupt: 100 }, 40)).toBe(
      '100 corrupt clients among 800 hold 28 shares of some secret with a probability of up to 2^-38.5, more than 2^-40',
    );
  });

  it('is one in which too few neighbours need to be present', () => {
    const sparse = { ...graph, minPresent: 28 };
    const problem = graphSafetyProblem(sparse, { listed: 900, maxCorrupt: 100 }, 40);
    expect(problem).toContain('share masks with none of the others');
  });

  it.each([
    [{ ...graph, shareThreshold: 33 }, 1000, 100],
    [{ ...graph, minPresent: 49 }, 1000, 100],
    [graph, 32, 2],
    [graph, 101, 100],
    [graph, 1, 0],
    [graph, 0, 0],
    [graph, Number.NaN, 0],
    [{ ...graph, shareThreshold: Number.NaN }, 1000, 100],
    [{ ...graph, minPresent: Number.NaN }, 1000, 100],
    [{ ...graph, neighbours: Number.NaN }, 1000, 100],
  ])('is one whose numbers contradict each other: %o, %d, %d', (given, listed, maxCorrupt) => {
    expect(graphSafetyProblem(given, { listed, maxCorrupt }, 40)).toEqual(expect.any(String));
  });
});

describe('choosing a graph', () => {
  it.each([
    [300, 30, 30, 38, 22, 24],
    [1000, 100, 100, 47, 27, 29],
    [1000, 200, 100, 71, 46, 47],
    [10_000, 1000, 1000, 55, 32, 34],
    [12, 1, 2, 8, 2, 6],
  ])('for n = %d, n_C = %d and %d dropouts', (clients, maxCorrupt, maxDropouts, k, t, present) => {
    expect(chooseMaskGraph({ clients, maxCorrupt, maxDropouts }, 40)).toEqual({
      neighbours: k,
      shareThreshold: t,
      minPresent: present,
    });
  });

  it('fails where no graph would do', () => {
    expect(chooseMaskGraph({ clients: 1000, maxCorrupt: 790, maxDropouts: 100 }, 40)).toBe(
      undefined,
    );
    expect(chooseMaskGraph({ clients: 2, maxCorrupt: 1, maxDropouts: 0 }, 40)).toBe(undefined);
  });

  it('takes the fewest neighbours that keep both lists safe', () => {
    const thresholds = fc.record({
      clients: fc.integer({ min: 3, max: 120 }),
      maxCorrupt: fc.integer({ min: 0, max: 20 }),
      maxDropouts: fc.integer({ min: 0, max: 20 }),
      exponent: fc.integer({ min: 1, max: 60 }),
    });
    fc.assert(
      fc.property(thresholds, ({ exponent, ...given }) => {
        const chosen = chooseMaskGraph(given, exponent);
        if (!chosen) return;
        for (const listed of [given.clients, given.clients - given.maxDropouts]) {
          const list = { listed, maxCorrupt: given.maxCorrupt };
          expect(graphSafetyProblem(chosen, list, exponent)).toBeUndefined();
        }
        expect(lossBound(chosen, given.clients, given.maxDropouts)).toBeLessThanOrEqual(
          -exponent / 2,
        );
      }),
      { numRuns: 100 },
    );
  });

  it('takes milliseconds', () => {
    const started = performance.now();
    for (const maxCorrupt of [1000, 2000]) {
      chooseMaskGraph({ clients: 10_000, maxCorrupt, maxDropouts: 1000 }, 40);
    }
    expect(performance.now() - started).toBeLessThan(2000);
  });
});
