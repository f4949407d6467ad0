import type { Attack } from '../attack.ts';
import { agentOf, alarmIn } from '../harness/agentOf.ts';
import { outcomeOf } from '../harness/events.ts';
import { ids, scenarioOf } from '../harness/scenario.ts';
import { whileServed } from '../harness/service.ts';

const [VICTIM] = ids(0);

/** Far more than the three values that the session takes. */
const GIANT_BYTES = 2 ** 20;

export const giantFrame: Attack = {
  id: 'M02',
  title: 'A program on the machine announces a frame that is far larger than any input',
  check: 'frame-bounds',
  who: 'machine',
  can: 'send requests to the agent',
  steps: [
    'It opens a session of three values, and announces a megabyte of them: it could as well be four gigabytes.',
    'The agent takes memory for all of it, and reads it, before it finds that it is no input.',
  ],
  source: 'ours',
  run: (testBed) =>
    whileServed(testBed, async (served) => {
      const scenario = scenarioOf(testBed, { clients: 4, threshold: 3 });
      const { task, round } = scenario.session.parameters;
      await served.open(scenario);
      const agent = agentOf(scenario, VICTIM!, served);
      try {
        const opened = await agent.ask({ id: 1, do: 'open', task, round });
        const { session } = opened!.content['result'] as { readonly session: string };
        const content = new Uint8Array(GIANT_BYTES);
        const request = { id: 2, do: 'aggregate', session, values: 'float64' };
        const answer = await agent.ask(request, [{ name: 'values', content }]);
        const error = answer?.content['error'] as { readonly message: string } | undefined;
        // What it says of the values, it knows from having them.
        const succeeded = error?.message.includes(`${GIANT_BYTES / 8} values`) === true;
        const gained = succeeded ? `${GIANT_BYTES} bytes of the agent’s memory` : 'nothing';
        return outcomeOf(alarmIn(VICTIM!, answer), { succeeded, gained });
      } finally {
        await agent.leave();
      }
    }),
};
