import { sha256 } from '../../crypto/tupleHash.ts';
import type { Attack } from '../attack.ts';
import { MaliciousCoordinator } from '../harness/maliciousCoordinator.ts';
import { agreeOn, collectPayloads } from '../harness/stages.ts';
import { mixViews } from '../harness/viewMixing.ts';
import { everyone, scenarioOf } from '../harness/scenario.ts';

const SIZES = { clients: 5, corrupt: 0, threshold: 3 };
const ROUND_BEFORE = { round: 0, nonce: sha256(Uint8Array.of(4)) };

export const staleQuorum: Attack = {
  id: 'S04',
  title: 'The confirmations of an earlier round make up the quorum',
  check: 'session-bound',
  behind: ['confirm-quorum'],
  scheme: 'pairwise',
  who: 'coordinator',
  can: 'keep what clients signed in earlier rounds, and show each client another set',
  steps: [
    'In one round it runs as it should, and keeps everyone’s confirmations.',
    'In the next it mixes views, and shows each client the signatures of the round before.',
  ],
  source:
    'Bonawitz et al., CCS 2017: the signatures of its round 3 cover the set, but not the round',
  run: async (testBed) => {
    const { clients, threshold } = SIZES;
    const before = new MaliciousCoordinator(
      scenarioOf(testBed, { clients, threshold, ...ROUND_BEFORE }),
    );
    await collectPayloads(before);
    await agreeOn(before, everyone(before.scenario));
    return mixViews(testBed, SIZES, (attacker) => {
      for (const [id, confirm] of before.confirms) attacker.confirms.set(id, confirm);
      return everyone(attacker.scenario);
    });
  },
};
