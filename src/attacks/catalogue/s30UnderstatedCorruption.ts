import type { Attack } from '../attack.ts';
import { attempt } from '../harness/events.ts';
import { CorruptClient } from '../harness/corruptClient.ts';
import { honest } from '../harness/participant.ts';
import { MaliciousCoordinator } from '../harness/maliciousCoordinator.ts';
import { agreeOn, collectPayloads, inputRecovered } from '../harness/stages.ts';
import { ids, scenarioOf } from '../harness/scenario.ts';

const [VICTIM, OWNED] = ids(0, 4);
const HERE = ids(0, 1);
const THERE = ids(2, 3);

export const understatedCorruption: Attack = {
  id: 'S30',
  title: 'Thresholds that hold against no corrupt client, with one corrupt client',
  check: 'policy-corrupt',
  scheme: 'pairwise',
  who: 'coordinator',
  can: 'choose n_C, tell each client what it likes, and use one corrupt client',
  steps: [
    'It opens a session of five clients with t = 3 and n_C = 0, which is safe by its own words.',
    'Its own client signs two sets, and makes a quorum of each half of the others.',
    'One half reveals the victim’s seed, the other half its mask secret.',
  ],
  source: 'Bonawitz et al., CCS 2017, Theorem 6.5: n_C in the condition on t',
  run: (testBed) =>
    attempt(async () => {
      const scenario = scenarioOf(testBed, { clients: 5, threshold: 3 });
      const attacker = new MaliciousCoordinator(scenario);
      let owned: CorruptClient | undefined;
      const wary = honest({ policy: { maxCorrupt: 1 } });
      const joiner = CorruptClient.joiner({}, (corrupt) => (owned = corrupt));
      await collectPayloads(attacker, { 0: wary, 1: wary, 2: wary, 3: wary, 4: joiner });
      attacker.corrupt(owned!);
      const before = attacker.transcriptOf(OWNED!);
      for (const [half, others] of [
        [HERE, THERE],
        [THERE, HERE],
      ] as const) {
        attacker.rewind(OWNED!, before);
        await agreeOn(attacker, [...half, OWNED!]);
        for (const id of half) await attacker.unmask(id, others, [...half, OWNED!]);
      }
      return inputRecovered(attacker, VICTIM!);
    }),
};
