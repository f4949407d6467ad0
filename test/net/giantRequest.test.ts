/** A client's signed request as large as its session allows, with a body that is no message: nobody else waits for it. */
import { expect, it } from 'vitest';
import { authorizationOf } from '../../src/net/wire/requestSignature.ts';
import { testSession } from '../support/federation.ts';
import { GIANTS } from '../support/hostileBodies.ts';
import { httpCoordinator } from '../support/httpCoordinator.ts';

const GIANT_BYTES = 2 ** 23;

it('is refused without taking the service’s time or memory', async () => {
  const setup = testSession(4, { length: 2_000_000, rowLength: 4096, bound: 2 ** 31 - 1 });
  const coordinator = await httpCoordinator(setup);
  try {
    const path = `/v1/sessions/${coordinator.hosted.id}/messages`;
    const post = async (body: Uint8Array): Promise<number> => {
      const identity = setup.identities[0]!;
      const signed = { method: 'POST', path };
      const authorization = await authorizationOf(identity, signed, body, Date.now());
      const headers = { authorization, 'content-type': 'application/cbor' };
      const sent = { method: 'POST', headers, body: body as Uint8Array<ArrayBuffer> };
      return (await fetch(new URL(path, coordinator.server), sent)).status;
    };
    for (const name of ['a list of single bytes', 'a list of empty lists'] as const) {
      const body = GIANTS[name]!(GIANT_BYTES);
      const before = process.memoryUsage().heapUsed;
      const posted = post(body);
      const waited = await longestTurnUntil(posted);
      expect(await posted).toBe(400);
      // It took seconds when such a body was read whole; this leaves room for a busy machine.
      expect(waited).toBeLessThan(1500);
      expect(process.memoryUsage().heapUsed - before).toBeLessThan(GIANT_BYTES);
    }
  } finally {
    await coordinator.stop();
  }
});

/** The longest that the process did nothing else until something is over. */
async function longestTurnUntil(over: Promise<unknown>): Promise<number> {
  let [longest, last, waiting] = [0, performance.now(), true];
  void over.finally(() => (waiting = false));
  while (waiting) {
    await new Promise((resolve) => setTimeout(resolve, 1));
    const now = performance.now();
    longest = Math.max(longest, now - last);
    last = now;
  }
  return longest;
}
