import { describe, expect, it } from 'vitest';
import { viewMixingOfThirty } from '../../src/replay/attacks/s03ViewMixing.ts';
import { runControl, runDefended } from '../../src/replay/runAttack.ts';
import { kernel } from '../support/federation.ts';

describe('view mixing with n = 30, n_C = 9, t = 20', () => {
  it('leaks a sum over 2 honest inputs, where 11 are promised, without confirm-quorum', async () => {
    expect(await runControl(viewMixingOfThirty, kernel)).toMatchObject({
      succeeded: true,
      gained: 'a sum over 2 honest inputs, where at least 11 were promised',
    });
  }, 300_000);

  it('is caught by confirm-quorum', async () => {
    expect(await runDefended(viewMixingOfThirty, kernel)).toMatchObject({
      caught: true,
      code: 'confirm-quorum',
      culprit: 'coordinator',
      succeeded: false,
    });
  }, 300_000);
});
