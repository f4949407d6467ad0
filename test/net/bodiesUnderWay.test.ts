import { PassThrough } from 'node:stream';
import type { ServerResponse } from 'node:http';
import { expect, it } from 'vitest';
import { InFlightBodies } from '../../src/net/server/inFlightBodies.ts';

/** What of a response counts here: that it is closed. */
function response(): ServerResponse {
  return new PassThrough() as unknown as ServerResponse;
}

async function closed(one: ServerResponse): Promise<void> {
  await new Promise((resolve) => one.once('close', resolve).destroy());
}

it('a client has two bodies under way at once, whatever others have', async () => {
  const bodies = new InFlightBodies(() => 0);
  const [first, second] = [response(), response()];
  expect(bodies.begin('ann', first)).toBe(true);
  expect(bodies.begin('ann', second)).toBe(true);
  expect(bodies.begin('ann', response())).toBe(false);
  expect(bodies.begin('bob', response())).toBe(true);
  await closed(first);
  expect(bodies.begin('ann', response())).toBe(true);
  expect(bodies.begin('ann', response())).toBe(false);
});

it('one that has been under way for long gives way to a newer one, and its connection ends', () => {
  let now = 0;
  const bodies = new InFlightBodies(() => now);
  const [first, second] = [response(), response()];
  bodies.begin('ann', first);
  now = 5000;
  bodies.begin('ann', second);
  now = 10_000;
  expect(bodies.begin('ann', response())).toBe(true);
  expect([first.destroyed, second.destroyed]).toEqual([true, false]);
  expect(bodies.begin('ann', response())).toBe(false);
});
