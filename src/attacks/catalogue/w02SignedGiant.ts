import { frameOf } from '../../net/wire/frame.ts';
import type { Attack } from '../attack.ts';
import { outcomeOf } from '../harness/events.ts';
import { postBody } from '../harness/post.ts';
import { whileServed } from '../harness/service.ts';
import { ids, scenarioOf } from '../harness/scenario.ts';

const [INSIDER] = ids(1);

/** More than a hundred times the largest message of such a small session. */
const GIANT_BYTES = 2 ** 20;

export const signedGiant: Attack = {
  id: 'W02',
  title: 'One client sends a request that is larger than all messages of the session',
  check: 'request-size',
  who: 'client',
  can: 'sign requests as a client',
  steps: [
    'It signs a request whose body is a frame of a megabyte, where no message has more than a few kilobytes.',
    'The service takes memory for all of it, and reads it, before it finds that it is no message.',
  ],
  source: 'ours',
  run: (testBed) =>
    whileServed(testBed, async (served) => {
      const scenario = scenarioOf(testBed, { clients: 4, threshold: 3 });
      const hosted = await served.open(scenario);
      const body = frameOf({ envelope: new Uint8Array(GIANT_BYTES) });
      const answer = await postBody(scenario, hosted, INSIDER!, body, served.fetch);
      const { detail } = (await answer.json()) as { readonly detail?: string };
      // Only a service that has read the body can report this.
      const succeeded = detail?.startsWith(`${body.length} bytes where`) === true;
      const stopped = answer.status === 413;
      return outcomeOf(stopped ? [{ by: 'coordinator', code: 'request-size' }] : [], {
        succeeded,
        gained: succeeded ? `${body.length} bytes of the service’s memory` : 'nothing',
      });
    }),
};
