import { eventCodec, type EventOf, type SessionEvent, isEnd } from '../../net/service/event.ts';
import type {
  EventRange,
  EventStore,
  HeadPlace,
  StoredEvent,
} from '../../net/service/eventStore.ts';
import { toBytes } from '../../wire/codec.ts';

/** In-memory storage of heads for the duration of an attack. */
class MemoryHeads implements HeadPlace {
  inPlace = true;
  readonly #heads: Map<string, Uint8Array>;

  constructor(heads: ReadonlyMap<string, Uint8Array> = new Map()) {
    this.#heads = new Map(heads);
  }

  copy(): MemoryHeads {
    const copy = new MemoryHeads(this.#heads);
    copy.inPlace = false;
    return copy;
  }

  sessions(): Promise<readonly string[]> {
    return Promise.resolve([...this.#heads.keys()]);
  }

  read(session: string): Promise<Uint8Array | undefined> {
    return Promise.resolve(this.#heads.get(session));
  }

  write(session: string, head: Uint8Array): Promise<void> {
    this.#heads.set(session, head);
    return Promise.resolve();
  }

  settle(): Promise<void> {
    this.inPlace = true;
    return Promise.resolve();
  }
}

/** In-memory store of a coordinator for the duration of an attack. Others can change it. */
export class MemoryStore implements EventStore {
  heads: MemoryHeads = new MemoryHeads();
  readonly #rounds = new Map<string, string>();
  readonly #events = new Map<string, SessionEvent[]>();

  restored(): Promise<string | undefined> {
    return Promise.resolve(this.heads.inPlace ? undefined : 'it was restored from a backup');
  }

  /** Loses the last events of all sessions, as a log does whose end is cut off or corrupted. */
  loseLast(events: number): void {
    for (const kept of this.#events.values()) kept.splice(-events);
  }

  /** A copy with its heads, as a backup is. */
  copy(): MemoryStore {
    const copy = new MemoryStore();
    copy.heads = this.heads.copy();
    for (const [round, session] of this.#rounds) copy.#rounds.set(round, session);
    for (const [session, events] of this.#events) copy.#events.set(session, [...events]);
    return copy;
  }

  sessions(): Promise<readonly string[]> {
    return Promise.resolve([...this.#events.keys()]);
  }

  open(session: string, round: string, event: EventOf<'opened'>): Promise<string> {
    const holder = this.#rounds.get(round) ?? session;
    this.#rounds.set(round, holder);
    if (!this.#events.has(holder)) this.#events.set(holder, [event]);
    return Promise.resolve(holder);
  }

  append(session: string, event: SessionEvent): Promise<number | undefined> {
    const events = this.#events.get(session)!;
    if (isEnd(events[events.length - 1]!)) return Promise.resolve(undefined);
    return Promise.resolve(events.push(event) - 1);
  }

  // eslint-disable-next-line @typescript-eslint/require-await -- what it has, it has at once
  async *read(session: string, from: number): AsyncIterable<StoredEvent> {
    const events = this.#events.get(session) ?? [];
    for (let place = from; place < events.length; place++) yield { place, event: events[place]! };
  }

  event(session: string, place: number): Promise<SessionEvent | undefined> {
    return Promise.resolve(this.#events.get(session)?.[place]);
  }

  ranges(session: string, wanted: readonly EventRange[]): Promise<readonly Uint8Array[]> {
    const events = this.#events.get(session) ?? [];
    return Promise.resolve(
      wanted.map(({ place, from, to }) => toBytes(eventCodec, events[place]!).slice(from, to)),
    );
  }

  last(session: string): Promise<StoredEvent | undefined> {
    const events = this.#events.get(session) ?? [];
    const place = events.length - 1;
    return Promise.resolve(place < 0 ? undefined : { place, event: events[place]! });
  }

  exclusively<T>(_session: string, work: () => Promise<T>): Promise<T> {
    return work();
  }

  async follow(): Promise<void> {}
  async check(): Promise<void> {}
  async close(): Promise<void> {}
}
