import { equalBytes } from '../../crypto/tupleHash.ts';
import { advertiseCodec } from '../../wire/bodies/advertise.ts';
import { commitCodec } from '../../wire/bodies/commit.ts';
import { collectedCodec } from '../../wire/bodies/coordinator.ts';
import { toBytes } from '../../wire/codec.ts';
import { COORDINATOR_SENDER, sealEnvelope } from '../../wire/envelope.ts';
import { historyAfter } from '../../wire/history.ts';
import type { Attack } from '../attack.ts';
import { attempt } from '../harness/events.ts';
import { bodyOf, judge, recordOf, resigned } from '../harness/forge.ts';
import { Insider } from '../harness/insider.ts';
import { Rogue } from '../harness/rogue.ts';
import { agreeOn, askAll } from '../harness/stages.ts';
import { everyone, ids, type World, worldOf } from '../harness/world.ts';

const HONEST = ids(0, 1, 2);
const [OWNED] = ids(3);

export const transcriptNobodySaw: Attack = {
  id: 'S37',
  title: 'The clients’ signatures are made to vouch for a list of keys that they never saw',
  check: 'history',
  who: 'coordinator',
  can: 'claim any history, and have a client of its own sign two sets of keys',
  steps: [
    'All clients are shown one list of keys, and deal their shares under it.',
    'It signs a second list, with other keys of its own client’s, which it shows to nobody.',
    'The list of dealers claims to follow on that one; what the clients sign from then on covers the second list.',
  ],
  names: 'coordinator',
  proves: 'broken-history',
  source: 'ours',
  run: (lab) =>
    attempt(async () => {
      const world = worldOf(lab, { clients: 4, threshold: 3 });
      const rogue = new Rogue(world);
      const all = everyone(world);
      await rogue.invite({ [OWNED!]: Insider.joiner() });
      const invited = rogue.historyOf(OWNED!);
      await rogue.deal();
      const claimed = historyAfter(invited, secondList(world, rogue, invited));
      const apart = !equalBytes(claimed, rogue.historyOf(HONEST[0]!));
      for (const id of all) await rogue.commit(id, all, claimed);
      await agreeOn(rogue, all);
      await askAll(rogue, all, []);

      const report = await judge(world, recordOf(rogue, (await rogue.open(all))!, all, all));
      const vouched = historyAfter(claimed, rogue.listShownTo(HONEST[0]!));
      const codec = commitCodec(world.session.rows);
      const signers = HONEST.filter((id) =>
        equalBytes(bodyOf(codec, rogue.commits.get(id)!).history, vouched),
      ).length;
      const succeeded = report.valid && apart && signers === HONEST.length;
      return {
        succeeded,
        gained: succeeded
          ? `a record that passes, with ${signers} honest signatures over keys that nobody was shown`
          : 'nothing',
      };
    }),
};

/** A list of keys as good as the one that was shown, but for the keys of the coordinator’s own client. */
function secondList(world: World, rogue: Rogue, history: Uint8Array): Uint8Array {
  const shown = bodyOf(advertiseCodec, { envelope: rogue.adverts.get(OWNED!)! });
  const swapped = { ...shown, maskKey: shown.boxKey, boxKey: shown.maskKey };
  const second = resigned(world, OWNED!, 'advertise', advertiseCodec, swapped).envelope;
  const envelopes = [...rogue.adverts].map(([id, shownOne]) => (id === OWNED ? second : shownOne));
  const body = toBytes(collectedCodec(envelopes.length), { history, envelopes });
  const { coordinator, session } = world;
  return sealEnvelope(coordinator, session.digest, 'advertised', COORDINATOR_SENDER, body);
}
