import {
  type Participated,
  takePartUnder,
  type TakePartOptions,
} from '../../net/participant/takePart.ts';
import { JournalError } from '../../net/participant/journal/journal.ts';
import { memoryLedger } from '../../session/ledger.ts';
import type { Abort } from '../../session/outcome.ts';
import type { ClientId } from '../../session/party.ts';
import type { Message } from '../../wire/transcript.ts';
import { alarm, type Alarm, alarmsOf } from './events.ts';
import { collectEvidence, collectRecordEvidence } from './evidence.ts';
import { NOW, type Served } from './service.ts';
import { clientDid, note, raised } from './trace.ts';
import { type Fetch, messageInAnswer, messageOf, pathOf, type Wire } from './wire.ts';
import { policyOf, randomOf, type Scenario } from './scenario.ts';

/** The address that participants use for the coordinator; nothing listens there. */
const SERVER = new URL('http://coordinator.invalid/');

/** Options of a participant that differ from those of the scenario. */
export type Visit = Partial<TakePartOptions> & {
  /** The network between the participant and the coordinator. */
  readonly wire?: Wire | undefined;
};

/**
 * The outcome of a participation: the checks that failed, and how it ended; without `end` if it was
 * stopped.
 */
export interface Visited {
  readonly alarms: readonly Alarm[];
  readonly end: Participated | undefined;
}

/**
 * Runs an honest participant over HTTP: the library's own code, with the test bed's checks. Unless
 * `visit` says otherwise, it asks for the scenario's task and round.
 */
export async function visit(
  scenario: Scenario,
  id: ClientId,
  served: Served,
  { wire, ...brought }: Visit = {},
): Promise<Visited> {
  const { testBed, roster, session, prover, checker } = scenario;
  const { task, round } = session.parameters;
  const notes = new Notes(scenario, id);
  const way = wire ? wire(served.fetch) : served.fetch;
  try {
    const end = await takePartUnder(testBed.checks, {
      server: SERVER,
      now: () => NOW,
      signal: served.signal,
      task,
      round,
      roster,
      identity: scenario.identities[id]!,
      policy: policyOf(scenario),
      ledger: memoryLedger(),
      random: randomOf(scenario, `client ${id}`),
      kernel: testBed.kernel,
      prover,
      checker,
      input: () => scenario.inputs[id]!,
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

/** Records what a participant receives and sends, and the check that fails in the end. */
class Notes {
  readonly #scenario: Scenario;
  readonly #id: ClientId;
  /** The last message received, until the participant has reacted to it. */
  #received: Message | undefined;

  constructor(scenario: Scenario, id: ClientId) {
    this.#scenario = scenario;
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
        collectEvidence({ ...this.#scenario, session: end.session ?? this.#scenario.session }, end);
        return [this.#raised(end)];
      case 'published':
        collectRecordEvidence(this.#scenario, end.record, end.report);
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
    if (this.#received) note(this.#scenario.testBed, this.#id, this.#received, what);
    this.#received = undefined;
  }
}
