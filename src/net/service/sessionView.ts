import type { Outgoing } from '../../coordinator/context.ts';
import type { Receipt } from '../../coordinator/inbox.ts';
import { maxAttachmentBytes } from '../../session/messageSizes.ts';
import type { Refusal } from '../../session/outcome.ts';
import { CLIENT_PHASES, type ClientPhase } from '../../session/parameters.ts';
import type { ClientId } from '../../session/party.ts';
import type { Roster } from '../../session/roster.ts';
import type { Session } from '../../session/session.ts';
import { envelopeDigest } from '../../wire/envelope.ts';
import type { Message } from '../../wire/message.ts';
import type { EndEvent } from './event.ts';
import {
  type CodedFinding,
  MOST_REFUSALS,
  type PhaseCount,
  type SessionSummary,
} from './sessionSummary.ts';

/** How a session ended. */
export type SessionEnd =
  | { readonly kind: 'published'; readonly record: Uint8Array }
  | (CodedFinding & { readonly kind: 'aborted' });

/** The coordinator's messages to clients. */
export const COORDINATOR_PHASES = [
  'invitation',
  'advertised',
  'shared',
  'included',
  'unmasking',
] as const;

/** A message of the coordinator to clients: the one that opens a phase, in the order of the phases. */
export type CoordinatorPhase = (typeof COORDINATOR_PHASES)[number];

/**
 * What has come of a session so far, for whoever asks: its phase, whom it waits for, the messages that wait for clients, and
 * its end. It only follows; nothing here decides.
 */
export class SessionView {
  phases: PhaseCount[] = [];
  readonly refusals: Refusal[] = [];
  refusedMessages = 0;
  readonly #session: Session;
  /** What invites everyone on the roster. */
  readonly invitation: Message;
  readonly #outbox = new Map<CoordinatorPhase, ReadonlyMap<ClientId, Message>>();
  readonly #accepted = new Map<string, ClientId>();
  /** Whom the open phase still waits for. */
  #missing: Set<ClientId>;
  #end: SessionEnd | undefined;
  #listeners = new Set<() => void>();

  constructor(session: Session, roster: Roster, invitation: Message, openedAt: number) {
    this.#session = session;
    this.invitation = invitation;
    this.#missing = new Set(roster.entries.map((_, id) => id as ClientId));
    this.#begin(0, openedAt);
  }

  /** The phase whose messages are collected. */
  get phase(): ClientPhase | 'ended' {
    return this.#end ? 'ended' : this.#open.phase;
  }

  /** When the open phase ends, in milliseconds since 1970; `undefined` for no limit. */
  get deadline(): number | undefined {
    const { phase, openedAt } = this.#open;
    const milliseconds = this.#session.parameters.deadlines[CLIENT_PHASES.indexOf(phase)]!;
    return milliseconds === 0 ? undefined : openedAt + milliseconds;
  }

  /** When the session was opened, in milliseconds since 1970. */
  get openedAt(): number {
    return this.phases[0]!.openedAt;
  }

  /** How the session ended, once it has. */
  get end(): SessionEnd | undefined {
    return this.#end;
  }

  /** Clients that the open phase still waits for. */
  get missing(): readonly ClientId[] {
    return [...this.#missing];
  }

  /** The most bytes beside an envelope in the open phase. */
  get maxAttachmentBytes(): number {
    const { phase } = this;
    return phase === 'ended' ? 0 : maxAttachmentBytes(this.#session, phase);
  }

  /** Whose accepted envelope this is, in whatever phase it came: somebody may not have heard that it was accepted. */
  acceptedFrom(envelope: Uint8Array): ClientId | undefined {
    return this.#accepted.get(keyOf(envelope));
  }

  /** Whose accepted envelope has this digest. */
  acceptedAs(digest: Uint8Array): ClientId | undefined {
    return this.#accepted.get(keyOfDigest(digest));
  }

  /** The coordinator's message of a phase to a client, once there is one. */
  messageFor(client: ClientId, phase: CoordinatorPhase): Message | undefined {
    return phase === 'invitation' ? this.invitation : this.#outbox.get(phase)?.get(client);
  }

  /** Whether a phase's messages are out: whoever gets none was left behind in the phase before. */
  hasSent(phase: CoordinatorPhase): boolean {
    return phase === 'invitation' || this.#outbox.has(phase);
  }

  /**
   * Resolves when there is more to say to clients: the next phase's messages, or the end. A message of one of them is no news to
   * the others, all of whom wait. Resolves as well when the signal says to stop waiting.
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

  /** @internal A message was judged. */
  received(receipt: Receipt, envelope: Uint8Array, bytes: number): void {
    if (receipt.kind === 'refusal') {
      this.#refuse(receipt);
    } else if (receipt.kind === 'accepted') {
      const count = this.#open;
      count.accepted += 1;
      count.bytes += bytes;
      this.#accepted.set(keyOf(envelope), receipt.client);
      this.#missing.delete(receipt.client);
    }
  }

  /** @internal A client whose message had been accepted was left out when its phase ended. */
  excluded(refusal: Refusal): void {
    this.#refuse(refusal);
  }

  /** @internal A phase ended, and the next one began. */
  advanced(messages: readonly Outgoing[], at: number): void {
    const { phase } = this.#open;
    const next = CLIENT_PHASES.indexOf(phase) + 1;
    const outgoing = new Map(messages.map(({ to, message }) => [to, message]));
    this.#outbox.set(COORDINATOR_PHASES[next]!, outgoing);
    this.#missing = new Set(messages.map(({ to }) => to));
    this.#open.closedAt = at;
    this.#begin(next, at);
    this.#tell();
  }

  /** @internal What is to be kept beside an end that is reached at this time. */
  summary(at: number): SessionSummary {
    const accepted = [...this.#accepted].map(([key, client]) => ({
      digest: Uint8Array.from(key, (unit) => unit.charCodeAt(0)),
      client,
    }));
    const phases = this.phases.map((count) => ({ closedAt: at, ...count }));
    return { phases, refusedMessages: this.refusedMessages, refusals: this.refusals, accepted };
  }

  /** @internal The session's end was kept; what the same process says of it, any other says. */
  ended(event: EndEvent): void {
    const { phases, refusedMessages, refusals, accepted } = event.summary;
    this.phases = phases.map((count) => ({ ...count }));
    this.refusedMessages = refusedMessages;
    this.refusals.splice(0, this.refusals.length, ...refusals);
    for (const { digest, client } of accepted) this.#accepted.set(keyOfDigest(digest), client);
    this.#missing.clear();
    this.#end =
      event.kind === 'published'
        ? { kind: 'published', record: event.record }
        : { kind: 'aborted', ...event.finding };
    this.#tell();
  }

  /** The phase that is open, or that was the last. */
  get #open(): PhaseCount {
    return this.phases[this.phases.length - 1]!;
  }

  #begin(index: number, openedAt: number): void {
    this.phases.push({ phase: CLIENT_PHASES[index]!, openedAt, accepted: 0, bytes: 0 });
  }

  #refuse(refusal: Refusal): void {
    this.refusedMessages += 1;
    if (this.refusals.length < MOST_REFUSALS) this.refusals.push(refusal);
  }

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
