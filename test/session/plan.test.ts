import { describe, expect, it } from 'vitest';
import { runLocally } from '../../src/net/localFederation.ts';
import { plannedBytes } from '../../src/cli/plan/bytes.ts';
import { expectedTimes } from '../../src/cli/plan/expected.ts';
import { PlanError, planSession, type PlanRequest } from '../../src/cli/plan/plan.ts';
import type { UnitCosts } from '../../src/cli/plan/costs.ts';
import { UNIT_COSTS } from '../../src/cli/plan/unitCosts.ts';
import { workOf } from '../../src/cli/plan/work.ts';
import { livenessProblem, thresholdSafetyProblem } from '../../src/session/thresholds.ts';
import { testFederation, testSession } from '../support/federation.ts';

const WISH: PlanRequest = {
  clients: 100,
  corrupt: 20,
  dropouts: 10,
  bits: 16,
  length: 1_000_000,
  rowLength: 4096,
};

describe('a plan', () => {
  it('has the least safe threshold, and the numbers that follow from it', () => {
    const plan = planSession(WISH);
    expect(plan.session.parameters.threshold).toBe(61);
    expect(plan).toMatchObject({
      thresholds: { least: 61, greatest: 90 },
      honestInputs: 41,
      spareClients: 39,
      quorumSurvives: 21,
      magnitudeBits: 22,
      unusedBits: 16,
    });
    expect(plan.session.layout).toEqual({ slotBits: 24, slotsPerElement: 10 });
    expect(plan.session.payloadBytes).toBe(245 * (410 + 1) * 32);
    expect(plan.expansion).toBeCloseTo(1.611, 3);
  });

  it('is safe and live for every wish that it meets, and refuses the others', () => {
    for (let clients = 3; clients <= 40; clients++) {
      for (let corrupt = 0; corrupt < clients; corrupt++) {
        for (let dropouts = 0; dropouts < clients; dropouts += 3) {
          const wish = { ...WISH, clients, corrupt, dropouts };
          const possible = Array.from({ length: clients }, (_, i) => i + 1).some((threshold) => {
            const t = { clients, threshold, maxCorrupt: corrupt, maxDropouts: dropouts };
            return thresholdSafetyProblem(t) === undefined && livenessProblem(t) === undefined;
          });
          if (possible) {
            const { parameters } = planSession(wish).session;
            expect(
              thresholdSafetyProblem(parameters) ?? livenessProblem(parameters),
            ).toBeUndefined();
          } else {
            expect(() => planSession(wish)).toThrow(PlanError);
          }
        }
      }
    }
  });

  it('names changes that make an impossible wish possible', () => {
    const wish = { ...WISH, corrupt: 34, dropouts: 40 };
    expect(() => planSession(wish)).toThrow(/at most 32 dropouts, or for at most 19 corrupt/);
    expect(() => planSession({ ...wish, dropouts: 32 })).not.toThrow();
    expect(() => planSession({ ...wish, corrupt: 19 })).not.toThrow();
    expect(() => planSession({ ...wish, dropouts: 33 })).toThrow(PlanError);
    expect(() => planSession({ ...wish, corrupt: 20 })).toThrow(PlanError);
  });

  it.each([
    ['too few clients', { clients: 2, corrupt: 0, dropouts: 0 }, /at least 3/],
    ['too many clients', { clients: 501 }, /at most 500 clients.*take the scheme "sparse"/],
    ['too many clients under any', { clients: 10_001, scheme: 'sparse' }, /at most 10000.*groups/],
    ['no honest client', { corrupt: 100 }, /lower/],
    ['bits that no coordinate has', { bits: 33 }, /2 to 32/],
    ['too many coordinates', { length: 2 ** 24 + 1 }, /out of range/],
    ['too many rows', { rowLength: 128 }, /longer rows/],
    ['rows of no power of two', { rowLength: 100 }, /power of two/],
    ['no row', { rowLength: 0 }, /power of two/],
    ['choices of 16 bits', { proofs: 'one-hot' }, /--bits 2/],
    ['a threshold that is unsafe', { threshold: 60 }, /from 61 to 90/],
    ['a threshold that is not live', { threshold: 91 }, /from 61 to 90/],
  ] as const)('refuses %s', (_, change, says) => {
    expect(() => planSession({ ...WISH, ...change })).toThrow(says);
  });
});

describe('planned bytes', () => {
  it.each([4, 20])('are reached by no session of %i, and not twice as many', async (clients) => {
    const setup = testSession(clients, { length: 30_000, rowLength: 512 });
    const { result, costs } = await runLocally(testFederation(setup));
    if (result.kind === 'abort') throw new Error(result.message);
    const total = (side: 'bytesUp' | 'bytesDown'): number =>
      costs.reduce((sum, cost) => sum + cost[side], 0);
    const planned = plannedBytes(setup.session);
    const { record } = result.result;
    for (const [most, actual] of [
      [planned.coordinator.down, total('bytesUp')],
      [planned.coordinator.up, total('bytesDown')],
      [planned.record, record.length],
    ] as const) {
      expect(actual).toBeLessThanOrEqual(most);
    }
    // Payloads are exact; only lists and signatures are counted with room to spare.
    expect(planned.coordinator.down).toBeLessThan(1.2 * total('bytesUp'));
    expect(planned.record).toBeLessThan(2 * record.length);
  });
});

