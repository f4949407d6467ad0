import { sha256 } from '../../crypto/tupleHash.ts';
import type { Attack } from '../attack.ts';
import { alarmsOf, outcomeOf } from '../harness/events.ts';
import { judge, reissued } from '../harness/forge.ts';
import { runRound } from '../harness/round.ts';
import { another, scenarioOf } from '../harness/scenario.ts';

export const staleRecord: Attack = {
  id: 'S18',
  title: 'The commitments and confirmations of the round before stand for this round',
  check: 'session-bound',
  behind: ['commitment-fixed'],
  who: 'coordinator',
  can: 'sign any record, and keep what clients sent in earlier rounds',
  steps: [
    'It runs round 1 as it should.',
    'It opens no round 2, but signs a record for it, with all envelopes, sum and blinders of round 1.',
  ],
  proves: 'false-record',
  source: 'ours; the signatures in Bonawitz et al., CCS 2017, cover neither session nor round',
  run: async (testBed) => {
    const first = scenarioOf(testBed, { clients: 4, threshold: 3 });
    const second = another(first, { round: 2, nonce: sha256(Uint8Array.of(18)) });
    const { published } = await runRound(first);
    const stale = reissued(second, published!.record, () => ({ session: second.session.bytes }));
    const report = await judge(second, stale);
    const succeeded = report.valid && report.session.parameters.round === 2;
    return outcomeOf(alarmsOf(report), {
      succeeded,
      gained: succeeded ? 'a record of round 2 that passes, over the inputs of round 1' : 'nothing',
    });
  },
};
