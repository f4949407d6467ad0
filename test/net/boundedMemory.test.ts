/** What a coordinator holds of the boxes and payloads of a coded session. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { wholeOf } from '../../src/coordinator/attached.ts';
import { openSession } from '../../src/coordinator/open.ts';
import type { ClientPhase } from '../../src/messages/table.ts';
import { frameFor } from '../../src/net/server/frameFor.ts';
import type { EventStore } from '../../src/net/service/eventStore.ts';
import { HostedSession } from '../../src/net/service/hostedSession.ts';
import type { GuardedOptions } from '../../src/net/service/hostOptions.ts';
import { openLevelStore } from '../../src/net/service/levelStore.ts';
import { frameOf } from '../../src/net/wire/frame.ts';
import { ALL_CHECKS } from '../../src/session/checks/enabledChecks.ts';
import type { ClientId } from '../../src/session/party.ts';
import { exchange, type Exchange, publishedBy } from '../support/exchange.ts';
import { coordinator, kernel, testSession } from '../support/federation.ts';

const setup = testSession(8, {
  threshold: 6,
  maxCorrupt: 2,
  maxDropouts: 1,
  length: 16_000,
  rowLength: 512,
  scheme: { kind: 'coded', recovery: 4 },
});
const { session, roster } = setup;

let played: Exchange;
let folder: string;
let store: EventStore;

beforeAll(async () => {
  played = await exchange(setup);
  folder = await mkdtemp(join(tmpdir(), 'veilsum-memory-'));
  store = await openLevelStore(folder);
});
afterAll(async () => {
  await store.close();
  await rm(folder, { recursive: true });
});

setFlagsFromString('--expose-gc');
const collect = runInNewContext('gc') as () => void;

/** Bytes in buffers that something still refers to. */
async function held(): Promise<number> {
  for (let i = 0; i < 3; i++) {
    collect();
    await new Promise((resolve) => setImmediate(resolve));
  }
  return process.memoryUsage().arrayBuffers;
}

/** Bytes that come with everybody's messages of a phase. */
function attached(phase: ClientPhase): number {
  return [...played.sent[phase].values()].reduce(
    (sum, { attachment }) => sum + (attachment?.length ?? 0),
    0,
  );
}

/** Requires that a client is sent what a session in memory sends it. */
async function expectSame(hosted: HostedSession, client: ClientId): Promise<void> {
  const outgoing = hosted.view.messageFor(client, 'shared')!;
  expect(outgoing.message.attachment).toBeUndefined();
  const frame = await wholeOf(frameFor(outgoing));
  expect(Buffer.compare(frame, frameOf(played.received.commit.get(client)!))).toBe(0);
}

/** Copies of everybody's messages of a phase: what is received must not be what the test itself holds. */
async function send(
  phase: ClientPhase,
  receive: HostedSession['receive'],
  clients: readonly number[] = [...played.sent[phase].keys()],
): Promise<void> {
  for (const client of clients) {
    const { envelope, attachment } = played.sent[phase].get(client)!;
    await receive({ envelope: envelope.slice(), attachment: attachment?.slice() });
  }
}

const options = (): GuardedOptions => ({
  identity: coordinator,
  kernel,
  store,
  now: () => 1_000_000,
  checks: ALL_CHECKS,
});

it('a service holds a small part of the boxes, and of the payloads, and sends what a session in memory sends', async () => {
  let hosted = await HostedSession.open(options(), session, roster);
  await send('advertise', (message) => hosted.receive(message));
  const before = await held();
  await send('share', (message) => hosted.receive(message));
  expect(hosted.view.phase).toBe('commit');
  expect((await held()) - before).toBeLessThan(attached('share') / 8);

  // A process that is started again has no more, and says the same.
  hosted = await HostedSession.resume(options(), hosted.id);
  expect((await held()) - before).toBeLessThan(attached('share') / 8);
  for (const client of played.received.commit.keys()) await expectSame(hosted, client as ClientId);
  expect((await held()) - before).toBeLessThan(attached('share') / 8);

  const dealt = await held();
  const [last, ...others] = played.sent.commit.keys();
  await send('commit', (message) => hosted.receive(message), others);
  expect((await held()) - dealt).toBeLessThan(attached('commit') / 4);
  await send('commit', (message) => hosted.receive(message), [last!]);
  await send('confirm', (message) => hosted.receive(message));
  await send('unmask', (message) => hosted.receive(message));
  expect(hosted.view.end).toEqual({ kind: 'published', record: publishedBy(played).record });
});

it('which the same count sees of a session in memory', async () => {
  const { state } = openSession({ session, roster, identity: coordinator, kernel });
  // What it sends is let go of.
  const close = async (): Promise<void> => {
    await state.close();
  };
  await send('advertise', (message) => state.receive(message));
  await close();
  const before = await held();
  await send('share', (message) => state.receive(message));
  expect((await held()) - before).toBeGreaterThan(attached('share') * 0.9);
  await close();
  const dealt = await held();
  await send('commit', (message) => state.receive(message));
  expect((await held()) - dealt).toBeGreaterThan(attached('commit') * 0.9);
});
