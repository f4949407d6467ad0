import { describe, expect, it } from 'vitest';
import type { SparseRow } from '../../scripts/bench/sparse/cell.ts';
import {
  choiceLines,
  growthLines,
  type SparseFigures,
  sparseTable,
} from '../../scripts/bench/sparse/tables.ts';
import { withSection } from '../../scripts/docs/sections.ts';
import { sparsePlot } from '../../scripts/docs/plots/sparsePlot.ts';

const row = (change: Partial<SparseRow>): SparseRow => ({
  scheme: 'pairwise',
  n: 300,
  d: 1000,
  threshold: 201,
  maxCorrupt: 30,
  dropouts: 30,
  clientCpu: 100,
  coordinatorCpu: 1000,
  verifyCpu: 10,
  upBytes: 1000,
  downBytes: 2000,
  recordBytes: 3000,
  peakBytes: 4000,
  wall: 5000,
  ...change,
});
const sparse = (n: number, change: Partial<SparseRow> = {}): SparseRow =>
  row({ scheme: 'sparse', n, graph: [38, 22, 24], coordinatorCpu: 4 * n, ...change });
const figuresOf = (rows: readonly SparseRow[]): SparseFigures => ({
  machine: { processor: 'a processor', cores: 2, node: 'v20' },
  load: [0, 1],
  rows,
});
const FIGURES = figuresOf([
  sparse(1000),
  row({}),
  sparse(300, { clientCpu: 150 }),
  row({ n: 500, clientCpu: 300, coordinatorCpu: 4000 }),
  sparse(500, { downBytes: 1000 }),
]);

describe('figures of sparse sessions', () => {
  it('are in one table, in order of n', () => {
    const [head, ...body] = sparseTable(FIGURES);
    expect(body.map((cells) => cells.slice(1, 3).join(' '))).toEqual([
      '300 pairwise',
      '300 sparse',
      '500 pairwise',
      '500 sparse',
      '1000 sparse',
    ]);
    expect(body[1]![head!.indexOf('k, t_k, minPresent')]).toBe('38, 22, 24');
    expect(body[3]![head!.indexOf('coordinator CPU')]).toBe('2.00 s');
  });

  it('say how costs grow where three n were measured', () => {
    const lines = growthLines(FIGURES);
    expect(lines).toHaveLength(3);
    expect(lines[1]).toBe(
      'Under `sparse` with d = 1000, the CPU time of a coordinator grows as n^1.00 from n = 300 to 1000, within a factor of 1.00.',
    );
  });

  it('say from which n on sparse takes less', () => {
    expect(choiceLines(FIGURES)).toEqual([
      'With 1000 coordinates, `sparse` takes less of the coordinator’s CPU time from n = 500 on (there 2.0 times less), less of a client’s from n = 500 on (there 3.0 times less), and a client gets less from n = 500 on (there 2.0 times less).',
    ]);
    const dearer = figuresOf([row({}), sparse(300, { downBytes: 5000 })]);
    expect(choiceLines(dearer)[0]).toContain('a client gets less at no n up to 300.');
    expect(choiceLines(figuresOf([sparse(300)]))).toEqual([]);
  });

  it('are drawn, a line for each party and scheme', async () => {
    const svg = await sparsePlot(FIGURES.rows, 'light');
    expect(svg).toContain('d = 1000');
    expect(svg).toContain('pairwise');
  });

  it('have a section of a page, in place of an earlier one', () => {
    const marks = { begin: '<!-- a -->', end: '<!-- b -->' };
    const page = 'text\n\n## Next\n';
    const once = withSection(page, marks, '## Next', 'figures');
    expect(once).toBe('text\n\n<!-- a -->\n\nfigures\n\n<!-- b -->\n\n## Next\n');
    expect(withSection(once, marks, '## Next', 'figures')).toBe(once);
    expect(withSection(once, marks, '## Next', undefined)).toBe(page);
    expect(() => withSection(page, marks, '## None', 'figures')).toThrow('no heading');
  });
});
