import { equalBytes } from '../../crypto/tupleHash.ts';
import { codecOf } from '../../messages/table.ts';
import { pairwiseAdvertiseCodec } from '../../schemes/pairwise/messages.ts';
import { toBytes } from '../../wire/codec.ts';
import { COORDINATOR_SENDER, sealEnvelope } from '../../wire/envelope.ts';
import { extendTranscript } from '../../wire/transcript.ts';
import type { Attack } from '../attack.ts';
import { attempt } from '../harness/events.ts';
import { bodyOf, judge, recordOf, resigned } from '../harness/forge.ts';
import { CorruptClient } from '../harness/corruptClient.ts';
import { MaliciousCoordinator } from '../harness/maliciousCoordinator.ts';
import { agreeOn, askAll } from '../harness/stages.ts';
import { everyone, ids, type Scenario, scenarioOf } from '../harness/scenario.ts';

const HONEST = ids(0, 1, 2);
const [OWNED] = ids(3);

export const transcriptNobodySaw: Attack = {
  id: 'S37',
  title: 'The clients’ signatures are made to vouch for a list of keys that they never saw',
  check: 'transcript',
  scheme: 'pairwise',
  who: 'coordinator',
  can: 'claim any transcript hash, and have a corrupt client sign two sets of keys',
  steps: [
    'All clients are shown one list of keys, and deal their shares under it.',
    'It signs a second list, with other keys of the corrupt client, which it shows to nobody.',
    'The list of dealers claims to follow that one; what the clients sign from then on covers the second list.',
  ],
  names: 'coordinator',
  proves: 'broken-transcript',
  source: 'ours',
  run: (testBed) =>
    attempt(async () => {
      const scenario = scenarioOf(testBed, { clients: 4, threshold: 3 });
      const attacker = new MaliciousCoordinator(scenario);
      const all = everyone(scenario);
      await attacker.invite({ [OWNED!]: CorruptClient.joiner() });
      const invited = attacker.transcriptOf(OWNED!);
      await attacker.deal();
      const claimed = extendTranscript(invited, secondList(scenario, attacker, invited));
      const apart = !equalBytes(claimed, attacker.transcriptOf(HONEST[0]!));
      for (const id of all) await attacker.commit(id, all, claimed);
      await agreeOn(attacker, all);
      await askAll(attacker, all, []);

      const report = await judge(
        scenario,
        recordOf(attacker, (await attacker.open(all))!, all, all),
      );
      const vouched = extendTranscript(claimed, attacker.listShownTo(HONEST[0]!));
      const codec = codecOf('commit', scenario.session);
      const signers = HONEST.filter((id) =>
        equalBytes(bodyOf(codec, attacker.commits.get(id)!).transcriptHash, vouched),
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

/**
 * A list of keys that differs from the shown one only in the keys of the coordinator’s own client.
 */
function secondList(
  scenario: Scenario,
  attacker: MaliciousCoordinator,
  transcriptHash: Uint8Array,
): Uint8Array {
  const shown = bodyOf(pairwiseAdvertiseCodec, { envelope: attacker.adverts.get(OWNED!)! });
  const { schemeKeys, boxKey } = shown;
  const swapped = { ...shown, schemeKeys: { maskKey: boxKey }, boxKey: schemeKeys.maskKey };
  const second = resigned(scenario, OWNED!, 'advertise', pairwiseAdvertiseCodec, swapped).envelope;
  const envelopes = [...attacker.adverts].map(([id, shownOne]) =>
    id === OWNED ? second : shownOne,
  );
  const { coordinator, session } = scenario;
  const body = toBytes(codecOf('advertised', session), { transcriptHash, envelopes });
  return sealEnvelope(coordinator, session.digest, 'advertised', COORDINATOR_SENDER, body);
}
