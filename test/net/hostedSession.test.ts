import {
  codecOf,
  maxAttachmentBytes,
  CLIENT_PHASES,
  type ClientPhase,
  maxEnvelopeBytes,
} from '../../src/messages/table.ts';
import { resigned } from '../support/forgery.ts';
import { seedOf, coordinator, kernel, testSession } from '../support/federation.ts';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { describeSession, provenFindings } from '../../src/net/server/describeSession.ts';
import { CoordinatorService } from '../../src/net/service/coordinatorService.ts';
import type { EventStore } from '../../src/net/service/eventStore.ts';
import { wholeOf } from '../../src/coordinator/attached.ts';
import { frameFor } from '../../src/net/server/frameFor.ts';
import { HostedSession } from '../../src/net/service/hostedSession.ts';
import type { GuardedOptions } from '../../src/net/service/hostOptions.ts';
import { openLevelStore } from '../../src/net/service/levelStore.ts';

import { ALL_CHECKS } from '../../src/session/checks/enabledChecks.ts';

import { openEnvelope, sealEnvelope } from '../../src/wire/envelope.ts';
import type { Message } from '../../src/wire/transcript.ts';
import { type Exchange, exchange } from '../support/exchange.ts';
import { STORE_KINDS, type StorePlace } from '../support/stores.ts';

const setup = testSession(5, { deadlines: [1000, 1000, 1000, 1000, 1000] });
/** Client 3 falls silent before it commits. */
const drops: Record<number, ClientPhase> = { 3: 'commit' };

let played: Exchange;
let record: Uint8Array;
let place: StorePlace;
let store: EventStore;
let clock: number;

beforeAll(async () => {
  played = await exchange(setup, { drops });
  if (played.end.kind !== 'finish') throw new Error(played.end.message);
  record = played.end.result.record;
});

