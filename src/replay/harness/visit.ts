import { type Participated, takePartUnder, type TakePartOptions } from '../../net/http/takePart.ts';
import { JournalError } from '../../net/journal/journal.ts';
import { memoryLedger } from '../../session/ledger.ts';
import type { Abort } from '../../session/outcome.ts';
import type { ClientId } from '../../session/party.ts';
import type { Message } from '../../wire/message.ts';
import { alarm, type Alarm, alarmsOf } from './events.ts';
import { exhibitFinding, exhibitRecord } from './exhibits.ts';
import { NOW, type Served } from './service.ts';
import { clientDid, note, raised } from './trace.ts';
import { type Fetch, messageInAnswer, messageOf, pathOf, type Wire } from './wire.ts';
import { policyOf, randomOf, type World } from './world.ts';

/** Where participants look for the coordinator; nothing listens there. */
const SERVER = new URL('http://coordinator.invalid/');

/** What a participant brings and asks for, where it is not what the world says. */
export type Visit = Partial<TakePartOptions> & {
  /** What lies between it and the coordinator. */
  readonly wire?: Wire | undefined;
};

/** How a participation went: what the participant raised, and how it ended; no end where it was stopped. */
export interface Visited {
  readonly alarms: readonly Alarm[];
  readonly end: Participated | undefined;
}

/**
 * An honest participant that takes part over HTTP, by the library's own code under the lab's checks. It asks for the world's
 * task and round unless its visit says otherwise.
 */
export async function visit(
  world: World,
  id: ClientId,
  served: Served,
  { wire, ...brought }: Visit = {},
): Promise<Visited> {
  const { lab, roster, session, prover, checker } = world;
  const { task, round } = session.parameters;
  const notes = new Notes(world, id);
  const way = wire ? wire(served.fetch) : served.fetch;
  try {
    const end = await takePartUnder(lab.defences, {
      server: SERVER,
      now: () => NOW,
      signal: served.signal,
      task,
      round,
      roster,
      identity: world.identities[id]!,
      policy: policyOf(world),
      ledger: memoryLedger(),
      random: randomOf(world, `client ${id}`),
      kernel: lab.kernel,
      prover,
      checker,
      input: () => world.inputs[id]!,
      ...brought,
      fetch: notes.taking(brought.fetch ?? way),
    });
    return { alarms: notes.over(end), end };
  } catch (error) {
    if (error instanceof JournalError && error.check) {
      return { alarms: [{ by: id, code: error.check }], end: undefined };
    }
    if (served.signal.aborted || brought.signal?.aborted) return { alarms: [], end: undefined };
    throw error;
  }
}

/** Notes what a participant receives and says, and what it raises in the end. */
class Notes {
  readonly #world: World;
  readonly #id: ClientId;
  /** What it received, and has said nothing to. */
  #received: Message | undefined;

  constructor(world: World, id: ClientId) {
    this.#world = world;
    this.#id = id;
  }

  taking(next: Fetch): Fetch {
    return async (request, init) => {
      const sent = messageOf(init);
      if (sent) this.#did(clientDid({ kind: 'send', message: sent, last: false }));
      const answer = await next(request, init);
      if (/\/(invitation|messages\/\w+)$/.test(pathOf(request))) {
        this.#received = (await messageInAnswer(answer)) ?? this.#received;
      }
      return answer;
    };
  }

  over(end: Participated): readonly Alarm[] {
    switch (end.kind) {
      case 'abort':
        exhibitFinding({ ...this.#world, session: end.session ?? this.#world.session }, end);
        return [this.#raised(end)];
      case 'published':
        exhibitRecord(this.#world, end.record, end.report);
        return alarmsOf(end.report).map((raised) => ({ ...raised, by: this.#id }));
      case 'gone':
      case 'refused':
        return [];
    }
  }

  #raised(abort: Abort): Alarm {
    this.#did(raised(abort));
    return alarm(this.#id, abort);
  }

  #did(what: string): void {
    if (this.#received) note(this.#world.lab, this.#id, this.#received, what);
    this.#received = undefined;
  }
}
