import type { CoordinatorSession, CoordinatorStep } from '../../coordinator/coordinatorSession.ts';
import type { Receipt } from '../../coordinator/inbox.ts';
import { openSession } from '../../coordinator/open.ts';
import { toHex } from '../../crypto/hex.ts';
import { type Identity, IdentityKey } from '../../crypto/signing.ts';
import type { Kernel } from '../../kernel/kernel.ts';
import type { ProofChecker } from '../../proofs/system.ts';
import type { ProofDemand } from '../../session/proofDemand.ts';
import { ALL_DEFENCES } from '../../session/defences.ts';
import { maxMessageBytes } from '../../session/messageSizes.ts';
import { orRefuse } from '../../session/outcome.ts';
import { type ClientPhase, readParameters } from '../../session/parameters.ts';
import type { ClientId } from '../../session/party.ts';
import { Roster } from '../../session/roster.ts';
import { type Session, sessionFrom } from '../../session/session.ts';
import { openSigned } from '../../session/signed.ts';
import type { Message } from '../../wire/message.ts';
import type { SessionEvent } from './event.ts';
import { type EventStore, StoreError } from './eventStore.ts';
import { SessionView } from './sessionView.ts';

/** What a coordinator brings to all of its sessions. */
export interface HostOptions {
  readonly identity: Identity;
  readonly kernel: Kernel;
  readonly store: EventStore;
  /** Finds what checks the proofs that a session asks for; without it, sessions with proofs cannot be opened. */
  readonly checkerFor?: ((demand: ProofDemand) => Promise<ProofChecker | undefined>) | undefined;
  /** Opens sessions under development keys, with which anyone can prove anything; default false. */
  readonly allowDevelopmentKeys?: boolean | undefined;
  /** Milliseconds since 1970. */
  readonly now: () => number;
}

type Opened = Extract<SessionEvent, { kind: 'opened' }>;

/** Messages of one client in one phase that are kept at most, so that nobody fills the store. */
const MOST_TRIES = 4;

/**
 * A session that outlives the process: whatever happens is an event in the store first, and counts only then, in the order
 * of the store. So a process that comes back, or stands beside, reaches the same state, sends the same bytes and publishes the
 * same record.
 */
export class HostedSession {
  readonly session: Session;
  readonly roster: Roster;
  /** The roster's keys by their hexadecimal digits. */
  readonly keys: ReadonlyMap<string, IdentityKey>;
  /** What has come of it so far. */
  readonly view: SessionView;
  readonly #options: HostOptions;
  readonly #id: string;
  readonly #coordinator: CoordinatorSession;
  readonly #receipts = new Map<number, Receipt>();
  readonly #tries = new Map<string, number>();
  #applied: number;
  #turn: Promise<unknown> = Promise.resolve();
  readonly #underWay = new Set<Promise<unknown>>();

  private constructor(options: HostOptions, id: string, opened: Opened, checker?: ProofChecker) {
    this.#options = options;
    this.#id = id;
    this.session = sessionFrom(readParameters(opened.parameters), opened.parameters);
    const keys = IdentityKey.parseAll(
      options.kernel,
      opened.roster.map(({ key }) => key),
    );
    this.roster = Roster.of(opened.roster.map(({ name }, i) => ({ name, key: keys[i]! })));
    this.keys = new Map(keys.map((key) => [key.toHex(), key]));
    const { session, roster } = this;
    const { identity, kernel, allowDevelopmentKeys } = options;
    const { state, output } = openSession({
      session,
      roster,
      identity,
      kernel,
      checker,
      allowDevelopmentKeys,
    });
    this.#coordinator = state;
    this.view = new SessionView(session, roster, output, opened.at);
    this.#applied = 1;
  }

  /** Opens a new session: from here on it can be resumed. */
  static async open(
    options: HostOptions,
    session: Session,
    roster: Roster,
  ): Promise<HostedSession> {
    const opened: Opened = {
      kind: 'opened',
      at: options.now(),
      parameters: session.bytes,
      roster: roster.entries.map(({ name, key }) => ({ name, key: key.bytes })),
    };
    // Before it is kept: parties that don't belong together are refused here.
    const id = toHex(session.digest);
    const checker = await options.checkerFor?.(session.parameters.proofs);
    const hosted = new HostedSession(options, id, opened, checker);
    const place = await options.store.append(id, opened);
    if (place !== 0) throw new StoreError(`session ${id} was opened before`);
    return hosted;
  }

  /** Takes up a session of the store, by doing again what happened to it. */
  static async resume(options: HostOptions, id: string): Promise<HostedSession> {
    const opened = await options.store.event(id, 0);
    if (!opened) throw new StoreError(`session ${id} is not in the store`);
    if (opened.kind !== 'opened') {
      throw new StoreError(`session ${id} does not begin with its opening`);
    }
    const { proofs } = readParameters(opened.parameters);
    const hosted = new HostedSession(options, id, opened, await options.checkerFor?.(proofs));
    const last = await options.store.last(id);
    if (last?.event.kind === 'published' || last?.event.kind === 'aborted') {
      // Nothing can change it any more: what led to it need not be done again.
      hosted.view.ended(last.event, last.event.at);
    } else {
      await hosted.#catchUp();
      await hosted.#keepEnd();
    }
    return hosted;
  }

