import { ELEMENT_BYTES } from '../../kernel/kernel.ts';
import { fieldFromBytes, fieldSubtract, fieldToBytes } from '../../crypto/field.ts';
import type { Attack } from '../attack.ts';
import { alarmsOf, outcomeOf } from '../harness/events.ts';
import { judge, reissued, writtenSum } from '../harness/forge.ts';
import { CorruptClient } from '../harness/corruptClient.ts';
import { runRound } from '../harness/round.ts';
import { ids, scenarioOf } from '../harness/scenario.ts';

const [OWNED] = ids(0);

export const twoRecords: Attack = {
  id: 'S16',
  title: 'Two records of one session, with different sums',
  check: 'confirm-quorum',
  who: 'coordinator',
  can: 'sign any record, and know the input and blinders of a corrupt client',
  steps: [
    'It runs the session as it should, its own client included, and shows the record to some.',
    'It takes its own client’s input and blinders out of the sum, and its commitment out of the list.',
    'The second record, for others, has no confirmation of its set, but its sum opens its commitments.',
  ],
  proves: 'false-record',
  source: 'ours',
  run: async (testBed) => {
    const scenario = scenarioOf(testBed, { clients: 4, threshold: 3 });
    let owned: CorruptClient | undefined;
    const joiner = CorruptClient.joiner({}, (corrupt) => (owned = corrupt));
    const { published } = await runRound(scenario, { deviating: { 0: joiner } });
    const second = reissued(scenario, published!.record, ({ commits, commitments, blinders }) => ({
      commits: commits.slice(1),
      commitments: commitments.slice(1),
      confirms: [],
      sum: writtenSum(
        scenario,
        published!.sum.map((x, i) => x - scenario.inputs[OWNED!]![i]!),
      ),
      blinders: fieldToBytes(
        fieldSubtract(fieldFromBytes(blinders.slice(0, ELEMENT_BYTES))!, owned!.blinders[0]!),
      ),
    }));
    const [shown, other] = [
      await judge(scenario, published!.record),
      await judge(scenario, second),
    ];
    const succeeded = shown.valid && other.valid && shown.sum[0] !== other.sum[0];
    return outcomeOf(alarmsOf(other), {
      succeeded,
      gained: succeeded
        ? 'two records of one session that both pass, over 4 and over 3 inputs'
        : 'nothing',
    });
  },
};
