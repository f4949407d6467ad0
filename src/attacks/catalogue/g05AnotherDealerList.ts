import type { Attack } from '../attack.ts';
import { attempt } from '../harness/events.ts';
import { allBut, everyone, ids } from '../harness/scenario.ts';
import { dealtLoosely, neighboursOfAll } from '../harness/sparse.ts';
import { inputRecovered } from '../harness/stages.ts';

const [VICTIM] = ids(7);

export const anotherDealerList: Attack = {
  id: 'G05',
  title: 'A client that was shown a list without its neighbours',
  check: 'commit-transcript',
  scheme: 'sparse',
  who: 'coordinator',
  can: 'show each client another list of dealers; no client is corrupt',
  steps: [
    'It shows one client a list of dealers without its neighbours, more than t all the same. That client masks with nobody.',
    'Everyone else is shown the full list, and then a set with everyone in it, in which all have their neighbours.',
    'The others sign, and reveal the seed of the one as that of an included client. No other mask is on its payload.',
  ],
  names: 'coordinator',
  proves: 'broken-transcript',
  source: 'ours',
  run: (testBed) =>
    attempt(async () => {
      const attacker = await dealtLoosely(testBed);
      const { scenario } = attacker;
      const hidden = neighboursOfAll(attacker, [VICTIM!]);
      const all = everyone(scenario);
      for (const id of all) {
        await attacker.commit(id, id === VICTIM ? allBut(scenario, ...hidden) : all);
      }
      const others = allBut(scenario, VICTIM!);
      const entries = attacker.entries(all);
      for (const id of others) await attacker.include(id, entries);
      for (const id of others) await attacker.unmask(id, [], others);
      return inputRecovered(attacker, VICTIM!);
    }),
};
