import type { ClientSchemes } from '../../schemes/client.ts';
import { sparseClientWith } from '../../schemes/sparse/client.ts';
import type { SparseDemand } from '../../schemes/sparse/demand.ts';
import { sparseRules, sparseRulesWith } from '../../schemes/sparse/rules.ts';
import type { MaskGraph } from '../../schemes/sparse/bounds.ts';
import type { ClientId } from '../../session/party.ts';
import type { TestBed } from '../attack.ts';
import { MaliciousCoordinator } from './maliciousCoordinator.ts';
import { honest, type Joiner } from './participant.ts';
import { everyone, type Scenario, scenarioOf, type ScenarioOptions } from './scenario.ts';

/** A sparse session with a given mask graph. */
export function sparseScenario(
  testBed: TestBed,
  { neighbours, shareThreshold, minPresent }: MaskGraph,
  options: ScenarioOptions,
): Scenario {
  const scheme: SparseDemand = { kind: 'sparse', neighbours, shareThreshold, minPresent };
  return scenarioOf(testBed, { ...options, scheme });
}

/** The clients of a sparse session that only a few edges tie to each other: nobody is corrupt, and one share rebuilds a secret. */
export function looseScenario(testBed: TestBed): Scenario {
  const graph = { neighbours: 4, shareThreshold: 1, minPresent: 4 };
  return sparseScenario(testBed, graph, { clients: 36, threshold: 19 });
}

/** A malicious coordinator in such a session, once everyone has dealt. */
export async function dealtLoosely(
  testBed: TestBed,
  joiner: Joiner = honest(),
): Promise<MaliciousCoordinator> {
  const attacker = new MaliciousCoordinator(looseScenario(testBed));
  const { scenario } = attacker;
  await attacker.invite(Object.fromEntries(everyone(scenario).map((id) => [id, joiner])));
  await attacker.deal();
  return attacker;
}

/** The schemes of clients that put up with a larger error, so that few clients show what happens to thousands. */
export function lenientSchemes(errorExponent: number): ClientSchemes {
  return new Map([['sparse', sparseClientWith(sparseRulesWith(errorExponent))]]);
}

/** The schemes of clients that verify as few signatures in a small session as in one of thousands. */
export function largeSchemes(): ClientSchemes {
  const { errorExponent } = sparseRules;
  return new Map([['sparse', sparseClientWith(sparseRulesWith(errorExponent, 0))]]);
}

/** The clients that mask with one of some clients, and are not among these. */
export function neighboursOfAll(
  attacker: MaliciousCoordinator,
  inside: readonly ClientId[],
): readonly ClientId[] {
  return [...attacker.shares.keys()].filter(
    (id) => !inside.includes(id) && inside.some((one) => attacker.areNeighbours(one, id)),
  );
}
