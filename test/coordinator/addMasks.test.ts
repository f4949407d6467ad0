import { CLIENT_PHASES } from '../../src/messages/table.ts';
import { describe, expect, it } from 'vitest';
import type { AddMasks } from '../../src/schemes/coordinator.ts';
import type { CoordinatorStep } from '../../src/coordinator/coordinatorSession.ts';
import { openSession } from '../../src/coordinator/open.ts';
import type { Mask } from '../../src/kernel/kernel.ts';

import { type Exchange, exchange, publishedBy } from '../support/exchange.ts';
import { coordinator, kernel, testSession } from '../support/federation.ts';
import { prepare } from '../support/prepared.ts';

describe('a coordinator whose host takes the masks off', () => {
  const setup = testSession(5);
  let played: Exchange;
  prepare(async () => {
    played = await exchange(setup, { drops: { 4: 'commit' } });
  });

  /** The exchange's messages again, to a coordinator with a host of its own. */
  async function endUnder(addMasks: AddMasks): Promise<CoordinatorStep> {
    const { session, roster } = setup;
    const { state } = openSession({ session, roster, identity: coordinator, kernel, addMasks });
    for (const phase of CLIENT_PHASES) {
      for (const message of played.sent[phase].values()) await state.receive(message);
      const step = await state.close();
      if (step.kind !== 'send') return step;
    }
    throw new Error('a session ends with its last phase');
  }

  it('publishes the record that its kernel leads to, and wipes the keys afterwards', async () => {
    let given: readonly Mask[] = [];
    const end = await endUnder(async (total, masks, work) => {
      given = masks;
      expect(masks.some(({ key }) => key.every((byte) => byte === 0))).toBe(false);
      // One by one, in any order.
      for (const mask of masks.toReversed()) await kernel.addMasks(total, [mask], work);
    });
    expect(end).toMatchObject({ kind: 'finish', result: { record: publishedBy(played).record } });
    // Four self-masks, and one of each of the four with the one who left.
    expect(given).toHaveLength(8);
    for (const { key } of given) expect(key).toEqual(new Uint8Array(32));
  });

  it.each([
    ['one mask is left on', 1],
    ['nothing is done', 8],
  ])('publishes nothing where %s', async (_name, left) => {
    const end = await endUnder((total, masks) => kernel.addMasks(total, masks.slice(left)));
    expect(end.kind).toBe('abort');
    expect(end).not.toHaveProperty('culprit');
    expect(['opening', 'sum-range']).toContain(end.kind === 'abort' && end.code);
  });

  it('fails with its host, and not with an abort', async () => {
    await expect(endUnder(() => Promise.reject(new Error('out of memory')))).rejects.toThrow(
      'out of memory',
    );
  });
});
