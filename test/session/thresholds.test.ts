import { describe, expect, it } from 'vitest';
import { UsageError } from '../../src/usage/usageError.ts';
import {
  chooseThresholds,
  leastSafeThreshold,
  livenessProblem,
  type Thresholds,
  thresholdSafetyProblem,
} from '../../src/session/thresholds.ts';

function upTo(most: number, least = 0): number[] {
  return Array.from({ length: most - least + 1 }, (_, i) => least + i);
}

/** Every n from 3 to 9, with every t, n_C and number of dropouts up to n + 1. */
const ALL: readonly Thresholds[] = upTo(9, 3).flatMap((clients) =>
  upTo(clients + 1).flatMap((threshold) =>
    upTo(clients + 1).flatMap((maxCorrupt) =>
      upTo(clients + 1).map((maxDropouts) => ({ clients, threshold, maxCorrupt, maxDropouts })),
    ),
  ),
);

const isSafe = ({ clients: n, threshold: t, maxCorrupt: c }: Thresholds): boolean =>
  2 * t > n + c && t - c >= 2;
const isLive = ({ clients: n, threshold: t, maxDropouts: d }: Thresholds): boolean => t <= n - d;

describe('thresholds', () => {
  it('are safe exactly where 2t > n + n_C and t − n_C ≥ 2', () => {
    for (const t of ALL)
      expect(thresholdSafetyProblem(t) === undefined, JSON.stringify(t)).toBe(isSafe(t));
  });

  it('are live exactly where t ≤ n − dropouts', () => {
    for (const t of ALL)
      expect(livenessProblem(t) === undefined, JSON.stringify(t)).toBe(isLive(t));
  });

  it('that are safe make any two quorums share an honest client', () => {
    for (const t of ALL.filter(isSafe).filter(({ threshold, clients }) => threshold <= clients)) {
      const shared = 2 * t.threshold - t.clients;
      expect(shared - t.maxCorrupt).toBeGreaterThanOrEqual(1);
      expect(t.threshold - t.maxCorrupt).toBeGreaterThanOrEqual(2);
    }
  });

  it('that are not safe come with the numbers, and with what would be', () => {
    const because = thresholdSafetyProblem({
      clients: 10,
      threshold: 6,
      maxCorrupt: 2,
      maxDropouts: 0,
    });
    expect(because).toContain('2t = 12');
    expect(because).toContain('n + n_C = 12');
    expect(because).toContain('at least 7');
    expect(livenessProblem({ clients: 10, threshold: 7, maxCorrupt: 2, maxDropouts: 4 })).toMatch(
      /t = 7.* 6 /,
    );
  });
});

describe('the least safe threshold', () => {
  it('is safe, and the one below it is not', () => {
    for (const clients of upTo(12, 3)) {
      for (const maxCorrupt of upTo(clients)) {
        const threshold = leastSafeThreshold(clients, maxCorrupt);
        const of = (t: number): Thresholds => ({
          clients,
          threshold: t,
          maxCorrupt,
          maxDropouts: 0,
        });
        expect(thresholdSafetyProblem(of(threshold))).toBeUndefined();
        expect(thresholdSafetyProblem(of(threshold - 1))).toBeDefined();
      }
    }
  });
});

describe('thresholds that are chosen for n and a number of dropouts', () => {
  it('are safe and live, and survive as many corrupt clients as any could', () => {
    for (const clients of upTo(12, 3)) {
      for (const maxDropouts of upTo(clients)) {
        const possible = upTo(clients).flatMap((threshold) =>
          upTo(clients).map((maxCorrupt) => ({ clients, threshold, maxCorrupt, maxDropouts })),
        );
        const good = possible.filter((t) => isSafe(t) && isLive(t));
        const most = Math.max(...good.map(({ maxCorrupt }) => maxCorrupt));
        const chosen = chooseThresholds(clients, maxDropouts);
        if (good.length === 0) expect(chosen).toBeUndefined();
        else {
          expect(chosen).toMatchObject({ clients, maxDropouts, maxCorrupt: most });
          expect(isSafe(chosen!) && isLive(chosen!)).toBe(true);
        }
      }
    }
  });

  it('for delivery leave t honest clients after all cheaters and dropouts, and take the largest n_C', () => {
    for (const clients of upTo(16, 3)) {
      for (const maxDropouts of upTo(clients)) {
        const chosen = chooseThresholds(clients, maxDropouts, 'delivery');
        const possible = upTo(clients).flatMap((maxCorrupt) =>
          upTo(clients, 1).map((threshold) => ({ clients, threshold, maxCorrupt, maxDropouts })),
        );
        const good = possible.filter(
          (t) => isSafe(t) && t.threshold <= clients - t.maxCorrupt - maxDropouts,
        );
        if (good.length === 0) expect(chosen).toBeUndefined();
        else {
          const most = Math.max(...good.map(({ maxCorrupt }) => maxCorrupt));
          expect(good).toContainEqual(chosen);
          expect(chosen).toMatchObject({ maxCorrupt: most });
        }
      }
    }
  });

  it('are none for fewer than no dropouts', () => {
    expect(() => chooseThresholds(5, -1)).toThrow(UsageError);
  });
});
