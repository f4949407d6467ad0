/**
 * Sessions of a coded scheme in which n_C clients cheat in ways drawn by a seed, and others drop out. Each must end with the right sum
 * over a set that holds every honest client that stayed, name every cheater that can be named, and no honest one.
 */
import { expect } from 'vitest';
import type { CollectedEvidence } from '../../../src/attacks/attack.ts';
import type { Alarm } from '../../../src/attacks/harness/events.ts';
import { CorruptClient } from '../../../src/attacks/harness/corruptClient.ts';
import type { Joiner } from '../../../src/attacks/harness/participant.ts';
import { runRound } from '../../../src/attacks/harness/round.ts';
import { plainSum, type Scenario } from '../../../src/attacks/harness/scenario.ts';
import { verifyEvidence } from '../../../src/record/evidence/verify.ts';
import { verifyAggregate } from '../../../src/record/verify.ts';
import { CLIENT_PHASES, type ClientPhase } from '../../../src/messages/table.ts';
import type { ClientId } from '../../../src/session/party.ts';
import { type Cheat, CHEATS, together } from '../../../src/attacks/harness/cheats.ts';

/** Draws numbers below a limit from a seed (mulberry32): tests repeat, and no secret depends on it. */
function drawFrom(seed: number): (limit: number) => number {
  let state = seed >>> 0;
  return (limit) => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) % limit;
  };
}

/** Who deviates in a session, and how. */
export interface Mixture {
  readonly cheats: ReadonlyMap<ClientId, readonly Cheat[]>;
  /** Honest clients that drop out, with the first phase in which they are silent. */
  readonly drops: ReadonlyMap<ClientId, ClientPhase>;
}

/** Draws n_C cheaters with one or two cheats each, and up to the tolerated number of dropouts. */
export function mixtureFor({ session }: Scenario, seed: number): Mixture {
  const draw = drawFrom(seed);
  const { clients, maxCorrupt, maxDropouts } = session.parameters;
  const left = Array.from({ length: clients }, (_, i) => i as ClientId);
  const take = (): ClientId => left.splice(draw(left.length), 1)[0]!;
  const cheats = Array.from({ length: maxCorrupt }, () => {
    const chosen = Array.from({ length: 1 + draw(2) }, () => CHEATS[draw(CHEATS.length)]!);
    return [take(), inOrder(chosen)] as const;
  });
  const drops = Array.from({ length: draw(maxDropouts + 1) }, () => {
    return [take(), CLIENT_PHASES[draw(CLIENT_PHASES.length)]!] as const;
  });
  return { cheats: new Map(cheats), drops: new Map(drops) };
}

/** At most one cheat in each phase, in the order of the phases. */
function inOrder(cheats: readonly Cheat[]): Cheat[] {
  return CLIENT_PHASES.flatMap((phase) => cheats.find((cheat) => cheat.phase === phase) ?? []);
}

/**
 * Runs a session with a mixture, and requires all that delivery promises.
 *
 * @returns the checks of honest parties that failed
 */
export async function expectDelivery(
  scenario: Scenario,
  mixture: Mixture,
): Promise<readonly Alarm[]> {
  const { roster, testBed, checker } = scenario;
  const everyone = scenario.identities.map((_, i) => i as ClientId);
  const honest = everyone.filter((id) => !mixture.cheats.has(id));
  const stayed = honest.filter((id) => !before(mixture.drops.get(id), 'confirm'));
  const victim = stayed[0]!;
  const collected: CollectedEvidence[] = [];
  const watched: Scenario = {
    ...scenario,
    testBed: { ...testBed, onEvidence: (evidence) => collected.push(evidence) },
  };
  const deviating: Record<number, Joiner> = {};
  for (const [id, cheats] of mixture.cheats) {
    const deviation = together(cheats.map((cheat) => cheat.deviation(watched, victim)));
    deviating[id] = CorruptClient.joiner(deviation);
  }
  const { alarms, published, crash } = await runRound(watched, {
    deviating,
    up: (phase, from, message) =>
      before(mixture.drops.get(from), phase) || mixture.drops.get(from) === phase ? [] : [message],
  });
  const story = describeMixture(mixture);
  expect(crash, story).toBeUndefined();
  expect(
    published,
    `${story}: ${JSON.stringify(alarms.map(({ code, culprit }) => [code, culprit]))}`,
  ).toBeDefined();
  expect(published!.included, story).toEqual(expect.arrayContaining(stayed));
  expect(published!.sum, story).toEqual(plainSum(scenario, published!.included));
  const trusted = { rosterDigest: roster.digest };
  const report = await verifyAggregate(published!.record, trusted, testBed.kernel, { checker });
  expect(report.valid, story).toBe(true);
  const judged = await Promise.all(
    collected.map(({ evidence }) => verifyEvidence(evidence, { roster, checker }, testBed.kernel)),
  );
  const convicted = judged.flatMap((one) => (one.kind === 'proven' ? [one.culprit] : []));
  for (const { culprit } of alarms) {
    if (culprit !== undefined) expect(mixture.cheats.has(culprit as ClientId), story).toBe(true);
  }
  for (const culprit of convicted) {
    expect(mixture.cheats.has(culprit as ClientId), story).toBe(true);
  }
  for (const [id, [first]] of mixture.cheats) {
    if (first?.named) expect(convicted, `${story}: ${id} ${first.name}`).toContain(id);
  }
  return alarms;
}

/** Whether a client went away before a phase. */
function before(drop: ClientPhase | undefined, phase: ClientPhase): boolean {
  return drop !== undefined && CLIENT_PHASES.indexOf(drop) < CLIENT_PHASES.indexOf(phase);
}

function describeMixture({ cheats, drops }: Mixture): string {
  return [
    ...[...cheats].map(([id, all]) => `${id} ${all.map(({ name }) => name).join(', then ')}`),
    ...[...drops].map(([id, phase]) => `${id} drops out in ${phase}`),
  ].join('; ');
}
