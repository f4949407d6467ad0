import {
  BROADCAST_TYPES,
  type BroadcastType,
  CLIENT_PHASES,
  type ClientPhase,
} from '../../messages/table.ts';
import type { SearchStatus } from '../participant/findSession.ts';
import { type Contact, networkFailure } from '../participant/unreachable.ts';
import type { WorkEvent } from './work.ts';

/**
 * What a request is waiting for, so that a request that is given up can say why nothing came of it.
 * Failed attempts to reach the coordinator are repeated without a word: the last one counts until an
 * attempt succeeds.
 */
export class Waiting {
  /** As the participant's, and noted. */
  readonly fetch: typeof globalThis.fetch;
  #server: URL;
  readonly #contact: Contact = { reached: false, failures: 0 };
  #failure: string | undefined;
  #event: WorkEvent | undefined;

  constructor(server: URL, fetch: typeof globalThis.fetch) {
    this.#server = server;
    this.fetch = async (request, init) => {
      try {
        const answer = await fetch(request, init);
        this.#contact.reached = true;
        this.#failure = answer.status >= 500 ? `${server.origin}: ${answer.status}` : undefined;
        return answer;
      } catch (error) {
        if (init?.signal?.aborted !== true) this.#note(error);
        throw error;
      }
    };
  }

  /** Notes an event. */
  tell(event: WorkEvent): void {
    this.#event = event;
  }

  /** What was waited for, as part of a sentence; `undefined` if nothing was. */
  get reason(): string | undefined {
    return this.#failure ?? (this.#event && reasonIn(this.#event));
  }

  #note(error: unknown): void {
    this.#failure = networkFailure(this.#server, error, this.#contact, false).message;
    this.#contact.failures += 1;
  }
}

function reasonIn(event: WorkEvent): string | undefined {
  switch (event.event) {
    case 'search':
      return searching(event.status);
    case 'phase':
      return `phase ${phaseBefore(event.phase)} is not over: the coordinator waits for other participants`;
    case 'progress':
      return 'the computation takes longer';
    case 'claim':
    case 'given-up':
      return undefined;
  }
}

function searching(status: SearchStatus): string {
  switch (status.kind) {
    case 'no-task': {
      const known = status.tasks.slice(0, 10).map((task) => JSON.stringify(task));
      return known.length === 0
        ? 'the coordinator has no session yet'
        : `the coordinator has no session of this task; its tasks are ${known.join(', ')}`;
    }
    case 'no-round':
      return 'the coordinator has not opened this round yet';
    case 'no-open-round':
      return `round ${status.round} (${status.state}) cannot be joined any more, and no later round is open`;
  }
}

/** The phase after which the coordinator sends a message, or the record. */
function phaseBefore(type: BroadcastType | 'record'): ClientPhase {
  const phases = type === 'record' ? CLIENT_PHASES.length : BROADCAST_TYPES.indexOf(type);
  return CLIENT_PHASES[phases - 1]!;
}
