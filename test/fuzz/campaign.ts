import { sha256, tupleHash } from '../../src/crypto/tupleHash.ts';
import type { TestBed } from '../../src/attacks/attack.ts';
import { NO_CHECKS } from '../../src/attacks/harness/noChecks.ts';
import { another, type Scenario, scenarioOf } from '../../src/attacks/harness/scenario.ts';
import type { RecordBody } from '../../src/record/record.ts';
import type { ClientId } from '../../src/session/party.ts';
import { leastSafeThreshold } from '../../src/session/thresholds.ts';
import { convictions } from './convictions.ts';
import { Dice } from './dice.ts';
import { HostileCoordinator, type Scene } from './hostileCoordinator.ts';
import { HostileNetwork } from './hostileNetwork.ts';
import { Person } from './parties/person.ts';
import { Pool } from './pool.ts';
import { drawTemper } from './temper.ts';
import { Witness } from './witness.ts';

/** Who is hostile: the coordinator, the network around an honest one, or the network and a coordinator without checks. */
const ADVERSARIES = ['coordinator', 'coordinator', 'network', 'reckless'] as const;

/** Sessions of one campaign. */
const ROUNDS = 3;

/** Files of evidence that are put together after each session. */
const FILES = 3;

/**
 * A few sessions of the same people against one adversary, which remembers all that it saw. Everything follows from the
 * seed: whoever runs it again sees the same.
 */
export async function campaign(testBed: TestBed, seed: number): Promise<Witness> {
  const dice = new Dice(seed);
  const adversary = dice.pick(ADVERSARIES);
  const first = { ...drawWorld(dice), testBed };
  const people = honestPeople(dice, first);
  const witness = new Witness(people, adversary === 'network');
  const pool = new Pool(new Dice(dice.seed()));
  // Of its own, so that judging changes nothing of what is played.
  const judging = new Dice(seed + 1);
  const records: RecordBody[] = [];
  for (let played = 0; played < ROUNDS && witness.violations.length === 0; played++) {
    // Now and then a round is run again.
    const round = dice.chance(0.2) ? Math.max(0, played - 1) : played;
    const inputs = first.inputs.map((input) => input.map(() => dice.between(-1000, 1000)));
    const nonce = sha256(dice.bytes(8));
    const scenario = { ...another(first, { round, nonce }), inputs };
    const scene: Scene = { dice, temper: drawTemper(dice), scenario, people, witness, pool };
    if (adversary === 'coordinator') await new HostileCoordinator(scene).run();
    else {
      const checks = adversary === 'network' ? testBed.checks : NO_CHECKS;
      const record = await new HostileNetwork(scene, checks).run(records);
      if (record) records.push(record);
    }
    for (const { culprit, detail } of await convictions(judging, scenario, pool, FILES)) {
      witness.judgeConviction(culprit, detail);
    }
  }
  return witness;
}

/** Identities take long to make, and are the same for all worlds of one size. */
const sizes = new Map<string, Scenario>();

function drawWorld(dice: Dice): Omit<Scenario, 'testBed'> {
  const clients = dice.between(4, 6);
  const maxCorrupt = dice.between(0, clients === 4 ? 1 : 2);
  const least = leastSafeThreshold(clients, maxCorrupt);
  // Sometimes a session that every client must refuse.
  const threshold = dice.chance(0.08) ? least - 1 : dice.between(least, clients);
  const key = `${clients} ${maxCorrupt} ${threshold}`;
  const numbers = { clients, threshold, maxCorrupt, maxDropouts: clients - threshold, length: 2 };
  const { testBed, ...scenario } = sizes.get(key) ?? scenarioOf(NOWHERE, numbers);
  sizes.set(key, { ...scenario, testBed });
  return scenario;
}

/** No lab: a world that is only a pattern. */
const NOWHERE = {} as TestBed;

/** All but n_C of a world's clients, with a ledger each. */
function honestPeople(dice: Dice, scenario: Scenario): ReadonlyMap<ClientId, Person> {
  const all = scenario.identities.map((_, id) => id as ClientId);
  const corrupt = dice.shuffled(all).slice(0, scenario.session.parameters.maxCorrupt);
  const honest = all.filter((id) => !corrupt.includes(id));
  return new Map(honest.map((id) => [id, new Person(id, scenario.identities[id]!)]));
}

/** The seed of the k-th campaign of a run. */
export function campaignSeed(seed: number, k: number): number {
  const digest = tupleHash('veilsum-1/seeded-random', 'campaign', seed, k);
  return new DataView(digest.buffer, digest.byteOffset).getUint32(0) >>> 1;
}
