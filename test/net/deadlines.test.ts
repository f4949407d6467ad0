import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { Deadlines } from '../../src/net/server/deadlines.ts';

describe('ends of waits', () => {
  beforeEach(() => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance'] });
  });
  afterEach(() => {
    vi.useRealTimers();
  });

  it('take one timer for thousands of waits, and none once all are taken back', () => {
    const deadlines = new Deadlines();
    const takeBack = Array.from({ length: 5000 }, (_, i) =>
      deadlines.after(1000 * (1 + (i % 25)), () => undefined),
    );
    expect(vi.getTimerCount()).toBe(1);
    for (const back of takeBack.slice(1)) back();
    expect(vi.getTimerCount()).toBe(1);
    takeBack[0]!();
    takeBack[0]!();
    expect(vi.getTimerCount()).toBe(0);
  });

  it('come after their time, at most a quarter of a second late, and once', () => {
    const deadlines = new Deadlines();
    const ended: number[] = [];
    for (const wait of [3000, 1000, 1100, 25_000]) {
      deadlines.after(wait, () => ended.push(wait));
    }
    const back = deadlines.after(500, () => ended.push(500));
    vi.advanceTimersByTime(499);
    back();
    vi.advanceTimersByTime(500);
    expect(ended).toEqual([]);
    vi.advanceTimersByTime(251);
    expect(ended).toContain(1000);
    vi.advanceTimersByTime(1749);
    expect(ended).toEqual([1000, 1100]);
    vi.advanceTimersByTime(60_000);
    expect(ended).toEqual([1000, 1100, 3000, 25_000]);
    expect(vi.getTimerCount()).toBe(0);
  });

  it('may begin a wait or take one back as they come', () => {
    const deadlines = new Deadlines();
    const ended: string[] = [];
    const back: { take?: () => void } = {};
    deadlines.after(1000, () => {
      ended.push('first');
      back.take?.();
      deadlines.after(1000, () => ended.push('next'));
    });
    back.take = deadlines.after(2000, () => ended.push('taken back'));
    vi.advanceTimersByTime(10_000);
    expect(ended).toEqual(['first', 'next']);
  });
});
