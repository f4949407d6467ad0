import type { Published } from '../../coordinator/publish.ts';
import type { ClientId } from '../../session/party.ts';
import type { Gain } from './events.ts';
import type { Joiner } from './participant.ts';
import type { MaliciousCoordinator } from './maliciousCoordinator.ts';
import { everyone, plainSum, sameVector, type Scenario } from './scenario.ts';

/** Runs the first three phases honestly: every client sees all others and sends its payload. */
export async function collectPayloads(
  attacker: MaliciousCoordinator,
  joiners: Readonly<Record<number, Joiner>> = {},
): Promise<void> {
  await attacker.invite(joiners);
  await attacker.deal();
  const all = everyone(attacker.scenario);
  for (const id of all) await attacker.commit(id, all);
}

/** Shows some clients the same included set, and collects their signatures. */
export async function agreeOn(
  attacker: MaliciousCoordinator,
  clients: readonly ClientId[],
  included: readonly ClientId[] = clients,
): Promise<void> {
  const entries = attacker.entries(included);
  for (const id of clients) await attacker.include(id, entries);
}

/** Asks the signers for the mask secrets of `dropped`. */
export async function askAll(
  attacker: MaliciousCoordinator,
  clients: readonly ClientId[],
  dropped: readonly ClientId[],
): Promise<void> {
  for (const id of clients) await attacker.unmask(id, dropped, clients);
}

/** Determines whether the collected shares unmask the victim's payload alone. */
export async function inputRecovered(
  attacker: MaliciousCoordinator,
  victim: ClientId,
): Promise<Gain> {
  const opened = await attacker.open([victim]);
  return recovered(attacker.scenario, victim, opened?.sum);
}

/** Determines whether a published sum minus the attacker's own inputs is the victim's input. */
export function remainderRecovered(
  scenario: Scenario,
  victim: ClientId,
  published: Published | undefined,
): Gain {
  if (!published?.included.includes(victim)) return recovered(scenario, victim, undefined);
  const owned = plainSum(
    scenario,
    published.included.filter((id) => id !== victim),
  );
  return recovered(
    scenario,
    victim,
    published.sum.map((x, i) => x - owned[i]!),
  );
}

/** The gain of an attack on one input. */
export function recovered(
  scenario: Scenario,
  victim: ClientId,
  vector: Float64Array | undefined,
): Gain {
  const succeeded = sameVector(vector, scenario.inputs[victim]!);
  const shown = vector && `(${vector.join(', ')})`;
  return {
    succeeded,
    gained: succeeded
      ? `the vector of client ${victim}, exactly: ${shown}`
      : 'nothing that decodes',
  };
}
