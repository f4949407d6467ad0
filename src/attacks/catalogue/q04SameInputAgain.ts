import { sha256 } from '../../crypto/tupleHash.ts';
import { memoryLedger } from '../../session/ledger.ts';
import type { Attack } from '../attack.ts';
import { outcomeOf } from '../harness/events.ts';
import { closeWithout, sumOf, whileServed } from '../harness/service.ts';
import { recovered } from '../harness/stages.ts';
import { visit } from '../harness/visit.ts';
import { both, recordsWithheld, swallowing } from '../harness/wire.ts';
import { another, everyone, ids, scenarioOf } from '../harness/scenario.ts';

const [VICTIM] = ids(0);

export const sameInputAgain: Attack = {
  id: 'Q04',
  title: 'A round that is said to have failed is followed by another one over the same inputs',
  check: 'input-once',
  who: 'coordinator',
  can: 'keep a record back, open the next round, and cut a client off',
  steps: [
    'Round 1 ends with the sum over everyone; it says that too few clients were left, and opens round 2.',
    'The participants, who believe that nothing came of round 1, take part in round 2 with the same vectors.',
    'It keeps the victim’s Commit back. The difference of the two sums is the victim’s input.',
  ],
  source: 'ours; Lam et al., ICML 2021 (gradient disaggregation), for what two sums give away',
  run: (testBed) =>
    whileServed(testBed, async (served) => {
      const first = scenarioOf(testBed, { clients: 4, threshold: 3 });
      const second = another(first, { round: 2, nonce: sha256(Uint8Array.of(2)) });
      const ledgers = everyone(first).map(() => memoryLedger());
      const one = await served.open(first);
      const visits = await Promise.all(
        everyone(first).map((id) =>
          visit(first, id, served, { ledger: ledgers[id]!, wire: recordsWithheld }),
        ),
      );

      const two = await served.open(second);
      const cut = both(recordsWithheld, swallowing('commit'));
      const again = Promise.all(
        everyone(second).map((id) => {
          const wire = id === VICTIM ? cut : recordsWithheld;
          return visit(second, id, served, { ledger: ledgers[id]!, wire });
        }),
      );
      await closeWithout(two, 'commit', VICTIM!, again);
      const alarms = [...visits, ...(await again)].flatMap((visited) => visited.alarms);
      const sums = [sumOf(one), sumOf(two)] as const;
      const difference = sums[0] && sums[1] && sums[0].map((x, i) => x - sums[1]![i]!);
      return outcomeOf(alarms, recovered(first, VICTIM!, difference));
    }),
};
