import { codecOf } from '../../messages/table.ts';
import type { Attack } from '../attack.ts';
import { attempt } from '../harness/events.ts';
import { bodyOf, impostors, resigned } from '../harness/forge.ts';
import type { MaliciousCoordinator } from '../harness/maliciousCoordinator.ts';
import { honest } from '../harness/participant.ts';
import { allBut, everyone, ids } from '../harness/scenario.ts';
import { largeSchemes, dealtLoosely, neighboursOfAll } from '../harness/sparse.ts';
import { inputRecovered } from '../harness/stages.ts';

const [VICTIM] = ids(7);

/** In place of the victim's Commit, one that names the list which the others were shown. */
function replaceCommit(attacker: MaliciousCoordinator): void {
  const { scenario } = attacker;
  const [witness] = allBut(scenario, VICTIM!);
  const codec = codecOf('commit', scenario.session);
  const commit = attacker.commits.get(VICTIM!)!;
  const body = { ...bodyOf(codec, commit), transcriptHash: attacker.transcriptOf(witness!) };
  const { attachment } = commit;
  attacker.commits.set(
    VICTIM!,
    resigned(impostors(scenario), VICTIM!, 'commit', codec, body, attachment),
  );
}

export const commitOfItsOwn: Attack = {
  id: 'G07',
  title: 'A Commit that the coordinator wrote for a client under another list',
  check: 'client-signature',
  scheme: 'sparse',
  who: 'coordinator',
  can: 'show each client another list of dealers, and put anything into the set; no client is corrupt',
  steps: [
    'It shows one client a list of dealers without its neighbours. That client masks with nobody.',
    'Its Commit says so. In the set that everyone else is shown, the coordinator has written another in its name, which follows the full list.',
    'The others hold shares of it, and verify the signatures of such Commits. Without that they sign, and reveal its seed: no other mask is on its payload.',
  ],
  source: 'ours',
  run: (testBed) =>
    attempt(async () => {
      const attacker = await dealtLoosely(testBed, honest({ schemes: largeSchemes() }));
      const { scenario } = attacker;
      const all = everyone(scenario);
      const hidden = neighboursOfAll(attacker, [VICTIM!]);
      for (const id of all) {
        await attacker.commit(id, id === VICTIM ? allBut(scenario, ...hidden) : all);
      }
      replaceCommit(attacker);
      const others = allBut(scenario, VICTIM!);
      const entries = attacker.entries(all);
      for (const id of others) await attacker.include(id, entries);
      for (const id of others) await attacker.unmask(id, [], others);
      return inputRecovered(attacker, VICTIM!);
    }),
};
