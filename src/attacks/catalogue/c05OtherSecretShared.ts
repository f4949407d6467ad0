import { scalarFromBytes, scalarToBytes } from '../../crypto/scalar.ts';
import { Secret } from '../../crypto/secret.ts';
import { PairwiseClientKeys } from '../../schemes/pairwise/client.ts';
import type { Attack } from '../attack.ts';
import { outcomeOf } from '../harness/events.ts';
import { CorruptClient, maskKeysIn, otherSecret } from '../harness/corruptClient.ts';
import { runRound } from '../harness/round.ts';
import { ids, scenarioOf } from '../harness/scenario.ts';

const [DEALER] = ids(3);

export const otherSecretShared: Attack = {
  id: 'C05',
  title: 'Shares of another mask secret than that of the advertised key',
  check: 'share-polynomial',
  scheme: 'pairwise',
  who: 'client',
  can: 'deal shares of anything, and fall silent',
  steps: [
    'It deals shares of a secret that is not its own, each under its signed root, and drops out.',
    'The others reveal their shares; the masks that the rebuilt secret gives are not the ones on the sum.',
    'The round is lost, and without the check nobody can say by whom.',
  ],
  names: 3,
  proves: 'broken-sharing',
  source: 'Bonawitz et al., CCS 2017, promise no correctness against clients; the check is ours',
  run: async (testBed) => {
    const scenario = scenarioOf(testBed, { clients: 4, threshold: 3 });
    const deviation = CorruptClient.joiner({
      advertised: (contents) => {
        const { publicKey, secret } = maskKeysIn(contents);
        const other = scalarToBytes(otherSecret(scalarFromBytes(secret.expose())!));
        const schemeKeys = new PairwiseClientKeys({ publicKey, secret: Secret.of(other) });
        return { ...contents, schemeKeys };
      },
    });
    const { alarms, published } = await runRound(scenario, {
      deviating: { 3: deviation },
      down: (phase, to, message) => (phase === 'commit' && to === DEALER ? undefined : message),
    });
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
