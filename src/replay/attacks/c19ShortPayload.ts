import { sha256 } from '../../crypto/tupleHash.ts';
import { commitCodec } from '../../wire/bodies/commit.ts';
import type { Attack } from '../attack.ts';
import { outcomeOf } from '../harness/events.ts';
import { bodyOf, isOf, resigned } from '../harness/forge.ts';
import { Insider } from '../harness/insider.ts';
import { runRound } from '../harness/round.ts';
import { plainSum, sameVector, worldOf } from '../harness/world.ts';

export const shortPayload: Attack = {
  id: 'C19',
  title: 'A payload of another length ends the session of all others',
  check: 'payload-canonical',
  who: 'client',
  can: 'sign the digest of any payload',
  steps: [
    'It sends a payload of no bytes at all, with its digest.',
    'Adding it to the total fails inside the arithmetic, and the coordinator’s state is lost.',
  ],
  names: 3,
  proves: 'broken-payload',
  source: 'ours',
  run: async (lab) => {
    const world = worldOf(lab, { clients: 4, threshold: 3 });
    const codec = commitCodec(world.session.rows);
    const deviation = Insider.joiner({
      says: (message, { id }) => {
        if (!isOf('commit', message)) return message;
        const payload = new Uint8Array(0);
        const body = { ...bodyOf(codec, message), payloadDigest: sha256(payload) };
        return resigned(world, id, 'commit', codec, body, payload);
      },
    });
    const { alarms, published } = await runRound(world, { deviating: { 3: deviation } });
    const right = sameVector(published?.sum, plainSum(world, [0, 1, 2]));
    return outcomeOf(alarms, {
      succeeded: !right,
      gained: right ? 'nothing' : 'a session of 3 honest clients that ended without a sum',
    });
  },
};
