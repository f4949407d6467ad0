import type { ClientId } from '../../session/party.ts';
import type { Attack } from '../attack.ts';
import { attempt } from '../harness/events.ts';
import { CorruptClient } from '../harness/corruptClient.ts';
import { MaliciousCoordinator } from '../harness/maliciousCoordinator.ts';
import { honest, type Joiner } from '../harness/participant.ts';
import { everyone, ids } from '../harness/scenario.ts';
import { lenientSchemes, sparseScenario } from '../harness/sparse.ts';
import { inputRecovered } from '../harness/stages.ts';
import type { Gain } from '../harness/events.ts';
import type { TestBed } from '../attack.ts';

const GRAPH = { neighbours: 6, shareThreshold: 4, minPresent: 6 };
const SIZES = { clients: 30, threshold: 19, maxCorrupt: 6, maxDropouts: 0 };
const LISTED = ids(...Array.from({ length: 19 }, (_, i) => i));
const OWNED = LISTED.slice(-SIZES.maxCorrupt);
const ERROR_EXPONENT = 1;

/** How many rounds the attacker opens until one is as it needs it. */
const ROUNDS = 12;

/** One round over the short list. */
async function shortRound(testBed: TestBed, round: number): Promise<Gain> {
  const scenario = sparseScenario(testBed, GRAPH, { ...SIZES, round });
  const attacker = new MaliciousCoordinator(scenario);
  const owned: CorruptClient[] = [];
  const corrupt = CorruptClient.joiner({}, (client) => owned.push(client));
  const lenient = honest({ schemes: lenientSchemes(ERROR_EXPONENT) });
  const joiners = everyone(scenario).map((id): [ClientId, Joiner] => [
    id,
    OWNED.includes(id) ? corrupt : lenient,
  ]);
  await attacker.invite(Object.fromEntries(joiners));
  for (const id of everyone(scenario)) if (!LISTED.includes(id)) attacker.leaveOut(id);
  await attacker.deal();
  const exposed = LISTED.find(
    (id) =>
      !OWNED.includes(id) &&
      attacker.recipientsOf(id).filter((holder) => OWNED.includes(holder)).length >=
        GRAPH.shareThreshold,
  );
  if (exposed === undefined) return { succeeded: false, gained: 'nothing' };
  for (const id of [...OWNED, exposed]) await attacker.commit(id, LISTED);
  for (const client of owned) attacker.corrupt(client);
  return inputRecovered(attacker, exposed);
}

export const shrunkList: Attack = {
  id: 'G04',
  title: 'A list that was shrunk until corrupt clients surround others',
  check: 'graph-safe',
  scheme: 'sparse',
  who: 'coordinator',
  can: 'leave clients out of the list of keys, and use as many corrupt clients as the session allows',
  steps: [
    'It opens a session whose graph is safe among all clients, and lists t of them, with all its clients among them.',
    'Its clients are a third of the list, and soon four of somebody’s six neighbours.',
    'Four shares rebuild both secrets of that client, before anybody confirms anything.',
  ],
  source: 'ours',
  run: (testBed) =>
    attempt(async () => {
      let gain: Gain = { succeeded: false, gained: 'nothing' };
      for (let round = 1; round <= ROUNDS && !gain.succeeded; round++) {
        gain = await shortRound(testBed, round);
      }
      return gain;
    }),
};
