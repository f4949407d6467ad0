import { type ClientPhase, isClientPhase, messageTypeOf } from '../messages/table.ts';
import { submittedEnvelope } from '../messages/submission.ts';
import { CheckFailure } from '../session/checks/enabledChecks.ts';
import {
  type Abort,
  type Advance,
  type Finish,
  orReject,
  type Rejection,
} from '../session/outcome.ts';
import { messageArgument } from '../session/partyArguments.ts';
import type { ClientId } from '../session/party.ts';
import type { Session } from '../session/session.ts';
import type { Envelope } from '../wire/envelope.ts';
import type { Message } from '../wire/transcript.ts';
import { advertiseReader, closeAdvertise } from './advertise.ts';
import { type Agree, closeCommit, commitReader } from './commit.ts';
import { closeConfirm, confirmReader } from './confirm.ts';
import type { CoordinatorContext, Outgoing } from './context.ts';
import type { Published } from './publish.ts';
import { closeShare, shareReader } from './share.ts';
import type { CollectingKeys, CoordinatorState } from './states.ts';
import {
  type Examined,
  intakeFor,
  type PhaseIntake,
  type SubmissionOutcome,
} from './submissions.ts';
import { closeUnmask, unmaskReader } from './unmask.ts';

const ENDED = {
  code: 'phase-bound',
  message: 'the session has ended; nothing is collected any more',
} as const;

/** Outcome of closing a phase. */
export type CoordinatorStep =
  /** The next phase is open. Send each message to its client. */
  { readonly kind: 'send'; readonly messages: readonly Outgoing[] } | Finish<Published> | Abort;

/**
 * The coordinator's side of one session. It collects the clients' messages of one phase in any
 * order, and goes on to the next phase when its host calls `close`: at a deadline, or earlier if
 * every client has sent its message.
 *
 * @example
 * ```ts
 * const step = await coordinator.close();
 * if (step.kind === 'send') for (const { message } of step.messages) await transport.send(message);
 * if (step.kind === 'finish') console.log(step.result.sum);
 * if (step.kind === 'abort') console.error(step.code, step.message);
 * ```
 */
export class CoordinatorSession {
  readonly session: Session;
  readonly #context: CoordinatorContext;
  #state: CoordinatorState | undefined;
  readonly #excluded: Rejection[] = [];
  #turn: Promise<unknown> = Promise.resolve();

  /**
   * Use `openSession`.
   *
   * @internal
   */
  constructor(context: CoordinatorContext, state: CollectingKeys) {
    this.session = context.session;
    this.#context = context;
    this.#state = state;
  }

  /** The phase that is open, or `ended`. */
  get phase(): ClientPhase | 'ended' {
    return this.#state?.phase ?? 'ended';
  }

  /**
   * The clients that were left out as phases were closed, each with what shows why: for a broken dealing or a bad box, for
   * a false accusation, for their proofs, or for a wrong answer. They count as dropped out from there on. Under `sparse` also those
   * that others who dropped out left with too few neighbours: such an entry names no culprit.
   */
  get excluded(): readonly Rejection[] {
    return this.#excluded;
  }

  /**
   * Submits one client message. Concurrent calls are processed one after the other, in the order of
   * the calls. A rejected message changes nothing.
   *
   * @param message - `envelope` and optional `attachment`, as received
   * @throws UsageError `wrong-input` if the argument is not a message of byte arrays
   */
  async receive(message: Message): Promise<SubmissionOutcome> {
    const read = messageArgument(message, 'message');
    return this.#inTurn(() => this.#receive(read));
  }

