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
import { closeCommit, commitReader } from './commit.ts';
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

/** The outcome of closing a phase. */
export type CoordinatorStep =
  /** The next phase is open; send these. */
  { readonly kind: 'send'; readonly messages: readonly Outgoing[] } | Finish<Published> | Abort;

/**
 * The coordinator of one session: takes clients' messages in any order, one phase at a time. The host closes a phase
 * when its deadline has passed, or earlier when nobody is missing.
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
  #excluded: readonly Rejection[] = [];
  #turn: Promise<unknown> = Promise.resolve();

  /** @internal Made by `openSession`. */
  constructor(context: CoordinatorContext, state: CollectingKeys) {
    this.session = context.session;
    this.#context = context;
    this.#state = state;
  }

  /** The phase whose messages are collected now. */
  get phase(): ClientPhase | 'ended' {
    return this.#state?.phase ?? 'ended';
  }

  /**
   * The clients that were left out for their proofs, each with what shows it: known once phase 2 is closed. They count as
   * dropped out from there on.
   */
  get excluded(): readonly Rejection[] {
    return this.#excluded;
  }

  /**
   * Takes one message; calls wait for one another. A refused message changes nothing.
   *
   * @throws UsageError `wrong-input` for what is no message: `{ envelope, attachment }` in bytes
   */
  async receive(message: Message): Promise<SubmissionOutcome> {
    const read = messageArgument(message, 'message');
    return this.#inTurn(() => this.#receive(read));
  }

  /**
   * @internal Authenticates one message, and tells what can be said before it is kept: whose it is, if it is one of the open phase,
   * comes from its sender, and was sent with what its signature covers. Nothing changes by it; `receiveExamined` decides.
   *
   * @param from - who brought it, if known
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

  /** @internal {@link receive} of a message that was examined: what was found is not looked for again, unless the phase has ended. */
  receiveExamined(message: Message, examined: Examined): Promise<SubmissionOutcome> {
    return this.#inTurn(() =>
      examined.state === this.#state ? examined.receive() : this.#receive(message),
    );
  }

  /** Ends the phase that is open. */
  close(): Promise<CoordinatorStep> {
    return this.#inTurn(() => this.#close());
  }

  #receive(message: Message): Promise<SubmissionOutcome> {
    return orReject(() => {
      const [state, envelope] = this.#openFor(message);
      return intakeOf(state).receive(envelope, message.attachment);
    });
  }

  /** The state that is open, if the message is one of its phase, and the message's envelope. @throws CheckFailure */
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

  async #close(): Promise<CoordinatorStep> {
    const state = this.#state;
    if (!state) return { kind: 'abort', ...ENDED };
    try {
      const outcome = await this.#closeOf(state);
      this.#state = outcome.kind === 'advance' ? outcome.state : undefined;
      return outcome.kind === 'advance' ? { kind: 'send', messages: outcome.output } : outcome;
    } catch (error) {
      // A fault inside: what was not used up can be closed again.
      if (state.spent) this.#state = undefined;
      throw error;
    }
  }

  async #closeOf(
    state: CoordinatorState,
  ): Promise<Advance<CoordinatorState, readonly Outgoing[]> | Finish<Published> | Abort> {
    switch (state.phase) {
      case 'advertise':
        return closeAdvertise(state);
      case 'share':
        return closeShare(state);
      case 'commit': {
        const { outcome, excluded } = await closeCommit(state);
        this.#excluded = excluded;
        return outcome;
      }
      case 'confirm':
        return closeConfirm(state);
      case 'unmask':
        return closeUnmask(state);
    }
  }

  #inTurn<T>(step: () => Promise<T>): Promise<T> {
    const turn = this.#turn.then(step);
    this.#turn = turn.catch(() => undefined);
    return turn;
  }
}

/** What takes the messages of a phase. */
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
