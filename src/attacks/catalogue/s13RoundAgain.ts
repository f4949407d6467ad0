import { sha256 } from '../../crypto/tupleHash.ts';
import { memoryLedger } from '../../session/ledger.ts';
import type { Attack } from '../attack.ts';
import { outcomeOf } from '../harness/events.ts';
import { honest, type Joiner } from '../harness/participant.ts';
import { NO_CHECKS } from '../harness/noChecks.ts';
import { runRound } from '../harness/round.ts';
import { recovered } from '../harness/stages.ts';
import { another, everyone, ids, scenarioOf } from '../harness/scenario.ts';

const [VICTIM] = ids(0);

export const roundAgain: Attack = {
  id: 'S13',
  title: 'The round is run again without one client',
  check: 'ledger',
  who: 'coordinator',
  can: 'open a second session for the same task and round, and cut a client off',
  steps: [
    'The first session ends with the sum over everyone.',
    'It invites everyone again for the same round, and keeps the victim’s messages back.',
    'The difference of the two sums is the victim’s input.',
  ],
  source: 'Lam et al., ICML 2021 (gradient disaggregation), in its simplest form',
  run: async (testBed) => {
    const scenario = scenarioOf(testBed, { clients: 4, threshold: 3 });
    const ledgers = everyone(scenario).map(() => memoryLedger());
    // They name a new epoch each time, as clients do that mean to send equal values again.
    const clients = (epoch: string): Record<number, Joiner> =>
      Object.fromEntries(ledgers.map((ledger, id) => [id, honest({ ledger, epoch })]));
    const first = await runRound(scenario, { coordinator: NO_CHECKS, honest: clients('first') });
    const again = another(scenario, { nonce: sha256(Uint8Array.of(13)) });
    const second = await runRound(again, {
      coordinator: NO_CHECKS,
      honest: clients('second'),
      down: (phase, to, message) => (phase === 'commit' && to === VICTIM ? undefined : message),
    });
    const sums = [first.published?.sum, second.published?.sum] as const;
    const difference = sums[0] && sums[1] && sums[0].map((x, i) => x - sums[1]![i]!);
    return outcomeOf([...first.alarms, ...second.alarms], recovered(scenario, VICTIM!, difference));
  },
};
