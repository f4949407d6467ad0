import { equalBytes } from '../crypto/tupleHash.ts';
import { authenticateBroadcast, type Broadcast } from '../messages/broadcast.ts';
import type { BroadcastType } from '../messages/table.ts';
import { type Abort, orReject, type Rejection } from '../session/outcome.ts';
import { messageArgument } from '../session/partyArguments.ts';
import type { Session } from '../session/session.ts';
import type { Message } from '../wire/transcript.ts';
import { commit } from './commit.ts';
import { confirm } from './confirm.ts';
import type { ClientContext } from './context.ts';
import { share } from './share.ts';
import { type Advertised, type ClientState, wipeSecrets } from './states.ts';
import { unmask } from './unmask.ts';

/** The outcome of a message that a client receives. */
export type ClientStep =
  /** Send this. `last` says that the client's part ends with it. */
  | { readonly kind: 'send'; readonly message: Message; readonly last: boolean }
  /** Not a message of this session's coordinator: nothing happened, the right one may still come. */
  | Rejection
  /** The session is over for this client; its secrets are gone. */
  | Abort;

/** A message that was answered, so that the very same one gets the very same answer. */
interface Answered {
  readonly received: Message;
  readonly sent: Message;
}

/** The coordinator's message that each state waits for. */
const AWAITED = {
  advertised: 'advertised',
  shared: 'shared',
  committed: 'included',
  confirmed: 'unmasking',
} as const satisfies Record<ClientState['phase'], BroadcastType>;

/**
 * A client in one session: takes the coordinator's messages in whatever way the network brings them, and drives the
 * phases. Duplicates get the same bytes again; a second, different message for a slot that was answered ends the
 * session, as only an equivocating coordinator can sign it.
 *
 * @example
 * ```ts
 * const step = await client.receive(message);
 * if (step.kind === 'send') await transport.send(step.message);
 * if (step.kind === 'abort') console.error(step.code, step.message);
 * ```
 */
export class ClientSession {
  readonly session: Session;
  readonly #context: ClientContext;
  readonly #answered = new Map<BroadcastType, Answered>();
  /** The states that answered; kept only with `one-shot` off. */
  readonly #earlier = new Map<BroadcastType, ClientState>();
  #state: ClientState | undefined;
  #abort: Abort | undefined;
  #turn: Promise<unknown> = Promise.resolve();

  /** @internal Made by `joinSession`. */
  constructor(context: ClientContext, state: Advertised, invitation: Message, sent: Message) {
    this.session = context.session;
    this.#context = context;
    this.#state = state;
    this.#answered.set('invitation', { received: invitation, sent });
  }

  /** The phase that this client is in: which message it waits for, `finished` or `aborted`. */
  get phase(): ClientState['phase'] | 'finished' | 'aborted' {
    return this.#abort ? 'aborted' : (this.#state?.phase ?? 'finished');
  }

  /** The Commit envelope that this client sent, once it has: what `verifyAggregate` finds it again by. */
  get receipt(): Uint8Array | undefined {
    return this.#answered.get('shared')?.sent.envelope;
  }

  /**
   * Takes one message; calls wait for one another.
   *
   * @throws UsageError `wrong-input` for what is no message: `{ envelope, attachment }` in bytes
   */
  async receive(message: Message): Promise<ClientStep> {
    const read = messageArgument(message, 'message');
    const step = this.#turn.then(() => this.#receive(read));
    this.#turn = step.catch(() => undefined);
    return step;
  }

  async #receive(message: Message): Promise<ClientStep> {
    if (this.#abort) return this.#abort;
    const broadcast = await orReject(() => authenticateBroadcast(this.#context, message));
    if ('kind' in broadcast) return broadcast;
    const { type } = broadcast;
    const before = this.#answered.get(type);
    if (before) {
      // An attachment is not signed, and nothing that is sent with the envelope changes an answer that was given.
      if (equalBytes(before.received.envelope, message.envelope))
        return { kind: 'send', message: before.sent, last: !this.#state };
      if (this.#context.checks.isOn('one-shot')) return this.#end(secondQuestion(before, message));
      const earlier = this.#earlier.get(type);
      if (earlier && !this.#awaiting(type)) return this.#advance(earlier, broadcast, message);
    }
    const state = this.#awaiting(type);
    if (!state) {
      // The network may have brought it before its turn: the right one can still come, and nobody is to blame.
      return {
        kind: 'rejection',
        code: 'transcript',
        message: `${type} came while this client is in phase ${this.phase}; send it again after the message that it follows`,
      };
    }
    return this.#advance(state, broadcast, message);
  }

  /** The state that this client is in, where it waits for this message. */
  #awaiting(type: BroadcastType): ClientState | undefined {
    const state = this.#state;
    return state && AWAITED[state.phase] === type ? state : undefined;
  }

  async #advance(state: ClientState, broadcast: Broadcast, message: Message): Promise<ClientStep> {
    const { type } = broadcast;
    this.#state = undefined;
    if (!this.#context.checks.isOn('one-shot')) this.#earlier.set(type, state);
    const outcome = await this.#transition(state, broadcast).catch((error: unknown) => {
      this.#abort = {
        kind: 'abort',
        code: 'one-shot',
        message: 'a transition failed inside; its state is gone',
      };
      throw error;
    });
    if (outcome.kind === 'abort') {
      const before = [...this.#answered.values()].map(({ received }) => received.envelope);
      return this.#end(withEvidence(outcome, before, message));
    }
    const [sent, next] =
      outcome.kind === 'finish' ? [outcome.result] : [outcome.output, outcome.state];
    this.#state = next;
    this.#answered.set(type, { received: message, sent });
    return { kind: 'send', message: sent, last: !next };
  }

  #transition(
    state: ClientState,
    broadcast: Broadcast,
  ): ReturnType<typeof share | typeof commit | typeof confirm | typeof unmask> {
    switch (state.phase) {
      case 'advertised':
        return share(state, broadcast);
      case 'shared':
        return commit(state, broadcast);
      case 'committed':
        return confirm(state, broadcast);
      case 'confirmed':
        return unmask(state, broadcast);
    }
  }

  #end(abort: Abort): Abort {
    if (this.#state) discard(this.#state);
    this.#state = undefined;
    this.#abort = abort;
    return abort;
  }
}

/** Wipes what a state holds, and leaves it spent. */
function discard(state: ClientState): void {
  const contents = state.take();
  if ('input' in contents) wipeSecrets(contents);
}

/** What the coordinator is blamed for, it signed: in its last message, or in what that follows on. */
function withEvidence(abort: Abort, before: readonly Uint8Array[], { envelope }: Message): Abort {
  return abort.culprit === 'coordinator' ? { ...abort, evidence: [...before, envelope] } : abort;
}

function secondQuestion(before: Answered, message: Message): Abort {
  return {
    kind: 'abort',
    code: 'one-shot',
    message: 'the coordinator sent a second, different message for a phase that was answered',
    culprit: 'coordinator',
    evidence: [before.received.envelope, message.envelope],
  };
}
