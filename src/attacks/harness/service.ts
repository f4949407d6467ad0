import { type ClientPhase } from '../../messages/table.ts';
import { inProcessFetch } from '../../net/server/inProcessFetch.ts';
import { coordinatorServer } from '../../net/server/server.ts';
import { CoordinatorService } from '../../net/service/coordinatorService.ts';
import type { EventStore } from '../../net/service/eventStore.ts';
import type { HostedSession } from '../../net/service/hostedSession.ts';
import type { RangeVerifier } from '../../proofs/system.ts';
import { openRecord } from '../../record/record.ts';
import { sumFromBytes } from '../../record/sumBytes.ts';

import type { ClientId } from '../../session/party.ts';
import { sumBytesPerCoordinate } from '../../session/slots.ts';
import type { TestBed } from '../attack.ts';
import { MemoryStore } from './memoryStore.ts';
import { identityOf, type Scenario } from './scenario.ts';

/** A coordinator's service and its HTTP interface, in this process. */
export interface Served {
  readonly service: CoordinatorService;
  /** A `fetch` that reaches it without a network. */
  readonly fetch: typeof globalThis.fetch;
  /** Aborted when the attack is over, to stop participants that are still waiting. */
  readonly signal: AbortSignal;
  /** Opens a scenario's session. */
  open(scenario: Scenario): Promise<HostedSession>;
}

/**
 * The time in attacks, in milliseconds since 1970. It never changes: phases end when all messages
 * have arrived, or when the coordinator closes them.
 */
export const NOW = 1_750_000_000_000;

/** Runs an attack on the coordinator's real service, and stops the service at the end. */
export async function whileServed<T>(
  { kernel, checks }: TestBed,
  use: (served: Served) => Promise<T>,
  store: EventStore = new MemoryStore(),
): Promise<T> {
  let checker: RangeVerifier | undefined;
  const over = new AbortController();
  const service = await CoordinatorService.startUnder(checks, {
    identity: identityOf('coordinator'),
    kernel,
    store,
    checkerFor: () => Promise.resolve(checker),
    allowDevelopmentKeys: true,
    now: () => NOW,
  });
  const app = await coordinatorServer({ service, now: () => NOW });
  const open = (scenario: Scenario): Promise<HostedSession> => {
    checker = scenario.checker;
    return service.open(scenario.session, scenario.roster);
  };
  try {
    return await use({ service, fetch: inProcessFetch(app), signal: over.signal, open });
  } finally {
    over.abort(new Error('the attack is over'));
    await app.close();
    await service.stop();
  }
}

/** The sum that a session has published, if it has. */
export function sumOf({ view, session }: HostedSession): Float64Array | undefined {
  if (view.end?.kind !== 'published') return undefined;
  const { body } = openRecord(view.end.record);
  return sumFromBytes(body.sum, sumBytesPerCoordinate(session.layout));
}

/**
 * Closes a phase, as its coordinator may, once only one client is missing; does nothing if the
 * participations end before.
 *
 * @param visits - Resolves when the participations have ended.
 */
export async function closeWithout(
  hosted: HostedSession,
  phase: ClientPhase,
  client: ClientId,
  visits: Promise<unknown>,
): Promise<void> {
  let over = false as boolean;
  const done = visits.then(() => {
    over = true;
  });
  while (!over) {
    const { view } = hosted;
    if (view.phase === phase && view.missing.length === 1 && view.missing[0] === client) {
      await hosted.close(phase);
      break;
    }
    await new Promise((resolve) => setTimeout(resolve, 1));
  }
  await done;
}
