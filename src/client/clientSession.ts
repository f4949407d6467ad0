import { equalBytes } from '../crypto/tupleHash.ts';
import { authenticateBroadcast, type Broadcast } from '../messages/broadcast.ts';
import type { BroadcastType } from '../messages/table.ts';
import { type Abort, orReject, type Rejection } from '../session/outcome.ts';
import { messageArgument } from '../session/partyArguments.ts';
import { readOnce } from '../session/reading.ts';
import type { Session } from '../session/session.ts';
import type { Message } from '../wire/transcript.ts';
import { commit } from './commit.ts';
import { confirm } from './confirm.ts';
import type { ClientContext } from './context.ts';
import { share } from './share.ts';
import { type Advertised, type ClientState, wipeSecrets } from './states.ts';
import { unmask } from './unmask.ts';

/** Outcome of receiving a coordinator message. */
export type ClientStep =
  /** Send this message. `last` is true if the client's part in the session ends with it. */
  | { readonly kind: 'send'; readonly message: Message; readonly last: boolean }
  /**
   * Not a valid message of this session's coordinator, or not yet due. Nothing changed; keep
   * waiting.
   */
  | Rejection
  /** The session is over for this client, and its secrets are wiped. */
  | Abort;

/** A coordinator message and the answer to it, kept so that a duplicate gets the same bytes. */
interface Answered {
  readonly received: Message;
  readonly sent: Message;
}

/** The broadcast that each state waits for. */
const AWAITED = {
  advertised: 'advertised',
  shared: 'shared',
  committed: 'included',
  confirmed: 'unmasking',
} as const satisfies Record<ClientState['phase'], BroadcastType>;

/**
 * One client's side of a session. Feed it the coordinator's messages as they arrive, in any order
 * and any number of times; it runs the phases and returns what to send.
 *
 * A duplicate gets the same bytes again. A second, different message for a phase that was already
 * answered ends the session: only a coordinator that equivocates can have signed it.
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
  /** States that have answered; kept only while `one-shot` is off. */
  readonly #earlier = new Map<BroadcastType, ClientState>();
  #state: ClientState | undefined;
  #abort: Abort | undefined;
  #turn: Promise<unknown> = Promise.resolve();

  /**
   * Use `joinSession`.
   *
   * @internal
   */
  constructor(context: ClientContext, state: Advertised, invitation: Message, sent: Message) {
    this.session = context.session;
    this.#context = context;
    this.#state = state;
    this.#answered.set('invitation', { received: invitation, sent });
  }

  /**
   * The state of this client: `advertised`, `shared`, `committed` or `confirmed` (the last message
   * it sent), `finished` or `aborted`.
   */
  get phase(): ClientState['phase'] | 'finished' | 'aborted' {
    return this.#abort ? 'aborted' : (this.#state?.phase ?? 'finished');
  }

  /**
   * The Commit envelope that this client sent, or `undefined` before phase 2. Pass it to
   * `verifyAggregate` to find this client's input in the record.
   */
  get receipt(): Uint8Array | undefined {
    return this.#answered.get('shared')?.sent.envelope;
  }

  /**
   * Processes one coordinator message. Concurrent calls are processed one after the other, in the
   * order of the calls.
   *
   * @param message - `envelope` and optional `attachment`, as received
   * @returns the message to send, a rejection, or an abort; once aborted, always the same abort
   * @throws UsageError `wrong-input` if the argument is not a message of byte arrays
   */
  async receive(message: Message): Promise<ClientStep> {
    const read = messageArgument(message, 'message');
    const step = this.#turn.then(() => this.#receive(read));
    this.#turn = step.catch(() => undefined);
    return step;
  }

  /**
   * Ends this client's part in the session, and wipes its secrets.
   *
   * @internal
   */
  end(abort: Abort): void {
    if (!this.#abort) this.#end(abort);
  }

  async #receive(message: Message): Promise<ClientStep> {
    if (this.#abort) return this.#abort;
    const { envelope, attachment = new Uint8Array(0) } = message;
    const authentic = await orReject(() =>
      readOnce(this.#context, envelope, 'envelope', () =>
        authenticateBroadcast(this.#context, { envelope }),
      ),
    );
    if ('kind' in authentic) return authentic;
    const broadcast = { ...authentic, attachment };
    const { type } = broadcast;
    const before = this.#answered.get(type);
    if (before) {
      // The attachment is not signed: a different one with the same envelope does not change the
      // answer.
      if (equalBytes(before.received.envelope, message.envelope))
        return { kind: 'send', message: before.sent, last: !this.#state };
      if (this.#context.checks.isOn('one-shot')) return this.#end(secondQuestion(before, message));
      const earlier = this.#earlier.get(type);
      if (earlier && !this.#awaiting(type)) return this.#advance(earlier, broadcast, message);
    }
    const state = this.#awaiting(type);
    if (!state) {
      // The network may reorder messages: the expected one can still arrive, and nobody is to
      // blame.
      return {
        kind: 'rejection',
        code: 'transcript',
        message: `${type} came while this client is in phase ${this.phase}; send it again after the message that it follows`,
      };
    }
    return this.#advance(state, broadcast, message);
  }

  /** The current state, if it waits for this type of message. */
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

/** Wipes the secrets in a state and marks it spent. */
function discard(state: ClientState): void {
  const contents = state.take();
  if ('input' in contents) wipeSecrets(contents);
}

/**
 * Evidence against the coordinator is its signed messages: the last one and those that it follows, with those of clients that
 * contradict them.
 */
function withEvidence(abort: Abort, before: readonly Uint8Array[], { envelope }: Message): Abort {
  const { culprit, evidence = [] } = abort;
  return culprit === 'coordinator'
    ? { ...abort, evidence: [...before, envelope, ...evidence] }
    : abort;
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
