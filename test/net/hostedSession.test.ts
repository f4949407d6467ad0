import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { EventStore } from '../../src/net/service/eventStore.ts';
import { HostedSession } from '../../src/net/service/hostedSession.ts';
import { openLevelStore } from '../../src/net/service/levelStore.ts';
import { CLIENT_PHASES, type ClientPhase } from '../../src/session/parameters.ts';
import { type Exchange, exchange } from '../support/exchange.ts';
import { coordinator, kernel, testSession } from '../support/federation.ts';

const setup = testSession(5, { deadlines: [1000, 1000, 1000, 1000, 1000] });
/** Client 3 falls silent before it commits. */
const drops: Record<number, ClientPhase> = { 3: 'commit' };

let played: Exchange;
let record: Uint8Array;
let folder: string;
let store: EventStore;
let clock: number;

beforeAll(async () => {
  played = await exchange(setup, { drops });
  if (played.end.kind !== 'finish') throw new Error(played.end.message);
  record = played.end.result.record;
});

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'veilsum-store-'));
  store = await openLevelStore(folder);
  clock = 1_000_000;
});

afterEach(async () => {
  await store.close();
  await rm(folder, { recursive: true });
});

const options = (): Parameters<typeof HostedSession.open>[0] => ({
  identity: coordinator,
  kernel,
  store,
  now: () => clock,
});

const open = (): Promise<HostedSession> =>
  HostedSession.open(options(), setup.session, setup.roster);

/** Everybody's message of a phase; it ends by itself when nobody is missing, else at its deadline. */
async function play(hosted: HostedSession, phase: ClientPhase): Promise<void> {
  for (const message of played.sent[phase].values()) await hosted.receive(message);
  if (hosted.view.phase === phase) {
    clock += 1000;
    await hosted.closeIfDue();
  }
}

describe('HostedSession', () => {
  it('ends with the record that the same messages give without a store', async () => {
    const hosted = await open();
    for (const phase of CLIENT_PHASES) await play(hosted, phase);
    expect(hosted.view.end).toEqual({ kind: 'published', record });
  });

  it('goes on after a restart between any two messages, and publishes the same record', async () => {
    const steps = CLIENT_PHASES.flatMap((phase) => [
      ...[...played.sent[phase].values()].map(
        (message) => (hosted: HostedSession) => hosted.receive(message),
      ),
      async (hosted: HostedSession) => {
        if (hosted.view.phase !== phase) return;
        clock += 1000;
        await hosted.closeIfDue();
      },
    ]);
    const { id } = await open();
    for (const step of steps) {
      await step(await HostedSession.resume(options(), id));
      await store.close();
      store = await openLevelStore(folder);
    }
    const last = await HostedSession.resume(options(), id);
    expect(last.view.end).toMatchObject({ kind: 'published', record });
  });

  it('sends the same bytes after a restart', async () => {
    const hosted = await open();
    await play(hosted, 'advertise');
    await play(hosted, 'share');
    const again = await HostedSession.resume(options(), hosted.id);
    for (const client of [0, 1, 2, 3, 4] as const) {
      for (const phase of ['invitation', 'advertised', 'shared'] as const) {
        const message = hosted.view.messageFor(client as never, phase);
        expect(message).toBeDefined();
        expect(again.view.messageFor(client as never, phase)).toEqual(message);
      }
    }
    expect(again.view.phases).toEqual(hosted.view.phases);
    expect(again.view.missing).toEqual(hosted.view.missing);
  });

  it('keeps the time that a phase has left over a restart', async () => {
    const hosted = await open();
    await hosted.receive(played.sent.advertise.get(0)!);
    const again = await HostedSession.resume(options(), hosted.id);
    expect(again.view.deadline).toBe(1_001_000);
    clock += 999;
    await again.closeIfDue();
    expect(again.view.phase).toBe('advertise');
    clock += 1;
    await again.closeIfDue();
    expect(again.view.end).toMatchObject({ kind: 'aborted', code: 'quorum-present' });
    expect((await HostedSession.resume(options(), hosted.id)).view.end).toMatchObject({
      kind: 'aborted',
      code: 'quorum-present',
    });
  });

  it('keeps nothing of a message that no client of the roster signed, nor of one that is repeated', async () => {
    const hosted = await open();
    const first = played.sent.advertise.get(0)!;
    expect(await hosted.receive(first)).toMatchObject({ kind: 'accepted', client: 0 });
    const places = (await store.last(hosted.id))!.place;
    const forged = first.envelope.map((byte, i) =>
      i === first.envelope.length - 1 ? byte ^ 1 : byte,
    );
    expect(await hosted.receive({ envelope: forged })).toMatchObject({ code: 'client-signature' });
    expect(await hosted.receive({ envelope: new Uint8Array(50) })).toMatchObject({
      code: 'well-formed',
    });
    expect(await hosted.receive(played.sent.share.get(0)!)).toMatchObject({ code: 'phase-bound' });
    expect(await hosted.receive(first)).toEqual({ kind: 'repeated', client: 0 });
    expect((await store.last(hosted.id))!.place).toBe(places);
  });

  it('takes no attachment that is larger than any of its phase, and no endless tries', async () => {
    const hosted = await open();
    await play(hosted, 'advertise');
    await play(hosted, 'share');
    const message = played.sent.commit.get(0)!;
    const { payloadBytes } = setup.session;
    const oversized = { ...message, attachment: new Uint8Array(payloadBytes + 1) };
    expect(await hosted.receive(oversized)).toMatchObject({ code: 'well-formed' });
    const wrong = { ...message, attachment: new Uint8Array(payloadBytes) };
    const codes = [];
    for (let i = 0; i < 5; i++) {
      const receipt = await hosted.receive(wrong);
      codes.push(receipt.kind === 'refusal' ? receipt.code : receipt.kind);
    }
    expect(codes).toEqual([
      'payload-digest',
      'payload-digest',
      'payload-digest',
      'payload-digest',
      'one-envelope',
    ]);
    expect(hosted.view.refusals).toHaveLength(4);
    expect(await hosted.receive(played.sent.commit.get(1)!)).toMatchObject({ kind: 'accepted' });
  });

  it('tells whoever waits when there is more to say, and of no single message', async () => {
    const hosted = await open();
    const waiting = new AbortController();
    let told = false;
    const changed = hosted.view.changed(waiting.signal).then(() => (told = true));
    await hosted.receive(played.sent.advertise.get(0)!);
    expect(told).toBe(false);
    await hosted.close('advertise');
    await changed;
    const stopped = hosted.view.changed(waiting.signal);
    waiting.abort();
    await stopped;
  });

  it('is not opened twice, and not over another coordinator’s session', async () => {
    await open();
    await expect(open()).rejects.toThrow('was opened before');
    const other = { ...options(), identity: setup.identities[0]! };
    await expect(HostedSession.open(other, setup.session, setup.roster)).rejects.toThrow(
      'another coordinator key',
    );
  });
});

describe('openLevelStore', () => {
  it('refuses a folder that another process has open, with a sentence', async () => {
    await expect(openLevelStore(folder)).rejects.toThrow('is another coordinator using it?');
  });

  it('lists the sessions that were opened', async () => {
    expect(await store.sessions()).toEqual([]);
    const { id } = await open();
    expect(await store.sessions()).toEqual([id]);
    await expect(HostedSession.resume(options(), '00')).rejects.toThrow('not in the store');
  });
});
