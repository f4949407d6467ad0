import { describe, expect, it } from 'vitest';
import type { SchemeRow } from '../../scripts/bench/schemes/measure.ts';
import {
  crossoverLines,
  type SchemesFigures,
  schemesTable,
} from '../../scripts/bench/schemes/tables.ts';

const row = (change: Partial<SchemeRow>): SchemeRow => ({
  scheme: 'pairwise',
  clients: 10,
  length: 1000,
  corrupt: 1,
  dropouts: 0,
  clientCpu: 10,
  coordinatorCpu: 100,
  verifyCpu: 1,
  upBytes: 1000,
  downBytes: 2000,
  clientBytes: 3000,
  coordinatorBytes: 4000,
  recordBytes: 5000,
  ...change,
});

const figuresOf = (rows: readonly SchemeRow[]): SchemesFigures => ({
  machine: { processor: 'a processor', cores: 2, node: 'v20' },
  load: [0, 1],
  rows,
});

describe('figures of both schemes', () => {
  const coded = { scheme: 'coded', clientCpu: 20, upBytes: 3000, downBytes: 5000 } as const;
  const rows = [
    row({ dropouts: 3, coordinatorCpu: 400 }),
    row({ ...coded, dropouts: 3, coordinatorCpu: 150 }),
    row({}),
    row({ ...coded, coordinatorCpu: 150 }),
    row({ corrupt: 3 }),
    row({ ...coded, corrupt: 3, clientCpu: 30, coordinatorCpu: 50 }),
    row({ clients: 100 }),
  ];

  it('are in one table, both schemes in a cell, without sessions that were measured under one', () => {
    const [head, ...body] = schemesTable(figuresOf(rows));
    expect(body.map((cells) => cells.slice(0, 4))).toEqual([
      ['10', '1000', '1', '0'],
      ['10', '1000', '1', '3'],
      ['10', '1000', '3', '0'],
    ]);
    expect(body[0]![head!.indexOf('client sends')]).toBe('1000 B · 3000 B');
    expect(body[1]![head!.indexOf('coordinator CPU')]).toBe('400 ms · 150 ms');
  });

  it('say from where on the coordinator of `coded` computes less', () => {
    expect(crossoverLines(figuresOf(rows))).toEqual([
      'With 10 clients and 1000 coordinates, a client of `coded` computes 2 to 3 times as long as one of `pairwise`, sends 3 times and gets 2.5 times as much. Its coordinator computes less from 3 dropouts on with n_C = 1, and in every session with n_C = 3.',
    ]);
    const [line] = crossoverLines(figuresOf([row({}), row({ ...coded, coordinatorCpu: 101 })]));
    expect(line).toContain('Its coordinator computes less in none of the sessions with n_C = 1.');
  });
});
