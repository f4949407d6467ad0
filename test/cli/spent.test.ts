import { describe, expect, it } from 'vitest';
import { Spent } from '../../src/cli/spent.ts';
import { inputOf, roundOf } from '../support/ledgerBehaviour.ts';

describe('what a participation has used up', () => {
  it('is nothing at first, then the round, then the input as well', () => {
    const spent = new Spent();
    expect(String(spent)).toBe('no round and no input was used up');
    spent.took(roundOf('1', { round: 7 }));
    expect(String(spent)).toBe(
      'round 7 is used up, but your input is not: it can go into the next round',
    );
    spent.took(inputOf('1'));
    expect(String(spent)).toBe(
      'round 7 and this input are used up, because the input may already be in a sum; to send equal values again, name another --epoch',
    );
  });
  it('is nothing that notes do not make up for', () => {
    const spent = new Spent(true);
    spent.took(roundOf('1'));
    expect(spent.next).toBe('run the same command again to resume');
    expect(new Spent().next).toBe('no round and no input was used up; run the same command again');
  });
});
