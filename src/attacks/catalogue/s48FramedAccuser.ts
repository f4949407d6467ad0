import { splitAttachment } from '../../messages/commit.ts';
import { accusationEvidence } from '../../schemes/accusationEvidence.ts';
import { deliveryCodec } from '../../schemes/masking/messages.ts';
import { toBytes } from '../../wire/codec.ts';
import type { Message } from '../../wire/transcript.ts';
import type { Attack } from '../attack.ts';
import { CorruptClient } from '../harness/corruptClient.ts';
import { isOf } from '../harness/forge.ts';
import { dealtIn, frame, overheard, relisted } from '../harness/framing.ts';
import { redealt, shut } from '../harness/redealt.ts';
import { ids, scenarioOf } from '../harness/scenario.ts';

const [ACCUSER, DEALER] = ids(0, 4);

export const framedAccuser: Attack = {
  id: 'S48',
  title: 'A second Share of a dealer makes a true accusation look false',
  check: 'evidence-transcript',
  scheme: 'pairwise',
  who: 'coordinator',
  can: 'sign other lists for a judge, and have its client sign twice',
  steps: [
    'Its client deals a box that does not open. The recipient says so, truly.',
    'It signs a second Share, in which the box opens, and the coordinator signs a list that has this one.',
    'A judge that takes this list opens the box, and finds nothing wrong with it.',
  ],
  source: 'ours',
  run: async (testBed) => {
    const scenario = scenarioOf(testBed, { clients: 5, threshold: 3 });
    const { session, roster } = scenario;
    let honest: Message | undefined;
    const dealer = CorruptClient.joiner({
      says: (message, { id }) => {
        if (!isOf('share', message)) return message;
        honest = message;
        return redealt(scenario, id, message, (leaf, to) => (to === ACCUSER ? shut(leaf) : leaf));
      },
    });
    const { sent, told } = await overheard(scenario, { [DEALER!]: dealer });
    const commit = sent('commit', ACCUSER!);
    const list = relisted(scenario, 'shared', told('commit', ACCUSER!), DEALER!, honest!.envelope);
    const { accusations } = splitAttachment(session, commit.attachment!);
    const dealt = toBytes(deliveryCodec(roster.size), dealtIn(scenario, honest!, ACCUSER!));
    return frame(
      scenario,
      ACCUSER!,
      [commit.envelope, list, told('share', ACCUSER!).envelope],
      accusationEvidence(session, { accuser: ACCUSER!, dealer: DEALER!, accusations, dealt }),
    );
  },
};
