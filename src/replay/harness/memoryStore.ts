import type { EventOf, SessionEvent } from '../../net/service/event.ts';
import { isEnd } from '../../net/service/event.ts';
import type { EventStore, StoredEvent } from '../../net/service/eventStore.ts';

/** A coordinator's store that lasts as long as an attack. */
export class MemoryStore implements EventStore {
  readonly #rounds = new Map<string, string>();
  readonly #events = new Map<string, SessionEvent[]>();

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
