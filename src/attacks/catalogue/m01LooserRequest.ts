import type { Attack } from '../attack.ts';
import { agentOf, alarmIn, valueFrame } from '../harness/agentOf.ts';
import { outcomeOf } from '../harness/events.ts';
import { sumOf, whileServed } from '../harness/service.ts';
import { recovered } from '../harness/stages.ts';
import { visit } from '../harness/visit.ts';
import { allBut, ids, plainSum, policyOf, scenarioOf } from '../harness/scenario.ts';

const [VICTIM] = ids(0);

export const looserRequest: Attack = {
  id: 'M01',
  title: 'A program on the machine has the agent join a session below its policy',
  check: 'request-tightens',
  who: 'machine',
  can: 'send requests to the agent, and works for the coordinator',
  steps: [
    'The policy of the agent demands ten clients; the session has three, and two of them are the coordinator’s.',
    'It asks the agent to open the session, and to require three clients of it.',
    'The program that trains gives the agent its vector, which is the sum less two vectors that the coordinator knows.',
  ],
  source: 'ours',
  run: (testBed) =>
    whileServed(testBed, async (served) => {
      const scenario = scenarioOf(testBed, { clients: 3, threshold: 3, maxDropouts: 0 });
      const { task, round } = scenario.session.parameters;
      const hosted = await served.open(scenario);
      const policy = { ...policyOf(scenario), minClients: 10 };
      const agent = agentOf(scenario, VICTIM!, served, { policy });
      try {
        const opened = await agent.ask({
          ...{ id: 1, do: 'open', task, round },
          require: { minClients: 3 },
        });
        const alarms = alarmIn(VICTIM!, opened);
        if (alarms.length > 0) return outcomeOf(alarms, recovered(scenario, VICTIM!, undefined));
        const owned = allBut(scenario, VICTIM!);
        const visits = owned.map((id) => visit(scenario, id, served));
        const { session } = opened!.content['result'] as { readonly session: string };
        const values = valueFrame(scenario.inputs[VICTIM!]!);
        const given = { id: 2, do: 'aggregate', session, values: 'float64' };
        const answer = await agent.ask(given, [values]);
        await Promise.all(visits);
        const known = plainSum(scenario, owned);
        const rest = sumOf(hosted)?.map((x, i) => x - known[i]!);
        return outcomeOf(alarmIn(VICTIM!, answer), recovered(scenario, VICTIM!, rest));
      } finally {
        await agent.leave();
      }
    }),
};
