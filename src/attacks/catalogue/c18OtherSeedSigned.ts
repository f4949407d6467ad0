import { pointsOf } from '../../schemes/masking/secrets.ts';
import { pairwiseShareCodec } from '../../schemes/pairwise/messages.ts';
import type { Attack } from '../attack.ts';
import { outcomeOf } from '../harness/events.ts';
import { bodyOf, isOf, resigned } from '../harness/forge.ts';
import { CorruptClient, dealingIn, otherSecret, withSeed } from '../harness/corruptClient.ts';
import { runRound } from '../harness/round.ts';
import { ids, scenarioOf } from '../harness/scenario.ts';

const [DEALER] = ids(3);

export const otherSeedSigned: Attack = {
  id: 'C18',
  title: 'Shares of another seed than the one that masks the input',
  check: 'share-polynomial',
  scheme: 'pairwise',
  who: 'client',
  can: 'deal shares of anything, and sign the point of another seed',
  steps: [
    'It masks its input with one seed and deals shares of another, each under its signed root.',
    'Its own mask stays on the sum; the round is lost, and without the check nobody can say by whom.',
  ],
  names: 3,
  proves: 'broken-sharing',
  source: 'ours',
  run: async (testBed) => {
    const scenario = scenarioOf(testBed, { clients: 4, threshold: 3 });
    const deviation = CorruptClient.joiner({
      shared: (contents) => withSeed(contents, otherSecret(dealingIn(contents).seed)),
      says: (message, { id, seed }) => {
        if (!isOf('share', message)) return message;
        const [seedPoint] = pointsOf(testBed.kernel, [seed!]);
        const body = bodyOf(pairwiseShareCodec, message);
        const other = { ...body, schemeBody: { ...body.schemeBody, seedPoint: seedPoint! } };
        return resigned(scenario, id, 'share', pairwiseShareCodec, other, message.attachment);
      },
    });
    const { alarms, published } = await runRound(scenario, { deviating: { 3: deviation } });
    const named = alarms.some(({ culprit }) => culprit === DEALER);
    const succeeded = published === undefined && !named;
    return outcomeOf(alarms, {
      succeeded,
      gained: succeeded
        ? 'a round that ended without a sum, and nobody to blame'
        : 'the round, and the blame',
    });
  },
};
