import {
  BROADCAST_TYPES,
  type BroadcastType,
  CLIENT_PHASES,
  type ClientPhase,
  maxAttachmentBytes,
} from '../../messages/table.ts';
import type { Outgoing } from '../../coordinator/context.ts';
import type { JointStep, OutgoingPart } from '../../coordinator/parts/jointSessions.ts';
import { joinedParts } from '../../coordinator/parts/coordinatorParts.ts';
import type { SubmissionOutcome } from '../../coordinator/submissions.ts';

import type { Rejection } from '../../session/outcome.ts';

import type { ClientId } from '../../session/party.ts';
import type { Roster } from '../../session/roster.ts';
import type { Session } from '../../session/session.ts';
import { envelopeDigest } from '../../wire/envelope.ts';
import type { Message } from '../../wire/transcript.ts';
import type { EndEvent } from './event.ts';
import {
  type CodedFinding,
  MOST_REJECTIONS,
  type PhaseCount,
  type SessionSummary,
} from './sessionSummary.ts';

/** How a session ended. */
export type SessionEnd =
  | { readonly kind: 'published'; readonly record: Uint8Array }
  | (CodedFinding & { readonly kind: 'aborted' });

/**
 * The state of a session so far, for queries: its open phase, the clients that have not answered,
 * the messages to clients, and the end. It only records what the session decides.
 */
export class SessionView {
  /** Counts of the phases opened so far, the open one last. */
  phases: PhaseCount[] = [];
  /** The first 200 rejections. */
  readonly rejections: Rejection[] = [];
  /** Number of all rejections. */
  rejectedMessages = 0;
  readonly #session: Session;
  /** The invitations to all parts, in their order, which are the same for every client. */
  readonly invitations: readonly Message[];
  /** The messages of each phase, by part and client. */
  readonly #outbox = new Map<BroadcastType, readonly ReadonlyMap<ClientId, Outgoing>[]>();
  readonly #accepted = new Map<string, ClientId>();
  /** Clients that have not answered in the open phase, each with the number of parts in which it has not. */
  #missing: Map<ClientId, number>;
  #end: SessionEnd | undefined;
  #listeners = new Set<() => void>();

  /** @param session - Of the first part, or of the whole vector; no other part has larger messages. */
  constructor(session: Session, roster: Roster, invitations: readonly Message[], openedAt: number) {
    this.#session = session;
    this.invitations = invitations;
    this.#missing = new Map(roster.entries.map((_, id) => [id as ClientId, invitations.length]));
    this.#begin(0, openedAt);
  }

  /** The open phase, or `ended`. */
  get phase(): ClientPhase | 'ended' {
    return this.#end ? 'ended' : this.#open.phase;
  }

  /** When the open phase ends, in milliseconds since 1970; `undefined` if it has no deadline. */
  get deadline(): number | undefined {
    const { phase, openedAt } = this.#open;
    const milliseconds = this.#session.parameters.deadlines[CLIENT_PHASES.indexOf(phase)]!;
    return milliseconds === 0 ? undefined : openedAt + milliseconds;
  }

  /** When the session was opened, in milliseconds since 1970. */
  get openedAt(): number {
    return this.phases[0]!.openedAt;
  }

  /** How the session ended; `undefined` while it runs. */
  get end(): SessionEnd | undefined {
    return this.#end;
  }

  /** The number of parts that the vector is summed in; 1 if it is not in parts. */
  get parts(): number {
    return this.invitations.length;
  }