/** Costs of 0. */
const FREE: UnitCosts = JSON.parse(
  JSON.stringify(UNIT_COSTS, (_, value: unknown) => (typeof value === 'number' ? 0 : value)),
) as UnitCosts;

describe('expected times', () => {
  it('are work times unit costs', () => {
    const { session } = planSession(WISH);
    const { client } = workOf(session, 10);
    expect(client).toEqual({
      session: 1,
      peer: 100,
      coordinate: 1_000_000,
      maskElement: 100 * 245 * 411,
    });
    const units = {
      ...FREE,
      schemes: {
        ...FREE.schemes,
        pairwise: {
          client: { session: 1, peer: 2, coordinate: 0.5, maskElement: 0 },
          coordinator: { session: 3, pair: 0, payloadElement: 0, maskElement: 1, coordinate: 0 },
        },
      },
      verifier: { session: 0, client: 1, point: 1, coordinate: 0 },
    };
    expect(expectedTimes(session, 10, units)).toEqual({
      client: 1 + 200 + 500_000,
      coordinator: 3 + 90 * 11 * 245 * 411,
      verifier: 100 + 90 * 245,
    });
  });

  it('are along the edges of the graph under sparse', () => {
    const wish = { clients: 5000, corrupt: 500, dropouts: 500, bits: 16, length: 1000 };
    const { session } = planSession({ ...wish, scheme: 'sparse' });
    expect(session.parameters.scheme).toMatchObject({ neighbours: 54, shareThreshold: 31 });
    const { client, coordinator } = workOf(session, 500);
    expect(client['peer']).toBe(1 + 107);
    expect(coordinator['pair']).toBe(5000 * 54);
    const elements = session.rows * (session.elementsPerRow + 1);
    expect(client['maskElement']).toBe(108 * elements);
    expect(coordinator['maskElement']).toBeCloseTo(4500 * (1 + (500 * 107) / 4999) * elements);
  });

  it('have the proofs that a client makes, and that the others verify', () => {
    const { session } = planSession({ ...WISH, proofs: 'l2' });
    const units = {
      ...FREE,
      proofs: {
        client: { proof: 1, column: 10, plane: 100, coordinate: 0.001, digit: 0 },
        verifier: { proof: 1, column: 0, point: 2 },
      },
    };
    expect(session.parameters.rowLength).toBe(4096);
    expect(expectedTimes(session, 10, units)).toEqual({
      client: 1 + 10 * 4096 + 100 * 16 + 1000,
      coordinator: 90 * (1 + 2 * 245 * 16),
      verifier: 90 * (1 + 2 * 245 * 16),
    });
    const plain = planSession(WISH).times;
    const proven = planSession({ ...WISH, proofs: 'l2' }).times;
    for (const party of ['client', 'coordinator', 'verifier'] as const) {
      expect(proven[party]).toBeGreaterThan(plain[party]);
    }
  });

  it('grow with dropouts at the coordinator alone, and with everything else everywhere', () => {
    const times = (change: Partial<PlanRequest>): ReturnType<typeof expectedTimes> =>
      planSession({ ...WISH, ...change }).times;
    const plain = times({});
    expect(times({ dropouts: 30 }).coordinator).toBeGreaterThan(1.1 * plain.coordinator);
    expect(times({ dropouts: 30 }).client).toBe(plain.client);
    expect(times({ length: 2_000_000 }).verifier).toBeGreaterThan(plain.verifier);
    expect(times({ clients: 200 }).client).toBeGreaterThan(plain.client);
  });
  it('are those of the scheme: codes take longer the more clients may be corrupt', () => {
    const times = (corrupt: number): ReturnType<typeof expectedTimes> =>
      planSession({ ...WISH, scheme: 'coded', corrupt, dropouts: 10 }).times;
    expect(times(30).client).toBeGreaterThan(1.2 * times(10).client);
    expect(times(30).verifier).toBe(times(10).verifier);
  });

  it('have a cost for every step', () => {
    for (const scheme of ['pairwise', 'coded'] as const) {
      const { session } = planSession({ ...WISH, scheme });
      const { client, coordinator, verifier } = workOf(session, 10);
      const costs = UNIT_COSTS.schemes[scheme];
      expect(Object.keys(costs.client)).toEqual(Object.keys(client));
      expect(Object.keys(costs.coordinator)).toEqual(Object.keys(coordinator));
      expect(Object.keys(UNIT_COSTS.verifier)).toEqual(Object.keys(verifier));
      for (const units of [costs.client, costs.coordinator]) {
        for (const cost of Object.values(units)) expect(cost).toBeGreaterThanOrEqual(0);
      }
    }
  });
});
