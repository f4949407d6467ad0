/** What the cheating participants of the demonstration do, under each scheme. */
import { CHEATS } from '../../src/attacks/harness/cheats.ts';
import type { Deviation } from '../../src/attacks/harness/corruptClient.ts';
import { bodyOf, isOf, resigned } from '../../src/attacks/harness/forge.ts';
import { redealt, shut } from '../../src/attacks/harness/redealt.ts';
import type { Scenario } from '../../src/attacks/harness/scenario.ts';
import { scalarFromBytes, scalarReduce, scalarToBytes } from '../../src/crypto/scalar.ts';
import { maskingUnmaskCodec, type ShareLeaf } from '../../src/schemes/masking/messages.ts';
import type { ClientId } from '../../src/session/party.ts';

/** A way to cheat, with its name in the table. */
export type CheatName =
  'bad box' | 'bad sharing' | 'other payload' | 'wrong answer' | 'boosted update';

/** The scheme of a session of the demonstration. */
export type SchemeName = 'pairwise' | 'coded';

/** What the catalogue of cheats calls what does not depend on the scheme, or is made in coded sessions. */
const CODED: Readonly<Record<Exclude<CheatName, 'boosted update'>, string>> = {
  'bad box': 'deals a box that does not open',
  'bad sharing': 'deals points off the code',
  'other payload': 'sends a payload other than the committed input',
  'wrong answer': 'answers with another sum',
};

/** How a participant deviates. The boosted update depends on the model, and is made elsewhere. */
export function deviationFor(
  name: Exclude<CheatName, 'boosted update'>,
  scheme: SchemeName,
  scenario: Scenario,
  victim: ClientId,
): Deviation {
  if (scheme === 'pairwise' && name !== 'other payload') {
    return PAIRWISE[name](scenario, victim);
  }
  return CHEATS.find((cheat) => cheat.name === CODED[name])!.deviation(scenario, victim);
}

const PAIRWISE: Readonly<
  Record<
    'bad box' | 'bad sharing' | 'wrong answer',
    (scenario: Scenario, victim: ClientId) => Deviation
  >
> = {
  'bad box': (scenario, victim) => dealing(scenario, victim, shut),
  'bad sharing': (scenario, victim) =>
    dealing(scenario, victim, (leaf) => ({ ...leaf, seedPoint: leaf.maskPoint })),
  'wrong answer': (scenario) => {
    const codec = maskingUnmaskCodec(scenario.roster.size);
    return {
      says: (message, { id }) => {
        if (!isOf('unmask', message)) return message;
        const body = bodyOf(codec, message);
        const schemeBody = body.schemeBody.map((revealed) => ({
          ...revealed,
          share: scalarToBytes(scalarReduce(scalarFromBytes(revealed.share)! + 1n)),
        }));
        return resigned(scenario, id, 'unmask', codec, { ...body, schemeBody });
      },
    };
  },
};

/** A dealer that changes what one recipient gets. */
function dealing(
  scenario: Scenario,
  recipient: ClientId,
  change: (leaf: ShareLeaf) => ShareLeaf,
): Deviation {
  return {
    says: (message, { id }) =>
      isOf('share', message)
        ? redealt(scenario, id, message, (leaf, to) => (to === recipient ? change(leaf) : leaf))
        : message,
  };
}
