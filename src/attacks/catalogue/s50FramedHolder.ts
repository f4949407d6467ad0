import { heldLeafCodec } from '../../schemes/masking/heldLeaf.ts';
import { toBytes } from '../../wire/codec.ts';
import type { Attack } from '../attack.ts';
import { dealtIn, frame, overheard, relisted } from '../harness/framing.ts';
import { redealt } from '../harness/redealt.ts';
import { ids, scenarioOf } from '../harness/scenario.ts';

const [HOLDER, DEALER] = ids(0, 3);

export const framedHolder: Attack = {
  id: 'S50',
  title: 'A second Share of a dealer makes an honest answer look wrong',
  check: 'evidence-transcript',
  scheme: 'pairwise',
  who: 'coordinator',
  can: 'sign other lists for a judge, and have its client sign twice',
  steps: [
    'A holder reveals the share that it was dealt.',
    'The dealer signs a second Share with other points, and the coordinator signs a list that has this one.',
    'A judge that takes this list finds that the share has another point than was dealt.',
  ],
  source: 'ours',
  run: async (testBed) => {
    const scenario = scenarioOf(testBed, { clients: 4, threshold: 3 });
    const { sent, told } = await overheard(scenario);
    const swapped = redealt(scenario, DEALER!, sent('share', DEALER!), (leaf) => ({
      ...leaf,
      maskPoint: leaf.seedPoint,
      seedPoint: leaf.maskPoint,
    }));
    const list = relisted(scenario, 'shared', told('commit', HOLDER!), DEALER!, swapped.envelope);
    const { leaf, path } = dealtIn(scenario, swapped, HOLDER!);
    return frame(
      scenario,
      HOLDER!,
      [
        sent('unmask', HOLDER!).envelope,
        sent('commit', HOLDER!).envelope,
        list,
        told('share', HOLDER!).envelope,
      ],
      toBytes(heldLeafCodec(scenario.roster.size), { dealer: DEALER!, leaf, path }),
    );
  },
};
