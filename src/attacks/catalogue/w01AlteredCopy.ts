import type { Attack } from '../attack.ts';
import { type Alarm, outcomeOf } from '../harness/events.ts';
import { post } from '../harness/post.ts';
import { sumOf, whileServed } from '../harness/service.ts';
import { visit } from '../harness/visit.ts';
import { messageOf, phaseOf, type Wire } from '../harness/wire.ts';
import { allBut, ids, plainSum, sameVector, scenarioOf } from '../harness/scenario.ts';

const [VICTIM, ACCOMPLICE] = ids(2, 0);

export const alteredCopy: Attack = {
  id: 'W01',
  title:
    'An altered copy of a message gets to the service first, and the message itself is never taken',
  check: 'sender-bound',
  who: 'client',
  can: 'see what a proxy passes on, delay it, and sign requests as a corrupt client',
  steps: [
    'The victim’s Commit passes by. Before it goes on, the accomplice sends its envelope with another payload.',
    'The service keeps the copy as the victim’s, and finds that the payload is not the one that was signed.',
    'The victim’s own message is answered like the copy. The sum is over everyone else.',
  ],
  source: 'ours',
  run: (testBed) =>
    whileServed(testBed, async (served) => {
      const scenario = scenarioOf(testBed, { clients: 4, threshold: 3 });
      const hosted = await served.open(scenario);
      const alarms: Alarm[] = [];
      const copying: Wire = (next) => async (request, init) => {
        const message = messageOf(init);
        if (message && phaseOf(message) === 'commit') {
          const attachment = message.attachment!.map((byte, i) => (i === 0 ? byte ^ 1 : byte));
          const copy = { ...message, attachment };
          alarms.push(...(await post(scenario, hosted, ACCOMPLICE!, copy, next)));
        }
        return next(request, init);
      };
      const others = Promise.all(
        allBut(scenario, VICTIM!).map((id) => visit(scenario, id, served)),
      );
      const led = await visit(scenario, VICTIM!, served, { wire: copying });
      if (led.end?.kind === 'refused') await hosted.close('commit');
      await others;
      const succeeded = sameVector(sumOf(hosted), plainSum(scenario, allBut(scenario, VICTIM!)));
      const gained = succeeded ? 'a sum without the victim, which had sent its input' : 'nothing';
      return outcomeOf([...alarms, ...led.alarms], { succeeded, gained });
    }),
};
