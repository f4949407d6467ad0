import { fieldAdd, fieldFromBytes, fieldSubtract, fieldToBytes } from '../../crypto/field.ts';
import { deriveGenerators } from '../../crypto/generators.ts';
import { commitCodec } from '../../wire/bodies/commit.ts';
import type { Attack } from '../attack.ts';
import { alarmsOf, outcomeOf } from '../harness/events.ts';
import { judge, reissued, resigned, writtenSum } from '../harness/forge.ts';
import { Insider } from '../harness/insider.ts';
import { runRound } from '../harness/round.ts';
import { ids, worldOf } from '../harness/world.ts';

const [OWNED] = ids(0);
const BLINDER = 1n;

export const replacedCommitment: Attack = {
  id: 'S17',
  title: 'A client of the coordinator’s commits to another input once the sum is known',
  check: 'confirm-quorum',
  who: 'coordinator',
  can: 'sign any record, and have a client of its own sign a second commitment',
  steps: [
    'It runs the session as it should, its own client included, and sees the sum.',
    'Its client signs another commitment, to an input that fits the sum that the coordinator would like.',
    'The record lists that one; the quorum signed the set with the first.',
  ],
  source: 'ours',
  run: async (lab) => {
    const world = worldOf(lab, { clients: 4, threshold: 3 });
    const { rows, parameters } = world.session;
    let owned: Insider | undefined;
    const joiner = Insider.joiner({}, (insider) => (owned = insider));
    const { published } = await runRound(world, { deviating: { [OWNED!]: joiner } });

    const generators = await deriveGenerators(lab.kernel, parameters.rowLength);
    const wanted = new Int32Array(parameters.length).fill(parameters.bound);
    const blinder = fieldToBytes(BLINDER);
    const commitments = await lab.kernel.commitRows(
      wanted,
      blinder,
      parameters.rowLength,
      generators,
    );
    const body = { commitments, payloadDigest: new Uint8Array(32) };
    const second = resigned(world, OWNED!, 'commit', commitCodec(rows), body);
    const sum = published!.sum.map((x, i) => x - world.inputs[OWNED!]![i]! + wanted[i]!);
    const record = reissued(world, published!.record, ({ commits, blinders }) => ({
      commits: [second.envelope, ...commits.slice(1)],
      sum: writtenSum(world, sum),
      blinders: fieldToBytes(
        fieldAdd(fieldSubtract(fieldFromBytes(blinders)!, owned!.blinders[0]!), BLINDER),
      ),
    }));
    const report = await judge(world, record);
    const succeeded = report.valid && report.sum[0] !== published!.sum[0];
    const gained = succeeded
      ? 'a record that passes, over an input that was chosen after the sum'
      : 'nothing';
    return outcomeOf(alarmsOf(report), { succeeded, gained });
  },
};
