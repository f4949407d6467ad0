import type { Attack } from '../attack.ts';
import { outcomeOf } from '../harness/events.ts';
import { sumOf, whileServed } from '../harness/service.ts';
import { visit } from '../harness/visit.ts';
import { listedAs } from '../harness/wire.ts';
import { allBut, everyone, ids, plainSum, sameVector, scenarioOf } from '../harness/scenario.ts';

const [VICTIM] = ids(3);
const ASKED = { task: 'sleep', round: 1 };

export const redirected: Attack = {
  id: 'Q02',
  title: 'A participant is led into the genuine session of another task',
  check: 'policy-task',
  who: 'network',
  can: 'alter what is not signed on its way to one participant; it has no key at all',
  steps: [
    'Everyone but the victim takes part in "steps", which the coordinator has opened as it should.',
    'The victim asks for "sleep". In its list of sessions the network writes that name over the other one.',
    'What the victim gives for "sleep" is in the sum of "steps".',
  ],
  source: 'ours',
  run: (testBed) =>
    whileServed(testBed, async (served) => {
      const scenario = scenarioOf(testBed, { clients: 4, threshold: 3, task: 'steps', round: 3 });
      const hosted = await served.open(scenario);
      const others = Promise.all(
        allBut(scenario, VICTIM!).map((id) => visit(scenario, id, served)),
      );
      const led = await visit(scenario, VICTIM!, served, { ...ASKED, wire: listedAs(ASKED) });
      // Without the victim, the others would wait as long as the coordinator does.
      if (led.alarms.length === 0) await others;
      const succeeded = sameVector(sumOf(hosted), plainSum(scenario, everyone(scenario)));
      const gained = succeeded ? 'the sum of "steps", with a vector for "sleep" in it' : 'nothing';
      return outcomeOf(led.alarms, { succeeded, gained });
    }),
};
