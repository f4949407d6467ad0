import { accusationsBytes } from '../../messages/accusations.ts';
import type { Attack } from '../attack.ts';
import { CorruptClient } from '../harness/corruptClient.ts';
import { outcomeOf } from '../harness/events.ts';
import { isOf, recommitted } from '../harness/forge.ts';
import { runRound } from '../harness/round.ts';
import { ids, scenarioOf } from '../harness/scenario.ts';

const [HONEST, ACCUSER] = ids(0, 4);

export const falseAccuser: Attack = {
  id: 'C25',
  title: 'A client has an honest dealer left out by accusing it',
  check: 'accusation-true',
  who: 'client',
  can: 'accuse any dealer in its Commit',
  steps: [
    'It says that an honest dealer’s box did not open, with a point and a proof that it made up.',
    'If its word is taken, the dealer’s input is missing from the sum, and the dealer is named.',
  ],
  names: 4,
  proves: 'false-accusation',
  source: 'ours; complaints in verifiable secret sharing (Feldman, FOCS 1987)',
  run: async (testBed) => {
    const scenario = scenarioOf(testBed, { clients: 7, threshold: 4 });
    const deviation = CorruptClient.joiner({
      says: (message, corrupt) => {
        if (!isOf('commit', message)) return message;
        const made = {
          dealer: HONEST!,
          agreedPoint: corrupt.peers.get(HONEST!)!.boxKey,
          proof: new Uint8Array(64),
        };
        return recommitted(scenario, corrupt.id, message, () => ({
          accusations: accusationsBytes(scenario.roster.size, [made]),
        }));
      },
    });
    const { alarms, published } = await runRound(scenario, {
      deviating: { [ACCUSER!]: deviation },
    });
    const succeeded = published !== undefined && !published.included.includes(HONEST!);
    return outcomeOf(alarms, {
      succeeded,
      gained: succeeded ? 'a sum without an honest client, who is named' : 'nothing',
    });
  },
};
