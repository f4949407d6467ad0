import { decodeSum, encodeInput } from '../../session/encodings/index.ts';
import { layoutDigest, type TensorLayout, toSessionUnit } from '../../session/layout/index.ts';
import type { Attack } from '../attack.ts';
import { outcomeOf } from '../harness/events.ts';
import { honest } from '../harness/participant.ts';
import { runRound } from '../harness/round.ts';
import { everyone, randomOf, scenarioOf } from '../harness/scenario.ts';

const BOUND = 1000;
const encoding = { kind: 'fixed-point', clip: 1, average: 'sum' } as const;
const layoutWith = (clip: number): TensorLayout => [
  { name: 'weights', shape: [3], dtype: 'float32', clip },
];
/** The victim's, and the one that everybody else was told. */
const FINE = layoutWith(1);
const COARSE = layoutWith(1_000_000);
const VICTIMS: readonly number[] = [0.812, -0.45, 0.097];

export const otherLayout: Attack = {
  id: 'S74',
  title: 'A layout of tensors for the victim, and another one for everyone else',
  check: 'policy-layout',
  who: 'coordinator',
  can: 'tell clients different layouts',
  steps: [
    'The session names a layout whose tensor is clipped at a million, and everyone but the victim was told that one.',
    'Their values within ±1 round to nothing; those of the victim, whose layout clips at 1, are what is left of the sum.',
  ],
  source: 'ours',
  run: async (testBed) => {
    const named = layoutDigest(COARSE);
    const options = { clients: 4, threshold: 3, bound: BOUND, encoding, layoutDigest: named };
    const scenario = scenarioOf(testBed, options);
    const joiners = everyone(scenario).map((id) => {
      const layout = id === 0 ? FINE : COARSE;
      const values = id === 0 ? VICTIMS : [0.3, -0.2, id / 4];
      const random = randomOf(scenario, `rounding ${id}`);
      const { parameters } = scenario.session;
      const input = (): Int32Array =>
        encodeInput(encoding, parameters, toSessionUnit(layout, encoding, values), random);
      return [id, honest({ policy: { layoutDigest: layoutDigest(layout) }, input })] as const;
    });
    const { alarms, published } = await runRound(scenario, { honest: Object.fromEntries(joiners) });
    const sum = published && decodeSum(encoding, scenario.session.parameters, published.sum, 4);
    const succeeded = sum?.every((x, i) => Math.abs(x - VICTIMS[i]!) <= 2 / BOUND) === true;
    return outcomeOf(alarms, { succeeded, gained: succeeded ? 'the victim’s input' : 'nothing' });
  },
};
