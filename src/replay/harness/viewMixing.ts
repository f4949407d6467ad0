import type { ClientId } from '../../session/party.ts';
import type { Lab, Outcome } from '../attack.ts';
import { attempt } from './events.ts';
import { Insider } from './insider.ts';
import { Rogue } from './rogue.ts';
import { collectPayloads } from './stages.ts';
import { allBut, everyone, ids, plainSum, sameVector, type World, worldOf } from './world.ts';

/** Sizes of a session in which views are mixed. */
export interface ViewMixing {
  readonly clients: number;
  readonly corrupt: number;
  readonly threshold: number;
}

/** Which Confirm signatures a client is shown. */
export type QuorumShown = (rogue: Rogue, to: ClientId) => readonly ClientId[];

/**
 * View mixing: every responder is shown an included set of its own, each of at least t clients, from which n − t
 * others are missing. Whoever is missing for t − n_C honest responders counts as dropped, with the shares that the
 * corrupt clients add; the last two honest clients are missing for nobody, and their sum is left.
 */
export function mixViews(lab: Lab, sizes: ViewMixing, shown: QuorumShown): Promise<Outcome> {
  const { clients, corrupt, threshold } = sizes;
  return attempt(async () => {
    const world = worldOf(lab, { clients, threshold, maxCorrupt: corrupt });
    const honest = everyone(world).slice(0, clients - corrupt);
    const targets = honest.slice(-2);
    const rogue = new Rogue(world);
    const insiders: Insider[] = [];
    const joiner = Insider.joiner({}, (insider) => insiders.push(insider));
    const joiners = allBut(world, ...honest).map((id) => [id, joiner] as const);
    await collectPayloads(rogue, Object.fromEntries(joiners));
    for (const insider of insiders) rogue.rob(insider);

    const views = viewsOf(world, honest);
    for (const [id, missing] of views) {
      await rogue.include(id, rogue.entries(allBut(world, ...missing)));
    }
    for (const [id, missing] of views) await rogue.unmask(id, missing, shown(rogue, id));
    const opened = await rogue.open(targets);
    const succeeded = sameVector(opened?.sum, plainSum(world, targets));
    const promised = threshold - corrupt;
    return {
      succeeded,
      gained: succeeded
        ? `a sum over ${targets.length} honest inputs, where at least ${promised} were promised`
        : 'nothing that decodes',
    };
  });
}

/** For each honest client, ascending, whom it is told to have dropped out: n − t of the others, never a target. */
function viewsOf(world: World, honest: readonly ClientId[]): Map<ClientId, ClientId[]> {
  const { clients, threshold } = world.session.parameters;
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
