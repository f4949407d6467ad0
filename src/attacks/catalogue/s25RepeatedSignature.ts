import type { Attack } from '../attack.ts';
import { mixViews } from '../harness/viewMixing.ts';

export const repeatedSignature: Attack = {
  id: 'S25',
  title: 'A quorum is made of one signature, shown several times',
  check: 'senders-distinct',
  scheme: 'pairwise',
  who: 'coordinator',
  can: 'show each client another included set, and any list of signatures',
  steps: [
    'It mixes views, so that each client is alone with its set.',
    'The quorum that it shows a client is this client’s own signature, t times.',
  ],
  source: 'ours',
  run: (testBed) =>
    mixViews(testBed, { clients: 5, corrupt: 0, threshold: 3 }, (attacker, to) =>
      new Array<typeof to>(attacker.scenario.session.parameters.threshold).fill(to),
    ),
};