  /** Clients that have not answered in the open phase, in all parts. */
  get missing(): readonly ClientId[] {
    return [...this.#missing.keys()];
  }

  /** Limit on an attachment in the open phase, in bytes; 0 after the end. */
  get maxAttachmentBytes(): number {
    const { phase } = this;
    return phase === 'ended' ? 0 : maxAttachmentBytes(this.#session, phase);
  }

  /**
   * The client whose envelope this is, if it was accepted, in any phase. A client may ask again
   * because it did not learn that its message was accepted.
   */
  acceptedFrom(envelope: Uint8Array): ClientId | undefined {
    return this.#accepted.get(keyOf(envelope));
  }

  /** The client whose accepted envelope has this digest, if there is one. */
  acceptedAs(digest: Uint8Array): ClientId | undefined {
    return this.#accepted.get(keyOfDigest(digest));
  }

  /**
   * The coordinator's message of a phase to a client in a part; `undefined` if it does not exist yet,
   * or the client has dropped out.
   */
  messageFor(client: ClientId, phase: BroadcastType, part = 0): Outgoing | undefined {
    return phase === 'invitation'
      ? { to: client, message: this.invitations[part]! }
      : this.#outbox.get(phase)?.[part]?.get(client);
  }

  /**
   * Whether the messages of a phase exist. A client without one dropped out in an earlier phase.
   */
  hasSent(phase: BroadcastType): boolean {
    return phase === 'invitation' || this.#outbox.has(phase);
  }

  /**
   * Resolves when the messages of the next phase exist or the session ends, or when the signal
   * aborts. A message from a client does not resolve it.
   */
  changed(signal: AbortSignal): Promise<void> {
    return new Promise((resolve) => {
      const done = (): void => {
        this.#listeners.delete(done);
        signal.removeEventListener('abort', done);
        resolve();
      };
      this.#listeners.add(done);
      signal.addEventListener('abort', done);
      if (signal.aborted) done();
    });
  }

  /** @internal A message was accepted or rejected. */
  received(receipt: SubmissionOutcome, envelope: Uint8Array, bytes: number): void {
    if (receipt.kind === 'rejection') {
      this.#reject(receipt);
    } else if (receipt.kind === 'accepted') {
      const { client } = receipt;
      const count = this.#open;
      count.bytes += bytes;
      this.#accepted.set(keyOf(envelope), client);
      const left = (this.#missing.get(client) ?? 1) - 1;
      if (left > 0) {
        this.#missing.set(client, left);
        return;
      }
      count.accepted += 1;
      this.#missing.delete(client);
    }
  }

  /** @internal A client whose message had been accepted was excluded when the phase was closed. */
  excluded(rejection: Rejection): void {
    this.#reject(rejection);
  }

  /** @internal A phase was closed, and the next one opened. */
  advanced(messages: readonly OutgoingPart[], at: number): void {
    const { phase } = this.#open;
    const next = CLIENT_PHASES.indexOf(phase) + 1;
    const outgoing = this.invitations.map(() => new Map<ClientId, Outgoing>());
    this.#missing = new Map();
    for (const one of messages) {
      outgoing[one.part]!.set(one.to, one);
      this.#missing.set(one.to, (this.#missing.get(one.to) ?? 0) + 1);
    }
    this.#outbox.set(BROADCAST_TYPES[next]!, outgoing);
    this.#open.closedAt = at;
    this.#begin(next, at);
    this.#tell();
  }

  /** @internal The event for the end that the coordinator's last step has produced. */
  endOf(step: Exclude<JointStep, { kind: 'send' }>, at: number): EndEvent {
    const summary = this.summary(at);
    if (step.kind === 'finish') {
      const { results } = step;
      const { record } = this.parts === 1 ? results[0]! : joinedParts(results);
      return { kind: 'published', at, record, summary };
    }
    const { code, message, culprit, evidence, attachment } = step;
    const finding = { code, message, culprit, evidence, attachment };
    return { kind: 'aborted', at, finding, summary };
  }

  /** @internal The summary for an end at this time. */
  summary(at: number): SessionSummary {
    const accepted = [...this.#accepted].map(([key, client]) => ({
      digest: Uint8Array.from(key, (unit) => unit.charCodeAt(0)),
      client,
    }));
    const phases = this.phases.map((count) => ({ closedAt: at, ...count }));
    return {
      phases,
      rejectedMessages: this.rejectedMessages,
      rejections: this.rejections,
      accepted,
    };
  }

  /**
   * @internal An end was stored. What it says replaces what this process has counted, so that every
   *   process gives the same answers.
   */
  ended(event: EndEvent): void {
    const { phases, rejectedMessages, rejections, accepted } = event.summary;
    this.phases = phases.map((count) => ({ ...count }));
    this.rejectedMessages = rejectedMessages;
    this.rejections.splice(0, this.rejections.length, ...rejections);
    for (const { digest, client } of accepted) this.#accepted.set(keyOfDigest(digest), client);
    this.#missing.clear();
    this.#end =
      event.kind === 'published'
        ? { kind: 'published', record: event.record }
        : { kind: 'aborted', ...event.finding };
    this.#tell();
  }

  /** The phase that is open, or was open last. */
  get #open(): PhaseCount {
    return this.phases[this.phases.length - 1]!;
  }

  #begin(index: number, openedAt: number): void {
    this.phases.push({ phase: CLIENT_PHASES[index]!, openedAt, accepted: 0, bytes: 0 });
  }

  #reject(rejection: Rejection): void {
    this.rejectedMessages += 1;
    if (this.rejections.length < MOST_REJECTIONS) this.rejections.push(rejection);
  }

  /** Resolves all calls of `changed`. */
  #tell(): void {
    const listeners = this.#listeners;
    this.#listeners = new Set();
    for (const listener of listeners) listener();
  }
}

function keyOf(envelope: Uint8Array): string {
  return keyOfDigest(envelopeDigest(envelope));
}

function keyOfDigest(digest: Uint8Array): string {
  return String.fromCharCode(...digest);
}
