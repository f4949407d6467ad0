import type { Abort, Advance, Rejection } from '../../session/outcome.ts';
import { planDigest } from '../../session/parts.ts';
import { equalBytes } from '../../crypto/tupleHash.ts';
import { partCount } from '../../session/plannedPart.ts';
import { encodeParts } from '../../messages/bundle.ts';
import { MAX_PARTS } from '../../session/limits.ts';
import { sessionArgument } from '../../session/partyArguments.ts';
import type { Session } from '../../session/session.ts';
import { listOf, strictObject } from '../../usage/arguments.ts';
import { UsageError } from '../../usage/usageError.ts';
import type { Message } from '../../wire/transcript.ts';
import type { CoordinatorSession } from '../coordinatorSession.ts';
import { coordinatorFields, openSession, type OpenOptions } from '../open.ts';
import type { Published } from '../publish.ts';
import type { SubmissionOutcome } from '../submissions.ts';
import { JointSessions, type OutgoingPart } from './jointSessions.ts';

/** Options of `openParts`. */
export interface OpenPartsOptions extends Omit<OpenOptions, 'session' | 'storedAttachments'> {
  /** The sessions of all parts, from `defineParts`. */
  readonly sessions: readonly Session[];
}

const openPartsArgument = strictObject<OpenPartsOptions>({
  ...coordinatorFields,
  sessions: listOf(sessionArgument, MAX_PARTS),
});

/** Outcome of closing a phase in all parts. */
export type CoordinatorPartsStep =
  | { readonly kind: 'send'; readonly messages: readonly OutgoingPart[] }
  /** The record is a file of all parts, and the sum that of the whole vector. */
  | { readonly kind: 'finish'; readonly result: Published }
  | Abort;

/**
 * Opens the sessions of a vector that is summed in parts.
 *
 * @returns the running sessions, and the invitations to send to every client, one for each part
 * @throws UsageError as `openSession`, and `wrong-input` if the sessions are not all parts of one plan, in their order
 *
 * @example
 * ```ts
 * const sessions = defineParts({
 *   roster,
 *   task: 'hours of a day',
 *   round: 1,
 *   nonce: random(32),
 *   ...chooseThresholds(roster.size, 1)!,
 *   length: 5,
 *   partLength: 2,
 *   bound: 1000,
 *   encoding: { kind: 'integer' },
 *   coordinatorKey: coordinatorIdentity.publicKey.bytes,
 * });
 * const { state, output } = openParts({ sessions, roster, identity: coordinatorIdentity, kernel });
 * // To everyone on the roster, all of them:
 * output.length; // 3
 * state.phase; // 'advertise'
 * ```
 */
export function openParts(
  options: OpenPartsOptions,
): Advance<CoordinatorParts, readonly Message[]> {
  const { sessions, ...others } = openPartsArgument(options, '');
  requirePlan(sessions);
  const opened = sessions.map((session) => openSession({ session, ...others }));
  return {
    kind: 'advance',
    state: new CoordinatorParts(opened.map(({ state }) => state)),
    output: opened.map(({ output }) => output),
  };
}

function requirePlan(sessions: readonly Session[]): void {
  const part = sessions[0]?.parameters.part;
  const whole =
    part !== undefined &&
    sessions.length === partCount(part) &&
    sessions.every(
      (session, i) =>
        session.parameters.part?.index === i &&
        equalBytes(planDigest(session), planDigest(sessions[0]!)),
    );
  if (whole) return;
  throw new UsageError(
    'wrong-input',
    'sessions: expected the sessions of all parts of one plan, in their order, from defineParts',
  );
}

/**
 * The coordinator of all sessions of a vector that is summed in parts. Its phases are closed together, and as Commit is closed,
 * who is not in all parts is left out of all.
 */
export class CoordinatorParts {
  readonly #sessions: readonly CoordinatorSession[];
  readonly #joint: JointSessions;

  /**
   * Use `openParts`.
   *
   * @internal
   */
  constructor(sessions: readonly CoordinatorSession[]) {
    this.#sessions = sessions;
    this.#joint = new JointSessions(sessions);
  }

  /** The phase that is open, or `ended`. */
  get phase(): CoordinatorSession['phase'] {
    return this.#joint.phase;
  }

  /** The clients that were left out as phases were closed, in any part, as `CoordinatorSession.excluded`. */
  get excluded(): readonly Rejection[] {
    return this.#joint.excluded;
  }

  /**
   * Submits one client message of one part, as `CoordinatorSession.receive`.
   *
   * @throws UsageError `wrong-input` if there is no such part, or the argument is not a message of byte arrays
   */
  async receive(part: number, message: Message): Promise<SubmissionOutcome> {
    const session = this.#sessions[part];
    if (session) return session.receive(message);
    throw new UsageError('wrong-input', `part: there are parts 0 to ${this.#sessions.length - 1}`);
  }

  /**
   * Closes the open phase in all parts. If one of their sessions ends in an abort, all do.
   *
   * @throws as `CoordinatorSession.close`; the phase can then be closed again
   */
  async close(): Promise<CoordinatorPartsStep> {
    const step = await this.#joint.close();
    return step.kind === 'finish' ? { kind: 'finish', result: joinedParts(step.results) } : step;
  }
}

/** What all parts published as one: the record is a file of all parts, and the sum that of the whole vector. */
export function joinedParts(parts: readonly Published[]): Published {
  const sum = new Float64Array(parts.reduce((length, part) => length + part.sum.length, 0));
  let at = 0;
  for (const part of parts) {
    sum.set(part.sum, at);
    at += part.sum.length;
  }
  const record = encodeParts(parts.map((part) => part.record));
  return { record, sum, included: parts[0]!.included };
}
