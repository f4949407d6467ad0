import { CLIENT_PHASES } from '../../messages/table.ts';
import { envelopeDigest } from '../../wire/envelope.ts';
import type { TestBed, Outcome } from '../attack.ts';
import { wholeMessage } from '../../coordinator/attached.ts';
import { convicted } from './conviction.ts';
import { type Alarm, outcomeOf } from './events.ts';
import { MemoryStore } from './memoryStore.ts';
import { honest, type Participant } from './participant.ts';
import { whileServed } from './service.ts';
import { everyone, ids, type Scenario, scenarioOf } from './scenario.ts';
import type { HostedSession } from '../../net/service/hostedSession.ts';

const [LATE] = ids(3);

/**
 * An honest coordinator signs the included set, and its process ends. Its store is changed; it is
 * restarted, one client does not answer this time, and it signs an included set again. Two
 * different ones are evidence against it.
 *
 * @param happen - Changes the store; `before` is a copy from before the last client committed.
 */
export async function secondList(
  testBed: TestBed,
  happen: (store: MemoryStore, before: MemoryStore) => MemoryStore,
): Promise<Outcome> {
  const scenario = scenarioOf(testBed, { clients: 4, threshold: 3 });
  const store = new MemoryStore();
  let before = store;
  const lists: Uint8Array[] = [];
  await whileServed(
    testBed,
    async (served) => {
      const hosted = await served.open(scenario);
      await untilCommitted(scenario, hosted, () => (before = store.copy()));
      take(hosted, lists);
    },
    store,
  );
  const left = happen(store, before);
  const alarms: Alarm[] = [];
  await whileServed(
    testBed,
    async ({ service }) => {
      const [hosted] = service.sessions;
      // All other clients have committed; the coordinator closes the phase at its deadline.
      if (hosted) await hosted.close('commit');
      if (hosted) take(hosted, lists);
      const end = hosted?.view.end;
      if (end?.kind === 'aborted') alarms.push({ by: 'coordinator', code: end.code });
    },
    left,
  );
  return outcomeOf(alarms, await convicted(scenario, 'coordinator', lists));
}

/**
 * Runs honest clients until all have committed; `beforeLast` is called before the last one commits.
 */
async function untilCommitted(
  scenario: Scenario,
  hosted: HostedSession,
  beforeLast: () => void,
): Promise<void> {
  const participants = new Map<number, Participant>();
  for (const id of everyone(scenario)) {
    const joined = await honest()(scenario, id, hosted.view.invitations[0]!);
    if ('kind' in joined) throw new Error(joined.message);
    participants.set(id, joined.participant);
    await hosted.receive(joined.sent);
  }
  for (const [phase, told] of [['share', 'advertised'] as const, ['commit', 'shared'] as const]) {
    for (const id of everyone(scenario)) {
      const step = await participants
        .get(id)!
        .receive(await wholeMessage(hosted.view.messageFor(id, told)!));
      if (step.kind !== 'send') throw new Error(step.message);
      if (phase === 'commit' && id === LATE) beforeLast();
      await hosted.receive(step.message);
    }
  }
  if (hosted.view.phase !== CLIENT_PHASES[3]) throw new Error('the session did not go on');
}

/** Adds the included set that a coordinator shows to `lists`, if it is a new one. */
function take(hosted: HostedSession, lists: Uint8Array[]): void {
  const shown = hosted.view.messageFor(ids(0)[0]!, 'included')?.message;
  if (!shown) return;
  const digest = String(envelopeDigest(shown.envelope));
  if (lists.every((list) => String(envelopeDigest(list)) !== digest)) lists.push(shown.envelope);
}
