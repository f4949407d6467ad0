import { openRecord } from '../../record/record.ts';
import { sumFromBytes } from '../../record/sumBytes.ts';
import { sumBytesPerCoordinate } from '../../session/slots.ts';
import type { Attack } from '../attack.ts';
import { alarmsOf, outcomeOf } from '../harness/events.ts';
import { judge, reissued, writtenSum } from '../harness/forge.ts';
import { runRound } from '../harness/round.ts';
import { everyone, plainSum, sameVector, scenarioOf } from '../harness/scenario.ts';

export const biasedSum: Attack = {
  id: 'S15',
  title: 'The published sum is biased',
  check: 'opening',
  who: 'coordinator',
  can: 'sign any record',
  steps: [
    'It runs the session as it should.',
    'It adds 7 to the first coordinate of the sum, and signs the record again.',
  ],
  proves: 'false-record',
  source: 'Xu et al., TIFS 2020 (VerifyNet): why a server has to prove its sum',
  run: async (testBed) => {
    const scenario = scenarioOf(testBed, { clients: 4, threshold: 3 });
    const { published } = await runRound(scenario);
    const forged = reissued(scenario, published!.record, () => ({
      sum: writtenSum(
        scenario,
        published!.sum.map((x, i) => (i === 0 ? x + 7 : x)),
      ),
    }));
    const report = await judge(scenario, forged);
    const honest = plainSum(scenario, everyone(scenario));
    const written = sumFromBytes(
      openRecord(forged).body.sum,
      sumBytesPerCoordinate(scenario.session.layout),
    );
    const succeeded =
      report.valid && sameVector(report.sum, written!) && !sameVector(report.sum, honest);
    const gained = succeeded ? 'a record that passes, with a sum that is 7 too high' : 'nothing';
    return outcomeOf(alarmsOf(report), { succeeded, gained });
  },
};
