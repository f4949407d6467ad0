import { fieldFromBytes, fieldSubtract, fieldToBytes } from '../../crypto/field.ts';
import { commitCodec } from '../../wire/bodies/commit.ts';
import type { Attack } from '../attack.ts';
import { alarmsOf, attempt, Caught } from '../harness/events.ts';
import { bodyOf, isOf, judge, recordOf, resigned } from '../harness/forge.ts';
import { type Deviation, Insider } from '../harness/insider.ts';
import { Rogue } from '../harness/rogue.ts';
import { agreeOn, askAll, collectPayloads } from '../harness/stages.ts';
import { allBut, everyone, ids, plainSum, sameVector, worldOf } from '../harness/world.ts';

const [VOID] = ids(3);

export const noPoint: Attack = {
  id: 'C09',
  title: 'A commitment that is no point on the curve counts as an input',
  check: 'commitments',
  who: 'client',
  can: 'sign any commitment, and work with the coordinator',
  steps: [
    'Its commitment is 64 bytes off the curve; everyone signs the set with it.',
    'The coordinator takes this client’s input and blinders out of the sum.',
    'A verifier that skips what is no point finds a sum that opens the other commitments, listed as one over all.',
  ],
  source: 'Biehl, Meyer and Müller, CRYPTO 2000 (invalid points)',
  run: (lab) =>
    attempt(async () => {
      const world = worldOf(lab, { clients: 4, threshold: 3 });
      const codec = commitCodec(world.session.rows);
      let owned: Insider | undefined;
      const says: Deviation['says'] = (message, { id }) => {
        if (!isOf('commit', message)) return message;
        const body = bodyOf(codec, message);
        const off = { ...body, commitments: body.commitments.map(() => 1) };
        return resigned(world, id, 'commit', codec, off, message.attachment);
      };
      const rogue = new Rogue(world);
      const all = everyone(world);
      await collectPayloads(rogue, { 3: Insider.joiner({ says }, (insider) => (owned = insider)) });
      await agreeOn(rogue, all);
      await askAll(rogue, all, []);
      const { sum, blinders } = (await rogue.open(all))!;
      const without = {
        sum: sum.map((x, i) => x - world.inputs[VOID!]![i]!),
        blinders: fieldToBytes(fieldSubtract(fieldFromBytes(blinders)!, owned!.blinders[0]!)),
      };
      const report = await judge(world, recordOf(rogue, without, all, all));
      if (!report.valid) throw new Caught(alarmsOf(report)[0]!);
      const counted = plainSum(world, allBut(world, VOID!));
      const succeeded = report.included.length === 4 && sameVector(report.sum, counted);
      return { succeeded, gained: 'a record that passes over 4 inputs, with a sum over 3' };
    }),
};
