import {
  type Abort,
  type Advance,
  type Finish,
  orReject,
  type Rejection,
} from '../session/outcome.ts';
import { CheckFailure, type EnabledChecks, readingUnder } from '../session/checks/enabledChecks.ts';
import { maxEnvelopeBytes } from '../messages/sizes.ts';
import { messageArgument } from '../session/partyArguments.ts';
import { CLIENT_PHASES, type ClientPhase } from '../session/parameters.ts';
import type { ClientId } from '../session/party.ts';
import type { Session } from '../session/session.ts';
import type { Signed } from '../messages/signed.ts';
import { openEnvelope, MESSAGE_TYPES } from '../wire/envelope.ts';
import { WireError } from '../wire/errors.ts';
import type { Message } from '../wire/message.ts';
import { closeAdvertise, receiveAdvertise } from './advertise.ts';
import { closeCommit, coversPayload, receiveCommit } from './commit.ts';
import { closeConfirm, receiveConfirm } from './confirm.ts';
import type { Outgoing } from './context.ts';
import { examineFor, type SubmissionOutcome } from './submissions.ts';
import type { Published } from './publish.ts';
import { closeShare, coversLeaves, receiveShare } from './share.ts';
import { closeUnmask, receiveUnmask } from './unmask.ts';
import { excludeUnproven } from './unproven.ts';
import type {
  CollectingKeys,
  CollectingShares,
  CollectingCommitments,
  CollectingConfirmations,
  CollectingAnswers,
} from './states.ts';

type State =
  | CollectingKeys
  | CollectingShares
  | CollectingCommitments
  | CollectingConfirmations
  | CollectingAnswers;

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
  readonly #checks: EnabledChecks;
  #state: State | undefined;
  #excluded: readonly Rejection[] = [];
  #turn: Promise<unknown> = Promise.resolve();

  /** @internal Made by `openSession`. */
  constructor(session: Session, state: CollectingKeys, checks: EnabledChecks) {
    this.session = session;
    this.#checks = checks;
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
   * @internal Checks a message before it is stored: who sent it, whether it belongs to the open
   * phase, comes from its sender, and has the attachment that its signature covers. This changes
   * nothing; `receive` decides.
   *
   * @param from - who brought it, if known
   */
  examine(message: Message, from?: ClientId): Promise<Signed | Rejection> {
    return this.#inTurn(() => this.#examine(message, from));
  }

  /** Ends the phase that is open. */
  close(): Promise<CoordinatorStep> {
    return this.#inTurn(() => this.#close());
  }

  async #receive(message: Message): Promise<SubmissionOutcome> {
    const state = await this.#openFor(message);
    return state.kind === 'rejection' ? state : receiveIn(state.state, message);
  }

  async #examine(message: Message, from: ClientId | undefined): Promise<Signed | Rejection> {
    const state = await this.#openFor(message);
    return state.kind === 'rejection' ? state : examineIn(state.state, message, from);
  }

  /** The state that is open, if the message is one of its phase. */
  #openFor(
    message: Message,
  ): Promise<{ readonly kind: 'open'; readonly state: State } | Rejection> {
    return orReject(() => {
      const state = this.#state;
      if (!state) throw new CheckFailure(ENDED.code, ENDED);
      requireOpen(this.session, this.#checks, state, message);
      return Promise.resolve({ kind: 'open', state });
    });
  }

  async #close(): Promise<CoordinatorStep> {
    const state = this.#state;
    if (!state) return { kind: 'abort', ...ENDED };
    // Before the state is used up, so that a checker that fails inside loses nothing.
    if (state.phase === 'commit') this.#excluded = await excludeUnproven(state);
    this.#state = undefined;
    const outcome = await closeOf(state);
    if (outcome.kind !== 'advance') return outcome;
    this.#state = outcome.state;
    return { kind: 'send', messages: outcome.output };
  }

  #inTurn<T>(step: () => Promise<T>): Promise<T> {
    const turn = this.#turn.then(step);
    this.#turn = turn.catch(() => undefined);
    return turn;
  }
}

/** Demands that a message is one of the phase that is open. */
function requireOpen(
  session: Session,
  checks: EnabledChecks,
  state: State,
  message: Message,
): void {
  const kind = kindOf(message, maxEnvelopeBytes(session), checks);
  checks.require('phase-bound', kind === state.phase, () => ({
    message: `phase ${state.phase} is open, and this message is for ${kind}`,
  }));
}

function kindOf(message: Message, maxBytes: number, checks: EnabledChecks): ClientPhase {
  try {
    const { type } = openEnvelope(message.envelope, maxBytes, readingUnder(checks));
    const named = CLIENT_PHASES.find((name) => MESSAGE_TYPES[name] === type);
    if (named) return named;
    throw new CheckFailure('phase-bound', { message: 'not one of the messages that clients send' });
  } catch (error) {
    if (!(error instanceof WireError)) throw error;
    throw new CheckFailure('well-formed', { message: error.message });
  }
}

function receiveIn(state: State, message: Message): Promise<SubmissionOutcome> {
  switch (state.phase) {
    case 'advertise':
      return receiveAdvertise(state, message);
    case 'share':
      return receiveShare(state, message);
    case 'commit':
      return receiveCommit(state, message);
    case 'confirm':
      return receiveConfirm(state, message);
    case 'unmask':
      return receiveUnmask(state, message);
  }
}

function examineIn(
  state: State,
  message: Message,
  from: ClientId | undefined,
): Promise<Signed | Rejection> {
  const { context } = state.peek();
  const none = (_: Signed, attachment: Uint8Array): boolean => attachment.length === 0;
  switch (state.phase) {
    case 'advertise':
      return examineFor(context, state.peek().advertised, 'advertise', message, from, none);
    case 'share': {
      const contents = state.peek();
      return examineFor(context, contents.shared, 'share', message, from, (signed, attachment) =>
        coversLeaves(contents, signed, attachment),
      );
    }
    case 'commit': {
      const contents = state.peek();
      return examineFor(
        context,
        contents.committed,
        'commit',
        message,
        from,
        (signed, attachment) => coversPayload(contents, signed, attachment),
      );
    }
    case 'confirm':
      return examineFor(context, state.peek().confirmed, 'confirm', message, from, none);
    case 'unmask':
      return examineFor(context, state.peek().answers, 'unmask', message, from, none);
  }
}

function closeOf(
  state: State,
): Promise<Advance<State, readonly Outgoing[]> | Finish<Published> | Abort> {
  switch (state.phase) {
    case 'advertise':
      return closeAdvertise(state);
    case 'share':
      return closeShare(state);
    case 'commit':
      return closeCommit(state);
    case 'confirm':
      return closeConfirm(state);
    case 'unmask':
      return closeUnmask(state);
  }
}
