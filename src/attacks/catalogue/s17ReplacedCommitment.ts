import { fieldFromBytes, fieldSubtract, fieldToBytes } from '../../crypto/field.ts';
import type { Attack } from '../attack.ts';
import { alarmsOf, outcomeOf } from '../harness/events.ts';
import { judge, reissued, writtenSum } from '../harness/forge.ts';
import { CorruptClient } from '../harness/corruptClient.ts';
import { runRound } from '../harness/round.ts';
import { ids, scenarioOf } from '../harness/scenario.ts';

const [OWNED] = ids(0);

export const replacedCommitment: Attack = {
  id: 'S17',
  title: 'A client of the coordinator’s is taken out again once the sum is known',
  check: 'confirm-quorum',
  who: 'coordinator',
  can: 'sign any record, and know the input of a corrupt client',
  steps: [
    'It runs the session as it should, its own client included, and sees the sum.',
    'It takes this client’s input and blinder off the sum, and its commitment out of the record.',
    'What is left opens the other commitments; the quorum signed the set with all of them.',
  ],
  proves: 'false-record',
  source: 'ours',
  run: async (testBed) => {
    const scenario = scenarioOf(testBed, { clients: 4, threshold: 3 });
    let owned: CorruptClient | undefined;
    const joiner = CorruptClient.joiner({}, (corrupt) => (owned = corrupt));
    const { published } = await runRound(scenario, { deviating: { [OWNED!]: joiner } });

    const sum = published!.sum.map((x, i) => x - scenario.inputs[OWNED!]![i]!);
    const record = reissued(
      scenario,
      published!.record,
      ({ commits, commitments, confirms, blinders }) => ({
        commits: commits.slice(1),
        commitments: commitments.slice(1),
        confirms: confirms.slice(1),
        sum: writtenSum(scenario, sum),
        blinders: fieldToBytes(fieldSubtract(fieldFromBytes(blinders)!, owned!.blinders[0]!)),
      }),
    );
    const report = await judge(scenario, record);
    const succeeded = report.valid && !report.included.includes(OWNED!);
    const gained = succeeded
      ? 'a record that passes, over a set that was chosen after the sum was known'
      : 'nothing';
    return outcomeOf(alarmsOf(report), { succeeded, gained });
  },
};
