import {
  type Abort,
  type Advance,
  type Finish,
  orRefuse,
  type Refusal,
} from '../session/outcome.ts';
import { CheckFailure, type Defences, readingUnder } from '../session/defences.ts';
import { maxEnvelopeBytes } from '../session/messageSizes.ts';
import { messageArgument } from '../session/parties.ts';
import { CLIENT_PHASES, type ClientPhase } from '../session/parameters.ts';
import type { Session } from '../session/session.ts';
import { openEnvelope, PHASES } from '../wire/envelope.ts';
import { WireError } from '../wire/errors.ts';
import type { Message } from '../wire/message.ts';
import { closeAdvertise, receiveAdvertise } from './advertise.ts';
import { closeCommit, receiveCommit } from './commit.ts';
import { closeConfirm, receiveConfirm } from './confirm.ts';
import type { Outgoing } from './context.ts';
import type { Receipt } from './inbox.ts';
import type { Published } from './publish.ts';
import { closeShare, receiveShare } from './share.ts';
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

/** What comes of closing a phase. */
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
  readonly #defences: Defences;
  #state: State | undefined;
  #excluded: readonly Refusal[] = [];
  #turn: Promise<unknown> = Promise.resolve();

  /** @internal Made by `openSession`. */
  constructor(session: Session, state: CollectingKeys, defences: Defences) {
    this.session = session;
    this.#defences = defences;
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
  get excluded(): readonly Refusal[] {
    return this.#excluded;
  }

  /**
   * Takes one message; calls wait for one another. A refused message changes nothing.
   *
   * @throws HostError `wrong-input` for what is no message: `{ envelope, attachment }` in bytes
   */
  async receive(message: Message): Promise<Receipt> {
    const read = messageArgument(message, 'message');
    return this.#inTurn(() => this.#receive(read));
  }

  /** Ends the phase that is open. */
  close(): Promise<CoordinatorStep> {
    return this.#inTurn(() => this.#close());
  }

  async #receive(message: Message): Promise<Receipt> {
    const state = this.#state;
    if (!state) return { kind: 'refusal', ...ENDED };
    const refusal = await orRefuse(() => {
      demandOpen(this.session, this.#defences, state, message);
      return Promise.resolve(undefined);
    });
    if (refusal) return refusal;
    return receiveIn(state, message);
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
function demandOpen(session: Session, defences: Defences, state: State, message: Message): void {
  const kind = kindOf(message, maxEnvelopeBytes(session), defences);
  defences.demand('phase-bound', kind === state.phase, () => ({
    message: `phase ${state.phase} is open, and this message is for ${kind}`,
  }));
}

function kindOf(message: Message, maxBytes: number, defences: Defences): ClientPhase {
  try {
    const { phase } = openEnvelope(message.envelope, maxBytes, readingUnder(defences));
    const named = CLIENT_PHASES.find((name) => PHASES[name] === phase);
    if (named) return named;
    throw new CheckFailure('phase-bound', { message: 'not one of the messages that clients send' });
  } catch (error) {
    if (!(error instanceof WireError)) throw error;
    throw new CheckFailure('well-formed', { message: error.message });
  }
}

function receiveIn(state: State, message: Message): Promise<Receipt> {
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
