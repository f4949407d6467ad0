import type { Attack } from '../attack.ts';
import { CorruptClient } from '../harness/corruptClient.ts';
import { outcomeOf } from '../harness/events.ts';
import { isOf } from '../harness/forge.ts';
import { redealt, shut } from '../harness/redealt.ts';
import { runRound } from '../harness/round.ts';
import { ids, scenarioOf } from '../harness/scenario.ts';

const [DEALER] = ids(4);

export const boxesForTooFew: Attack = {
  id: 'C26',
  title: 'A dealer gives good boxes to too few, and ends the round after all have answered',
  check: 'secrets-recoverable',
  scheme: 'pairwise',
  who: 'client',
  can: 'deal boxes that do not open, to as many as it likes',
  steps: [
    'It deals good boxes to fewer than t others, is convicted, and is left out.',
    'Every payload has a mask with it, and its mask secret can’t be rebuilt.',
    'Unless that is counted beforehand, the others sign the set and reveal their shares for nothing.',
  ],
  names: 4,
  proves: 'broken-box',
  source: 'ours',
  run: async (testBed) => {
    const scenario = scenarioOf(testBed, { clients: 5, threshold: 3 });
    const deviation = CorruptClient.joiner({
      says: (message, { id }) =>
        isOf('share', message)
          ? redealt(scenario, id, message, (leaf, to) => (to < 2 ? shut(leaf) : leaf))
          : message,
    });
    let answers = 0;
    const { alarms, published } = await runRound(scenario, {
      deviating: { [DEALER!]: deviation },
      up: (phase, _from, message) => {
        if (phase === 'unmask') answers += 1;
        return [message];
      },
    });
    const succeeded = published === undefined && answers > 0;
    // That the dealer is convicted of its boxes is how the attack begins.
    const later = alarms.filter(({ code }) => code !== 'share-matches');
    return outcomeOf(later, {
      succeeded,
      gained: succeeded ? `a round lost after ${answers} clients revealed their shares` : 'nothing',
    });
  },
};
