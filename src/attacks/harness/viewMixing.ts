import type { ClientId } from '../../session/party.ts';
import type { TestBed, Outcome } from '../attack.ts';
import { attempt } from './events.ts';
import { CorruptClient } from './corruptClient.ts';
import { MaliciousCoordinator } from './maliciousCoordinator.ts';
import { collectPayloads } from './stages.ts';
import {
  allBut,
  everyone,
  ids,
  plainSum,
  sameVector,
  type Scenario,
  scenarioOf,
} from './scenario.ts';

/** Sizes of a session with mixed views. */
export interface ViewMixing {
  readonly clients: number;
  readonly corrupt: number;
  readonly threshold: number;
}

/** The signers whose Confirm signatures a client is shown. */
export type QuorumShown = (attacker: MaliciousCoordinator, to: ClientId) => readonly ClientId[];

/**
 * View mixing: every responder is shown a different included set of at least t clients, from which
 * n − t others are missing. A client that is missing for t − n_C honest responders counts as
 * dropped, with the shares that corrupt clients add. The last two honest clients are missing for no
 * responder, and their sum remains.
 */
export function mixViews(
  testBed: TestBed,
  sizes: ViewMixing,
  shown: QuorumShown,
): Promise<Outcome> {
  const { clients, corrupt, threshold } = sizes;
  return attempt(async () => {
    const scenario = scenarioOf(testBed, { clients, threshold, maxCorrupt: corrupt });
    const honest = everyone(scenario).slice(0, clients - corrupt);
    const targets = honest.slice(-2);
    const attacker = new MaliciousCoordinator(scenario);
    const corruptClients: CorruptClient[] = [];
    const joiner = CorruptClient.joiner({}, (corrupt) => corruptClients.push(corrupt));
    const joiners = allBut(scenario, ...honest).map((id) => [id, joiner] as const);
    await collectPayloads(attacker, Object.fromEntries(joiners));
    for (const corrupt of corruptClients) attacker.corrupt(corrupt);

    const views = viewsOf(scenario, honest);
    for (const [id, missing] of views) {
      await attacker.include(id, attacker.entries(allBut(scenario, ...missing)));
    }
    for (const [id, missing] of views) await attacker.unmask(id, missing, shown(attacker, id));
    const opened = await attacker.open(targets);
    const succeeded = sameVector(opened?.sum, plainSum(scenario, targets));
    const promised = threshold - corrupt;
    return {
      succeeded,
      gained: succeeded
        ? `a sum over ${targets.length} honest inputs, where at least ${promised} were promised`
        : 'nothing that decodes',
    };
  });
}

/**
 * For each honest client, in ascending order, the clients that it is told have dropped out: n − t
 * of the others, never a target.
 */
function viewsOf(scenario: Scenario, honest: readonly ClientId[]): Map<ClientId, ClientId[]> {
  const { clients, threshold } = scenario.session.parameters;
  const dropped = honest.slice(0, -2);
  const missingFrom = (start: number): ClientId[] => {
    const missing = Array.from(
      { length: clients - threshold },
      (_, k) => (start + k) % dropped.length,
    );
    return ids(...missing.sort((a, b) => a - b));
  };
  const [first, second] = honest.slice(-2);
  const views = dropped.map((id): [ClientId, ClientId[]] => [id, missingFrom(id + 1)]);
  return new Map([...views, [first!, missingFrom(0)], [second!, missingFrom(clients - threshold)]]);
}