  /**
   * Authenticates a message before it is stored: checks that it belongs to the open phase, that its
   * sender signed it, and that the attachment is the one that was signed. Changes nothing;
   * `receiveExamined` accepts or rejects it.
   *
   * @internal
   * @param from - the client that delivered the message, if the transport knows
   */
  examine(message: Message, from?: ClientId): Promise<Examined | Rejection> {
    return this.#inTurn(() =>
      orReject(async () => {
        const [state, envelope] = this.#openFor(message);
        const examined = await intakeOf(state).examine(envelope, message.attachment, from);
        return { ...examined, state };
      }),
    );
  }

  /**
   * {@link receive} for an examined message. The checks of `examine` are not repeated unless the
   * phase was closed in the meantime.
   *
   * @internal
   */
  receiveExamined(message: Message, examined: Examined): Promise<SubmissionOutcome> {
    return this.#inTurn(() =>
      examined.state === this.#state ? examined.receive() : this.#receive(message),
    );
  }

  /**
   * Closes the open phase. With fewer than t accepted messages the session ends.
   *
   * @returns the messages that open the next phase, the published result after phase 4, or an abort
   * @throws the error of the range verifier if it fails for a reason other than a wrong proof; the
   *   phase can then be closed again
   */
  close(): Promise<CoordinatorStep> {
    return this.#inTurn(() => this.#close());
  }

  /**
   * {@link close} for one of several sessions that must include the same clients.
   *
   * @internal
   */
  closeWith(agree: Agree): Promise<CoordinatorStep> {
    return this.#inTurn(() => this.#close(agree));
  }

  #receive(message: Message): Promise<SubmissionOutcome> {
    return orReject(() => {
      const [state, envelope] = this.#openFor(message);
      return intakeOf(state).receive(envelope, message.attachment);
    });
  }

  /**
   * The open state and the message's envelope, if the message belongs to the open phase.
   *
   * @throws CheckFailure `phase-bound` or `well-formed`
   */
  #openFor(message: Message): readonly [CoordinatorState, Envelope] {
    const state = this.#state;
    if (!state) throw new CheckFailure(ENDED.code, ENDED);
    const { checks } = this.#context;
    const envelope = submittedEnvelope(this.#context, message);
    const type = messageTypeOf(envelope.type);
    if (type === undefined || !isClientPhase(type)) {
      throw new CheckFailure('phase-bound', {
        message: 'not one of the messages that clients send',
      });
    }
    checks.require('phase-bound', type === state.phase, () => ({
      message: `phase ${state.phase} is open, and this message is for ${type}`,
    }));
    return [state, envelope];
  }

  async #close(agree?: Agree): Promise<CoordinatorStep> {
    const state = this.#state;
    if (!state) return { kind: 'abort', ...ENDED };
    try {
      const outcome = await this.#closeOf(state, agree);
      this.#state = outcome.kind === 'advance' ? outcome.state : undefined;
      return outcome.kind === 'advance' ? { kind: 'send', messages: outcome.output } : outcome;
    } catch (error) {
      // An internal error. A state that was not spent can be closed again.
      if (state.spent) this.#state = undefined;
      throw error;
    }
  }

  async #closeOf(
    state: CoordinatorState,
    agree?: Agree,
  ): Promise<Advance<CoordinatorState, readonly Outgoing[]> | Finish<Published> | Abort> {
    switch (state.phase) {
      case 'advertise':
        return closeAdvertise(state);
      case 'share':
        return this.#noting(await closeShare(state));
      case 'commit':
        return this.#noting(await closeCommit(state, agree));
      case 'confirm':
        return closeConfirm(state);
      case 'unmask':
        return this.#noting(await closeUnmask(state));
    }
  }

  /** Notes who was left out. */
  #noting<Outcome>({
    outcome,
    excluded,
  }: {
    readonly outcome: Outcome;
    readonly excluded: readonly Rejection[];
  }): Outcome {
    this.#excluded.push(...excluded);
    return outcome;
  }

  #inTurn<T>(step: () => Promise<T>): Promise<T> {
    const turn = this.#turn.then(step);
    const done = (): void => undefined;
    // Without what the step gave: messages to all clients, which would stay in memory until the next step.
    this.#turn = turn.then(done, done);
    return turn;
  }
}

/** The intake of the phase that a state is in. */
function intakeOf(state: CoordinatorState): PhaseIntake {
  switch (state.phase) {
    case 'advertise':
      return intakeFor(advertiseReader(state.peek()));
    case 'share':
      return intakeFor(shareReader(state.peek()));
    case 'commit':
      return intakeFor(commitReader(state.peek()));
    case 'confirm':
      return intakeFor(confirmReader(state.peek()));
    case 'unmask':
      return intakeFor(unmaskReader(state.peek()));
  }
}
