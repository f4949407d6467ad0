import type { Attack } from '../attack.ts';
import { outcomeOf } from '../harness/events.ts';
import { honest } from '../harness/participant.ts';
import { NO_CHECKS } from '../harness/noChecks.ts';
import { runRound } from '../harness/round.ts';
import { everyone, identityOf, plainSum, sameVector, scenarioOf } from '../harness/scenario.ts';

const PINNED = identityOf('the coordinator that clients trust').publicKey.bytes;

export const otherCoordinator: Attack = {
  id: 'S29',
  title: 'Another server collects the inputs',
  check: 'policy-coordinator',
  who: 'coordinator',
  can: 'reach the clients, and sign with its own key',
  steps: [
    'It offers its own session to the clients of another coordinator, over their roster.',
    'They take part, and it has their sum.',
  ],
  source: 'ours',
  run: async (testBed) => {
    const scenario = scenarioOf(testBed, { clients: 4, threshold: 3 });
    const all = everyone(scenario);
    const loyal = all.map((id) => [id, honest({ policy: { coordinatorKey: PINNED } })] as const);
    const { alarms, published } = await runRound(scenario, {
      coordinator: NO_CHECKS,
      honest: Object.fromEntries(loyal),
    });
    const succeeded = sameVector(published?.sum, plainSum(scenario, all));
    const gained = succeeded ? 'the sum over 4 clients of another coordinator' : 'nothing';
    return outcomeOf(alarms, { succeeded, gained });
  },
};
