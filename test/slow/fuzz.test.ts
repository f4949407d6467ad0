import { describe, expect, it } from 'vitest';
import { ALL_CHECKS, EnabledChecks } from '../../src/session/checks/enabledChecks.ts';
import { fuzz } from '../fuzz/fuzz.ts';
import { kernel } from '../support/federation.ts';

const SEED = Number(process.env['FUZZ_SEED'] ?? Date.now() % 1_000_000);

it(`no harm comes of 100 000 hostile deliveries, seed ${SEED}`, async () => {
  const testBed = { kernel, checks: ALL_CHECKS };
  const outcome = await fuzz({ testBed, seed: SEED, deliveries: 100_000 });
  expect(outcome.found).toBeUndefined();
  expect(outcome.deliveries).toBeGreaterThanOrEqual(100_000);
});

describe('the fuzzer is alive', () => {
  it.each([
    ['unmask-disjoint', 'both-shares'],
    ['client-signature', 'forged'],
    ['coordinator-signature', 'forged'],
  ] as const)('without %s it finds %s', async (check, kind) => {
    const testBed = { kernel, checks: EnabledChecks.unsafeWithout(check) };
    const { found } = await fuzz({ testBed, seed: 5, deliveries: 50_000, kinds: [kind] });
    expect(found).toBeDefined();
  });
});
