import { describe, expect, it } from 'vitest';
import { ALL_CHECKS } from '../../src/session/checks/enabledChecks.ts';
import { kernel } from '../support/federation.ts';
import { fuzz } from './fuzz.ts';

/** Another one with FUZZ_SEED; `npm run fuzz` for more of them. */
const SEED = Number(process.env['FUZZ_SEED'] ?? 20_260_101);

describe('hostile coordinators and networks', () => {
  it(`do no harm in 1500 deliveries, seed ${SEED}`, async () => {
    const testBed = { kernel, checks: ALL_CHECKS };
    const outcome = await fuzz({ testBed, seed: SEED, deliveries: 1500 });
    expect(outcome.found).toBeUndefined();
    expect(outcome.deliveries).toBeGreaterThanOrEqual(1500);
    // It got through to the end of sessions, and was not stopped at their gates.
    for (const what of ['joined', 'answered 1', 'answered 2', 'answered 3', 'answered 4']) {
      expect(outcome.reached.get(what) ?? 0).toBeGreaterThan(0);
    }
  });

  it('are the same for the same seed', async () => {
    const testBed = { kernel, checks: ALL_CHECKS };
    const first = await fuzz({ testBed, seed: SEED + 1, deliveries: 1 });
    expect(await fuzz({ testBed, seed: SEED + 1, deliveries: 1 })).toEqual(first);
  });
});