const options = (): GuardedOptions => ({
  identity: coordinator,
  kernel,
  store,
  now: () => clock,
  checks: ALL_CHECKS,
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

/** Something else that client 4 signs for the slot that it has filled. */
function secondCommit(): Message {
  const { envelope, attachment } = played.sent.commit.get(4)!;
  const { session } = setup;
  const { body } = openEnvelope(envelope, maxEnvelopeBytes(session));
  const changed = Uint8Array.from(body);
  changed[changed.length - 1]! ^= 1;
  const again = sealEnvelope(setup.identities[4]!, session.digest, 'commit', 4, changed);
  return { envelope: again, attachment: attachment! };
}

/** Something that client 0 signs as its keys and that nobody can read. */
function brokenAdvertise(i: number): Message {
  const sent = played.sent.advertise.get(0)!;
  return resigned(
    setup.session,
    setup.identities[0]!,
    codecOf('advertise', setup.session),
    sent,
    (body) => ({
      ...body,
      boxKey: new Uint8Array(32).fill(255),
      nonce: seedOf(`nonce ${i}`),
    }),
  );
}

describe.each(STORE_KINDS)('HostedSession over $name', (kind) => {
  describe.skipIf(kind.skipped)('', () => {
    beforeAll(() => kind.setUp());
    afterAll(() => kind.tearDown());

    beforeEach(async () => {
      place = await kind.fresh();
      store = await place.open();
      clock = 1_000_000;
    });

    afterEach(async () => {
      await store.close();
      await place.remove();
    });

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
        store = await place.open();
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
          const [one, two] = [hosted, again].map(({ view }) =>
            view.messageFor(client as never, phase),
          );
          expect(await wholeOf(frameFor(one!))).toEqual(await wholeOf(frameFor(two!)));
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
      expect(await hosted.receive({ envelope: forged })).toMatchObject({
        code: 'client-signature',
      });
      expect(await hosted.receive({ envelope: new Uint8Array(50) })).toMatchObject({
        code: 'well-formed',
      });
      expect(await hosted.receive(played.sent.share.get(0)!)).toMatchObject({
        code: 'phase-bound',
      });
      expect(await hosted.receive(first)).toEqual({ kind: 'repeated', client: 0 });
      expect((await store.last(hosted.id))!.place).toBe(places);
    });

    it('keeps, counts and remembers nothing of an attachment that its sender did not sign', async () => {
      const hosted = await open();
      await play(hosted, 'advertise');
      const altered = async (phase: ClientPhase, code: string): Promise<void> => {
        const message = played.sent[phase].get(0)!;
        const attachment = message.attachment ?? new Uint8Array(0);
        const places = (await store.last(hosted.id))!.place;
        for (let i = 0; i < 6; i++) {
          const bytes = attachment.map((byte, k) => (k === i ? byte ^ 1 : byte));
          const receipt = await hosted.receive({ ...message, attachment: bytes });
          expect(receipt).toMatchObject({ kind: 'rejection', code });
          expect(receipt).not.toHaveProperty('culprit', expect.anything());
        }
        const oversized = { ...message, attachment: new Uint8Array(2 ** 16) };
        const refused = await hosted.receive(oversized);
        expect(refused).toMatchObject({ kind: 'rejection', code });
        expect(refused).not.toHaveProperty('culprit', expect.anything());
        expect((await store.last(hosted.id))!.place).toBe(places);
      };
      await altered('share', 'sender-bound');
      await play(hosted, 'share');
      await altered('commit', 'sender-bound');
      expect(hosted.view.rejections).toEqual([]);
      for (const phase of ['commit', 'confirm', 'unmask'] as const) await play(hosted, phase);
      expect(hosted.view.end).toMatchObject({ kind: 'published' });
    });

    it('takes no attachment where none belongs', async () => {
      const hosted = await open();
      const message = { ...played.sent.advertise.get(0)!, attachment: Uint8Array.of(1) };
      expect(await hosted.receive(message)).toMatchObject({ code: 'sender-bound' });
      expect(await hosted.receive(played.sent.advertise.get(0)!)).toMatchObject({
        kind: 'accepted',
      });
    });

    it('keeps a second envelope for a slot as what it is, unless what comes with it is too large', async () => {
      const hosted = await open();
      await play(hosted, 'advertise');
      await play(hosted, 'share');
      await hosted.receive(played.sent.commit.get(4)!);
      const second = secondCommit();
      const large = new Uint8Array(maxAttachmentBytes(setup.session, 'commit') + 1);
      const refused = await hosted.receive({ ...second, attachment: large });
      expect(refused).toMatchObject({ code: 'well-formed' });
      expect(refused).not.toHaveProperty('culprit', expect.anything());
      expect(await hosted.receive(second)).toMatchObject({ code: 'one-envelope', culprit: 4 });
    });

    it('keeps a few messages that one client signed for one slot, and each once', async () => {
      const hosted = await open();
      const signed = Array.from({ length: 6 }, (_, i) => brokenAdvertise(i));
      const codes = async (): Promise<unknown[]> => {
        const receipts = [];
        for (const message of signed) receipts.push(await hosted.receive(message));
        return receipts.map((receipt) => receipt.kind === 'rejection' && receipt.code);
      };
      const few = [...Array<string>(4).fill('agreement-keys'), 'one-envelope', 'one-envelope'];
      expect(await codes()).toEqual(few);
      const places = (await store.last(hosted.id))!.place;
      // Said again, they get the same answers, and nothing is kept of them.
      expect(await codes()).toEqual(few);
      expect((await store.last(hosted.id))!.place).toBe(places);
      expect(hosted.view.rejections).toHaveLength(4);
      expect(await hosted.receive(played.sent.advertise.get(1)!)).toMatchObject({
        kind: 'accepted',
      });
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

    it('is opened once, and not over another coordinator’s session', async () => {
      const hosted = await open();
      await hosted.receive(played.sent.advertise.get(0)!);
      expect((await open()).view.phases).toEqual(hosted.view.phases);
      const second = testSession(5, { nonce: new Uint8Array(32) });
      await expect(HostedSession.open(options(), second.session, second.roster)).rejects.toThrow(
        `round 1 of task test was opened before, as session ${hosted.id}`,
      );
      const other = { ...options(), identity: setup.identities[0]! };
      await expect(HostedSession.open(other, setup.session, setup.roster)).rejects.toThrow(
        'another coordinator key',
      );
      await expect(HostedSession.resume(options(), '00'.repeat(32))).rejects.toThrow(
        'not in the store',
      );
    });

    it('counts tries over a restart', async () => {
      const hosted = await open();
      for (let i = 0; i < 4; i++) await hosted.receive(brokenAdvertise(i));
      const again = await HostedSession.resume(options(), hosted.id);
      expect(await again.receive(brokenAdvertise(4))).toMatchObject({ code: 'one-envelope' });
      expect(await again.receive(brokenAdvertise(3))).toMatchObject({ code: 'agreement-keys' });
    });

    it('ends a phase of which everything was kept, but not its closing', async () => {
      const hosted = await open();
      for (const message of played.sent.advertise.values()) {
        await store.append(hosted.id, {
          kind: 'message',
          at: clock,
          envelope: message.envelope,
          attachment: new Uint8Array(0),
        });
      }
      const again = await HostedSession.resume(options(), hosted.id);
      expect([again.view.phase, again.view.missing]).toEqual(['advertise', []]);
      await again.closeIfDue();
      expect(again.view.phase).toBe('share');
    });

    it('says the same of a session that had ended before a restart', async () => {
      const hosted = await open();
      await play(hosted, 'advertise');
      await play(hosted, 'share');
      // Client 4 says two things, which is evidence against it; another’s payload beside client 2’s envelope is nobody’s.
      const [mine, others] = [played.sent.commit.get(4)!, played.sent.commit.get(1)!];
      await hosted.receive(mine);
      const second = secondCommit();
      expect(await hosted.receive(second)).toMatchObject({ code: 'one-envelope' });
      await hosted.receive({ ...played.sent.commit.get(2)!, attachment: others.attachment! });
      for (const phase of ['commit', 'confirm', 'unmask'] as const) await play(hosted, phase);
      expect(hosted.view.end).toEqual({ kind: 'published', record });
      const again = await HostedSession.resume(options(), hosted.id);
      expect(describeSession(again)).toEqual(describeSession(hosted));
      expect(describeSession(again)).toMatchObject({
        rejections: 1,
        rejectionCodes: { 'one-envelope': 1 },
        evidence: [{ code: 'one-envelope', culprit: 'client 4' }],
      });
      expect(provenFindings(again.view)).toEqual(provenFindings(hosted.view));
      // Somebody who did not hear that its last message was accepted.
      const last = played.sent.unmask.get(0)!;
      expect(await again.receive(last)).toEqual({ kind: 'repeated', client: 0 });
      expect(await again.receive(second)).toMatchObject({ message: 'the session has ended' });
    });

    it('is resumed after a fault inside', async () => {
      let faulty = true;
      const failing = new Proxy(kernel, {
        get(target, name) {
          const member: unknown = Reflect.get(target, name);
          if (typeof member !== 'function') return member;
          return (...args: unknown[]): unknown => {
            if (name === 'addMasks' && faulty) throw new Error('no memory');
            return Reflect.apply(member, target, args);
          };
        },
      });
      const faults: unknown[] = [];
      const onFault = (error: unknown): void => void faults.push(error);
      const host = { ...options(), kernel: failing, onFault };
      const service = await CoordinatorService.start(host);
      const hosted = await service.open(setup.session, setup.roster);
      for (const phase of CLIENT_PHASES.slice(0, -1)) await play(hosted, phase);
      const last = [...played.sent.unmask.values()];
      for (const message of last.slice(1)) await hosted.receive(message);
      // Whoever comes to the end of the phase first hears of it: who took the last message, or who follows the store.
      await hosted.receive(last[0]!).catch(onFault);
      await expect.poll(() => faults.map(String)).toEqual(['Error: no memory']);
      faulty = false;
      // Not an answer for good: the session is resumed.
      await expect(hosted.receive(last[0]!)).resolves.toMatchObject({
        kind: 'repeated',
      });
      clock += 5000;
      await service.closeDue();
      const anew = service.find(hosted.id)!;
      expect(anew.view.end).toEqual({ kind: 'published', record });
      expect(faults).toHaveLength(1);
    });

    it('keeps what an abort found', async () => {
      const hosted = await open();
      await hosted.receive(played.sent.advertise.get(0)!);
      clock += 1000;
      await hosted.closeIfDue();
      const again = await HostedSession.resume(options(), hosted.id);
      expect(again.view.end).toEqual(hosted.view.end);
      expect(describeSession(again)).toEqual(describeSession(hosted));
      expect(again.view.phases).toMatchObject([{ accepted: 1, closedAt: clock }]);
    });
  });
});

describe('openLevelStore', () => {
  it('refuses a folder that another process has open, with a sentence', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'veilsum-store-'));
    const first = await openLevelStore(folder);
    await expect(openLevelStore(folder)).rejects.toThrow('another process has it open');
    await first.close();
    await rm(folder, { recursive: true });
  });
});
