import { decodeSum, encodeInput } from '../../session/encodings/index.ts';
import type { Policy } from '../../session/policy.ts';
import type { Attack } from '../attack.ts';
import { outcomeOf } from '../harness/events.ts';
import { honest } from '../harness/participant.ts';
import { runRound } from '../harness/round.ts';
import { everyone, randomOf, scenarioOf } from '../harness/scenario.ts';

const HEAVY = 1000;
const LENGTH = 4;

export const heavyWeight: Attack = {
  id: 'S72',
  title: 'Weights so far apart that the mean is one client’s input',
  check: 'policy-encoding',
  who: 'coordinator',
  can: 'choose the greatest weight, and whom it invites',
  steps: [
    'It opens a weighted mean with weights up to 1000, where the clients’ policies take weights up to 10.',
    'The victim weighs 1000, as it has that many examples; all others have one or two.',
  ],
  source: 'ours',
  run: async (testBed) => {
    const encoding = { kind: 'weighted-mean', clip: 1, maxWeight: HEAVY } as const;
    const sizes = { clients: 4, threshold: 3, length: LENGTH, bound: 1_000_000 };
    const scenario = scenarioOf(testBed, { ...sizes, encoding });
    const policy: Partial<Policy> = {
      encoding: { kind: 'weighted-mean', clip: 1, maxWeight: { min: 1, max: 10 } },
    };
    const vectors = everyone(scenario).map((id) =>
      Array.from({ length: LENGTH - 1 }, (_, i) => Math.sin(id * 7 + i * 3)),
    );
    const joiners = everyone(scenario).map((id) => {
      const own = { values: vectors[id]!, weight: id === 0 ? HEAVY : 1 + (id % 2) };
      const random = randomOf(scenario, `rounding ${id}`);
      const input = (): Int32Array =>
        encodeInput(encoding, scenario.session.parameters, own, random);
      return [id, honest({ policy, input })] as const;
    });
    const { alarms, published } = await runRound(scenario, { honest: Object.fromEntries(joiners) });
    const mean = published && decodeSum(encoding, scenario.session.parameters, published.sum, 4);
    const succeeded = mean?.every((x, i) => Math.abs(x - vectors[0]![i]!) < 0.01) === true;
    return outcomeOf(alarms, {
      succeeded,
      gained: succeeded ? 'the victim’s input, to a hundredth of the clip' : 'nothing',
    });
  },
};
