import { decodeSum, encodeInput } from '../../session/encodings/index.ts';
import type { Policy } from '../../session/policy.ts';
import type { Attack } from '../attack.ts';
import { outcomeOf } from '../harness/events.ts';
import { honest } from '../harness/participant.ts';
import { runRound } from '../harness/round.ts';
import { everyone, randomOf, scenarioOf } from '../harness/scenario.ts';

const BOUND = 1000;
const HUGE = 1_000_000;
/** The victim's values, which are not scaled; all others are within ±1. */
const LARGE: readonly number[] = [812_000, -450_000, 97_000];

export const clipForOne: Attack = {
  id: 'S71',
  title: 'A clip so large that all inputs but one vanish in the rounding',
  check: 'policy-encoding',
  who: 'coordinator',
  can: 'choose how inputs are scaled',
  steps: [
    'It opens a session with a clip of a million, where the clients’ policies take one of about 1.',
    'Values within ±1 round to nothing in steps of a thousand; those of the one client that has large ones are what is left of the sum.',
  ],
  source: 'ours',
  run: async (testBed) => {
    const encoding = { kind: 'fixed-point', clip: HUGE, average: 'sum' } as const;
    const scenario = scenarioOf(testBed, { clients: 4, threshold: 3, bound: BOUND, encoding });
    const policy: Partial<Policy> = {
      encoding: { kind: 'fixed-point', clip: { min: 0.5, max: 2 }, average: 'sum' },
    };
    const inputs = everyone(scenario).map((id) => (id === 0 ? LARGE : [0.3, -0.2, id / 4]));
    const joiners = everyone(scenario).map((id) => {
      const random = randomOf(scenario, `rounding ${id}`);
      const input = (): Int32Array =>
        encodeInput(encoding, scenario.session.parameters, inputs[id]!, random);
      return [id, honest({ policy, input })] as const;
    });
    const { alarms, published } = await runRound(scenario, { honest: Object.fromEntries(joiners) });
    const sum = published && decodeSum(encoding, scenario.session.parameters, published.sum, 4);
    const step = HUGE / BOUND;
    const succeeded = sum?.every((x, i) => Math.abs(x - LARGE[i]!) <= step) === true;
    return outcomeOf(alarms, {
      succeeded,
      gained: succeeded ? `the victim’s input, to ${step} in a million` : 'nothing',
    });
  },
};
