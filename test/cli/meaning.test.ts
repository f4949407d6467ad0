import { Command } from 'commander';
import { describe, expect, it } from 'vitest';
import {
  meaningDemanded,
  type MeaningOptions,
  withMeaning,
} from '../../src/cli/commands/meaning.ts';

function demanded(...args: readonly string[]): ReturnType<typeof meaningDemanded> {
  const command = withMeaning(
    new Command().exitOverride().configureOutput({ writeErr: () => undefined }),
  );
  return meaningDemanded(command.parse(args, { from: 'user' }).opts<MeaningOptions>());
}

describe('the flags of what a sum means', () => {
  it('demand nothing where they are left out', () => {
    expect(Object.values(demanded()).filter((one) => one !== undefined)).toEqual([]);
  });

  it('demand numbers exactly, or within a range', () => {
    expect(demanded('--bound', '1000', '--length', '1..5', '--row-length', '8')).toMatchObject({
      bound: 1000,
      length: { min: 1, max: 5 },
      rowLength: 8,
    });
  });

  it('demand an encoding by the name that simulate has for it', () => {
    expect(demanded('--encoding', 'integer').encoding).toEqual({ kind: 'integer' });
    expect(demanded('--encoding', 'mean', '--clip', '0.5..2').encoding).toEqual({
      kind: 'fixed-point',
      average: 'mean',
      clip: { min: 0.5, max: 2 },
    });
    const weighted = ['--encoding', 'weighted-mean', '--clip', '1e-3', '--max-weight', '1..10'];
    expect(demanded(...weighted).encoding).toEqual({
      kind: 'weighted-mean',
      clip: 0.001,
      maxWeight: { min: 1, max: 10 },
    });
  });

  it.each([
    ['--bound', '0'],
    ['--bound', '-1'],
    ['--bound', '1.5'],
    ['--bound', '5..1'],
    ['--bound', '1..2..3'],
    ['--length', ''],
    ['--length', '..5'],
    ['--clip', 'one'],
    ['--clip', 'Infinity'],
    ['--encoding', 'float'],
    ['--clip', '1'],
    ['--clip', '1', '--encoding', 'integer'],
    ['--max-weight', '10', '--encoding', 'mean'],
  ])('are refused where they say nothing: %s %s', (...args) => {
    expect(() => demanded(...args)).toThrow(/MIN\.\.MAX|choices|--encoding/);
  });
});