  /** The session's digest in hexadecimal. */
  get id(): string {
    return this.#id;
  }

  /** Takes one message of a client. It is kept before the receipt is given; one that is refused may be sent again. */
  receive(message: Message): Promise<Receipt> {
    return this.#tracked(this.#receive(message));
  }

  /** Ends a phase; one that is not open any more has ended, and nothing happens. */
  close(phase: ClientPhase): Promise<void> {
    return this.#tracked(this.#close(phase));
  }

  async #receive(message: Message): Promise<Receipt> {
    const { phase } = this.#coordinator;
    const known = await this.#judgeEnvelope(message);
    if (known) return known;
    const place = await this.#append({
      kind: 'message',
      at: this.#options.now(),
      envelope: message.envelope,
      attachment: message.attachment ?? new Uint8Array(0),
    });
    const receipt = this.#receipts.get(place)!;
    if (phase !== 'ended' && this.view.missing.length === 0) await this.#close(phase);
    return receipt;
  }

  async #close(phase: ClientPhase): Promise<void> {
    if (this.#coordinator.phase !== phase) return;
    await this.#append({ kind: 'closed', at: this.#options.now(), phase });
    await this.#keepEnd();
  }

  /** Ends the phase that is open if its deadline has passed. */
  async closeIfDue(): Promise<void> {
    const { phase, deadline } = this.view;
    if (phase !== 'ended' && deadline !== undefined && this.#options.now() >= deadline) {
      await this.close(phase);
    }
  }

  /** Resolves when nothing is under way that was begun before. */
  async settled(): Promise<void> {
    await Promise.allSettled(this.#underWay);
  }

  #tracked<T>(work: Promise<T>): Promise<T> {
    this.#underWay.add(work);
    const done = (): void => {
      this.#underWay.delete(work);
    };
    work.then(done, done);
    return work;
  }

  /** Keeps the end, once it is reached, so that it need not be reached again. */
  async #keepEnd(): Promise<void> {
    const { end } = this.view;
    if (!end) return;
    const at = this.#options.now();
    await this.#append(
      end.kind === 'published'
        ? { kind: 'published', at, record: end.record }
        : { kind: 'aborted', at, code: end.code, message: end.message.slice(0, 1000) },
    );
  }

  /** Keeps an event, then applies everything up to it. */
  async #append(event: SessionEvent): Promise<number> {
    const place = await this.#options.store.append(this.#id, event);
    await this.#catchUp();
    return place;
  }

  /** Applies what the store holds and this process has not applied, in turn. */
  #catchUp(): Promise<void> {
    const turn = this.#turn.then(async () => {
      for await (const { place, event } of this.#options.store.read(this.#id, this.#applied)) {
        await this.#apply(place, event);
        this.#applied = place + 1;
      }
    });
    this.#turn = turn.catch(() => undefined);
    return turn;
  }

  async #apply(place: number, event: SessionEvent): Promise<void> {
    switch (event.kind) {
      case 'opened':
        throw new StoreError(`session ${this.#id} was opened twice`);
      case 'message': {
        const { envelope, attachment } = event;
        const receipt = await this.#coordinator.receive({ envelope, attachment });
        this.#receipts.set(place, receipt);
        this.view.received(receipt, envelope, envelope.length + attachment.length);
        return;
      }
      case 'closed':
        if (event.phase === this.#coordinator.phase) {
          this.#closed(event.at, await this.#coordinator.close());
        }
        return;
      case 'published':
      case 'aborted':
        // What the same events led to here as well.
        return;
    }
  }

  #closed(at: number, step: CoordinatorStep): void {
    if (step.kind === 'send') this.view.advanced(step.messages, at);
    else if (step.kind === 'abort') this.view.ended({ ...step, kind: 'aborted' }, at);
    else this.view.ended({ kind: 'published', record: step.result.record }, at);
  }

  /** What can be said of a message before it is kept: whose it is, of which phase, and how large. */
  async #judgeEnvelope({ envelope, attachment }: Message): Promise<Receipt | undefined> {
    const known = this.view.acceptedFrom(envelope);
    if (known !== undefined) return { kind: 'repeated', client: known };
    const { phase } = this.#coordinator;
    if (phase === 'ended') {
      return { kind: 'refusal', code: 'phase-bound', message: 'the session has ended' };
    }
    const { session, roster } = this;
    const signed = await orRefuse(() =>
      openSigned(
        { session, roster, defences: ALL_DEFENCES },
        envelope,
        phase,
        maxMessageBytes(session, phase),
      ),
    );
    if ('kind' in signed) return signed;
    const { client } = signed;
    if ((attachment?.length ?? 0) > this.view.maxAttachmentBytes) {
      return {
        kind: 'refusal',
        code: 'well-formed',
        message: `the attachment of client ${client} is larger than any in phase ${phase}`,
        culprit: client,
      };
    }
    return this.#countTry(phase, client)
      ? undefined
      : {
          kind: 'refusal',
          code: 'one-envelope',
          message: `client ${client} has sent ${MOST_TRIES} messages for ${phase}; no more are taken`,
          culprit: client,
        };
  }

  #countTry(phase: ClientPhase, client: ClientId): boolean {
    const slot = `${phase} ${client}`;
    const tries = (this.#tries.get(slot) ?? 0) + 1;
    this.#tries.set(slot, tries);
    return tries <= MOST_TRIES;
  }
}
