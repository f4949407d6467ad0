import type { ClientPhase } from '../../messages/table.ts';
import type { Abort, Rejection } from '../../session/outcome.ts';
import type { ClientId } from '../../session/party.ts';
import { equalBytes } from '../../crypto/tupleHash.ts';
import { openEnvelope } from '../../wire/envelope.ts';
import { WireError } from '../../wire/errors.ts';
import type { Message } from '../../wire/transcript.ts';
import type { Outgoing } from '../context.ts';
import type { CoordinatorSession, CoordinatorStep } from '../coordinatorSession.ts';
import type { Published } from '../publish.ts';
import type { Examined, SubmissionOutcome } from '../submissions.ts';
import { Agreement } from './agreement.ts';

/** A message to a client in one of the sessions of a plan. */
export interface OutgoingPart extends Outgoing {
  /** The number of the part, from 0. */
  readonly part: number;
}

/** Outcome of closing a phase in all sessions. */
export type JointStep =
  | { readonly kind: 'send'; readonly messages: readonly OutgoingPart[] }
  /** What each session published, in the order of parts. */
  | { readonly kind: 'finish'; readonly results: readonly Published[] }
  | Abort;

/** A phase that is being closed. After a failure it is closed again, in the sessions that have not closed it yet. */
interface Closing {
  readonly phase: ClientPhase;
  readonly steps: Map<number, CoordinatorStep>;
  agreement: Agreement;
}

/**
 * The sessions of all parts of a vector, or the one session of a vector that is not in parts. Their phases are closed together, and
 * as Commit is closed, who is not in all parts is left out of all.
 */
export class JointSessions {
  readonly #sessions: readonly CoordinatorSession[];
  /** How many exclusions of each session are in `excluded`. */
  readonly #noted: number[];
  readonly #excluded: Rejection[] = [];
  #abort: Abort | undefined;
  #closing: Closing | undefined;
  #turn: Promise<unknown> = Promise.resolve();

  constructor(sessions: readonly CoordinatorSession[]) {
    this.#sessions = sessions;
    this.#noted = sessions.map(() => 0);
  }

  /** The phase that is open in all of them, or `ended`. */
  get phase(): ClientPhase | 'ended' {
    const { phase, steps } = this.#closing ?? {};
    const broken = this.#sessions.some((one, i) => one.phase === 'ended' && !steps?.has(i));
    return this.#abort || broken ? 'ended' : (phase ?? this.#sessions[0]!.phase);
  }

  /** The clients that were left out as phases were closed, see `CoordinatorSession.excluded`. */
  get excluded(): readonly Rejection[] {
    return this.#excluded;
  }

  /** The part whose session a message names; 0 for a message that names none of them, which that session rejects. */
  partOf({ envelope }: Pick<Message, 'envelope'>): number {
    if (this.#sessions.length === 1) return 0;
    try {
      const { session: named } = openEnvelope(envelope, envelope.length);
      const part = this.#sessions.findIndex(({ session }) => equalBytes(session.digest, named));
      return Math.max(0, part);
    } catch (error) {
      if (error instanceof WireError) return 0;
      throw error;
    }
  }

  /** As `CoordinatorSession.examine`. */
  examine(message: Message, from?: ClientId): Promise<Examined | Rejection> {
    return this.#sessionOf(message).examine(message, from);
  }

  /** As `CoordinatorSession.receive`. */
  receive(message: Message): Promise<SubmissionOutcome> {
    return this.#sessionOf(message).receive(message);
  }

  /** As `CoordinatorSession.receiveExamined`. */
  receiveExamined(message: Message, examined: Examined): Promise<SubmissionOutcome> {
    return this.#sessionOf(message).receiveExamined(message, examined);
  }

  /**
   * Closes the open phase in all sessions. If one of them ends in an abort, all do.
   *
   * @throws as `CoordinatorSession.close`; the phase can then be closed again, and sessions that have closed it are not asked twice
   */
  close(): Promise<JointStep> {
    const turn = this.#turn.then(() => this.#close());
    const done = (): void => undefined;
    this.#turn = turn.then(done, done);
    return turn;
  }

  #sessionOf(message: Message): CoordinatorSession {
    return this.#sessions[this.partOf(message)]!;
  }

  async #close(): Promise<JointStep> {
    if (this.#abort) return this.#abort;
    const { phase } = this;
    if (phase !== 'ended') {
      const agreement = new Agreement(this.#sessions.length);
      this.#closing ??= { phase, steps: new Map(), agreement };
      if (!this.#closing.agreement.reached) this.#closing.agreement = agreement;
    }
    const steps = await this.#closeAll(this.#closing);
    this.#closing = undefined;
    return this.#outcome(steps);
  }

  async #closeAll(closing: Closing | undefined): Promise<readonly CoordinatorStep[]> {
    const closings = this.#sessions.map((session, part) => async (): Promise<CoordinatorStep> => {
      const known = closing?.steps.get(part);
      if (known) return known;
      const step = await this.#closeOne(session, part, closing?.agreement);
      closing?.steps.set(part, step);
      return step;
    });
    if (closing?.phase === 'commit') {
      const settled = await Promise.allSettled(closings.map((close) => close()));
      return settled.map((one) => {
        if (one.status === 'rejected') throw one.reason;
        return one.value;
      });
    }
    // One after another: what closing a phase takes in memory, it takes for one part at a time.
    const steps: CoordinatorStep[] = [];
    for (const close of closings) {
      const step = await close();
      steps.push(step);
      if (step.kind === 'abort') break;
    }
    return steps;
  }

  async #closeOne(
    session: CoordinatorSession,
    part: number,
    agreement: Agreement | undefined,
  ): Promise<CoordinatorStep> {
    try {
      const step = await session.closeWith((staying) =>
        agreement ? agreement.report(part, staying) : Promise.resolve(staying),
      );
      agreement?.ended(part);
      return step;
    } catch (error) {
      agreement?.failed(error);
      throw error;
    } finally {
      this.#excluded.push(...session.excluded.slice(this.#noted[part]));
      this.#noted[part] = session.excluded.length;
    }
  }

  #outcome(steps: readonly CoordinatorStep[]): JointStep {
    const messages: OutgoingPart[] = [];
    const results: Published[] = [];
    for (const [part, step] of steps.entries()) {
      if (step.kind === 'abort') {
        this.#abort = step;
        return step;
      }
      if (step.kind === 'finish') results.push(step.result);
      else for (const outgoing of step.messages) messages.push({ part, ...outgoing });
    }
    return results.length > 0 ? { kind: 'finish', results } : { kind: 'send', messages };
  }
}
