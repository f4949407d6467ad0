import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { seededRandom } from '../../src/crypto/random.ts';
import {
  type EndEvent,
  eventCodec,
  type EventOf,
  type SessionEvent,
} from '../../src/net/service/event.ts';
import type { EventStore, StoredEvent } from '../../src/net/service/eventStore.ts';
import { toBytes } from '../../src/wire/codec.ts';
import { seedOf } from '../support/federation.ts';
import { STORE_KINDS, type StorePlace } from '../support/stores.ts';

const id = 'ab'.repeat(32);
const other = 'cd'.repeat(32);
const opened: EventOf<'opened'> = {
  kind: 'opened',
  at: 1,
  parameters: Uint8Array.of(1, 2, 3),
  roster: [{ name: 'ann', key: new Uint8Array(32).fill(7) }],
};
const end: EndEvent = {
  kind: 'published',
  at: 9,
  record: Uint8Array.of(9),
  summary: {
    phases: [{ phase: 'advertise', openedAt: 1, closedAt: 9, accepted: 0, bytes: 0 }],
    rejectedMessages: 0,
    rejections: [],
    accepted: [],
  },
};
const random = seededRandom(seedOf('event store'));
const message = (at: number, bytes = 10): EventOf<'message'> => ({
  kind: 'message',
  at,
  envelope: random(20),
  attachment: random(bytes),
});

describe.each(STORE_KINDS)('a store in $name', (kind) => {
  describe.skipIf(kind.skipped)('', () => {
    let place: StorePlace;
    let store: EventStore;

    beforeAll(() => kind.setUp());
    afterAll(() => kind.tearDown());
    beforeEach(async () => {
      place = await kind.fresh();
      store = await place.open();
    });
    afterEach(async () => {
      await store.close();
      await place.remove();
    });

    async function read(from: number): Promise<StoredEvent[]> {
      const found = [];
      for await (const stored of store.read(id, from)) found.push(stored);
      return found;
    }

    it('keeps events at places without a gap, and reads them from anywhere on, also when opened again', async () => {
      const events: SessionEvent[] = [opened, message(2), message(3, 0), message(4)];
      expect(await store.open(id, 'round', opened)).toBe(id);
      for (const event of events.slice(1)) await store.append(id, event);
      await store.close();
      store = await place.open();
      const stored = events.map((event, at) => ({ place: at, event }));
      expect(await read(0)).toEqual(stored);
      expect(await read(2)).toEqual(stored.slice(2));
      expect(await read(4)).toEqual([]);
      expect(await store.event(id, 3)).toEqual(events[3]);
      expect(await store.event(id, 4)).toBeUndefined();
      expect(await store.last(id)).toEqual(stored[3]);
      const places = await Promise.all([5, 6, 7].map((at) => store.append(id, message(at))));
      expect(places.toSorted()).toEqual([4, 5, 6]);
      expect(await read(4)).toHaveLength(3);
    });

    it('takes nothing after an end, and one end', async () => {
      await store.open(id, 'round', opened);
      const ends = [end, { ...end, at: 10 }];
      const places = await Promise.all(ends.map((event) => store.append(id, event)));
      expect(places.toSorted()).toEqual([1, undefined]);
      const first = ends[places.indexOf(1)];
      expect(await store.append(id, message(11))).toBeUndefined();
      expect(await store.last(id)).toEqual({ place: 1, event: first });
      await store.close();
      store = await place.open();
      expect(await store.append(id, message(12))).toBeUndefined();
    });

    it('has one session for a round, and lists sessions', async () => {
      expect(await store.sessions()).toEqual([]);
      expect(await store.last(id)).toBeUndefined();
      expect(await store.open(id, 'round', opened)).toBe(id);
      expect(await store.open(other, 'round', opened)).toBe(id);
      expect(await store.open(id, 'round', opened)).toBe(id);
      expect(await store.sessions()).toEqual([id]);
      expect(await store.event(other, 0)).toBeUndefined();
      expect(await store.open(other, 'another round', opened)).toBe(other);
      expect((await store.sessions()).toSorted()).toEqual([id, other]);
      expect(await read(1)).toEqual([]);
    });

    it('keeps events that are larger than a row, among small ones, and many of them', async () => {
      const sizes = [5, 2 ** 20 - 60, 2 ** 20, 3_500_000, 1, 9_000_000, 9_000_000, 17];
      const events = sizes.map((bytes, at) => message(at, bytes));
      await store.open(id, 'round', opened);
      for (const event of events) await store.append(id, event);
      const stored = events.map((event, at) => ({ place: at + 1, event }));
      const found = await read(1);
      expect(found.map(({ place: at }) => at)).toEqual(stored.map(({ place: at }) => at));
      // Compared by themselves: a difference in megabytes cannot be printed.
      stored.forEach(({ event }, i) => {
        const { attachment } = found[i]!.event as EventOf<'message'>;
        expect(Buffer.compare(attachment, event.attachment)).toBe(0);
      });
      for (let at = 0; at < 600; at++) await store.append(id, { ...message(at), at });
      expect(await read(9)).toHaveLength(600);
    });

    it('gives back ranges of large events', async () => {
      await store.open(id, 'round', opened);
      const events = [30, 70_000, 3_500_000].map((bytes, at) => message(at, bytes));
      for (const event of events) await store.append(id, event);
      const encoded = events.map((event) => toBytes(eventCodec, event));
      const wanted = [
        { place: 3, from: 1_048_570, to: 2_097_160 },
        { place: 3, from: 3_000_000, to: 3_000_001 },
        { place: 1, from: 3, to: 20 },
        { place: 2, from: 65_530, to: 65_540 },
        { place: 2, from: 65_536, to: 70_000 },
        { place: 3, from: 65_536, to: 131_072 },
        { place: 1, from: 10, to: 10_000 },
        { place: 1, from: 7, to: 7 },
      ];
      const ranges = await store.ranges(id, wanted);
      expect(ranges).toHaveLength(wanted.length);
      wanted.forEach(({ place: at, from, to }, i) => {
        const expected = encoded[at - 1]!.subarray(from, to);
        expect(Buffer.compare(ranges[i]!, expected), String(i)).toBe(0);
      });
      expect(await store.ranges(id, [])).toEqual([]);
    });

    it('says whether it can be written', async () => {
      await store.check();
      const closed = await (await kind.fresh()).open();
      await closed.close();
      await expect(closed.check()).rejects.toThrow();
    });
  });
});
