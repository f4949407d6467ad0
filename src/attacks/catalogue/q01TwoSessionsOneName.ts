import { sha256 } from '../../crypto/tupleHash.ts';
import { memoryLedger } from '../../session/ledger.ts';
import type { Attack } from '../attack.ts';
import { outcomeOf } from '../harness/events.ts';
import { closeWithout, sumOf, whileServed } from '../harness/service.ts';
import { recovered } from '../harness/stages.ts';
import { visit } from '../harness/visit.ts';
import { both, listedAs, recordsWithheld, swallowing } from '../harness/wire.ts';
import { another, everyone, ids, scenarioOf } from '../harness/scenario.ts';

const [VICTIM] = ids(0);
const ASKED = { task: 'survey', round: 1 };

export const twoSessionsOneName: Attack = {
  id: 'Q01',
  title: 'Two sessions are listed under the one name that participants ask for',
  check: 'policy-task',
  behind: ['input-once'],
  who: 'coordinator',
  can: 'call its sessions what it likes in the list of sessions, and keep records back',
  steps: [
    'Participants ask for round 1 of "survey"; it lists a session of another task under that name, which ends with the sum over everyone.',
    'It says that there will be no record, so that the participants run the same command again.',
    'It lists a second session, of a third task, under the same name, and keeps the victim’s Commit back.',
    'The difference of the two sums is the victim’s input.',
  ],
  source: 'ours; Lam et al., ICML 2021 (gradient disaggregation), for what two sums give away',
  run: (testBed) =>
    whileServed(testBed, async (served) => {
      const first = scenarioOf(testBed, { clients: 4, threshold: 3, task: 'first', round: 7 });
      const second = another(first, { task: 'second', nonce: sha256(Uint8Array.of(1)) });
      const ledgers = everyone(first).map(() => memoryLedger());
      const wire = both(listedAs(ASKED), recordsWithheld);
      const call = { ...ASKED, wire };

      const one = await served.open(first);
      const visits = await Promise.all(
        everyone(first).map((id) => visit(first, id, served, { ...call, ledger: ledgers[id]! })),
      );
      const alarms = visits.flatMap((visited) => visited.alarms);
      if (alarms.length > 0) return outcomeOf(alarms, recovered(first, VICTIM!, undefined));

      const two = await served.open(second);
      const cut = { ...call, wire: both(wire, swallowing('commit')) };
      const again = Promise.all(
        everyone(second).map((id) =>
          visit(second, id, served, { ...(id === VICTIM ? cut : call), ledger: ledgers[id]! }),
        ),
      );
      await closeWithout(two, 'commit', VICTIM!, again);
      const raised = (await again).flatMap((visited) => visited.alarms);
      const sums = [sumOf(one), sumOf(two)] as const;
      const difference = sums[0] && sums[1] && sums[0].map((x, i) => x - sums[1]![i]!);
      return outcomeOf([...alarms, ...raised], recovered(first, VICTIM!, difference));
    }),
};
