import type { Published } from '../../coordinator/publish.ts';
import type { ClientId } from '../../session/party.ts';
import type { Gain } from './events.ts';
import type { Joiner } from './participant.ts';
import type { Rogue } from './rogue.ts';
import { everyone, plainSum, sameVector, type World } from './world.ts';

/** Phases 0 to 2 as they should be: everyone sees everyone, and sends its payload. */
export async function collectPayloads(
  rogue: Rogue,
  joiners: Readonly<Record<number, Joiner>> = {},
): Promise<void> {
  await rogue.invite(joiners);
  await rogue.deal();
  const all = everyone(rogue.world);
  for (const id of all) await rogue.commit(id, all);
}

/** Shows some clients one included set, and takes their signatures. */
export async function agreeOn(
  rogue: Rogue,
  clients: readonly ClientId[],
  included: readonly ClientId[] = clients,
): Promise<void> {
  const entries = rogue.entries(included);
  for (const id of clients) await rogue.include(id, entries);
}

/** Asks those who signed for the mask secrets of `dropped`. */
export async function askAll(
  rogue: Rogue,
  clients: readonly ClientId[],
  dropped: readonly ClientId[],
): Promise<void> {
  for (const id of clients) await rogue.unmask(id, dropped, clients);
}

/** Whether the loot opens the victim's payload alone. */
export async function inputRecovered(rogue: Rogue, victim: ClientId): Promise<Gain> {
  const opened = await rogue.open([victim]);
  return recovered(rogue.world, victim, opened?.sum);
}

/** Whether a published sum, less the inputs that the attacker owns, is the victim's input. */
export function remainderRecovered(
  world: World,
  victim: ClientId,
  published: Published | undefined,
): Gain {
  if (!published?.included.includes(victim)) return recovered(world, victim, undefined);
  const owned = plainSum(
    world,
    published.included.filter((id) => id !== victim),
  );
  return recovered(
    world,
    victim,
    published.sum.map((x, i) => x - owned[i]!),
  );
}

/** The gain of an attack on one input. */
export function recovered(world: World, victim: ClientId, vector: Float64Array | undefined): Gain {
  const succeeded = sameVector(vector, world.inputs[victim]!);
  const shown = vector && `(${vector.join(', ')})`;
  return {
    succeeded,
    gained: succeeded
      ? `the vector of client ${victim}, exactly: ${shown}`
      : 'nothing that decodes',
  };
}
