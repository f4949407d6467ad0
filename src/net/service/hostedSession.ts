import { type ClientPhase } from '../../messages/table.ts';
import type { JointSessions } from '../../coordinator/parts/jointSessions.ts';
import type { SubmissionOutcome } from '../../coordinator/submissions.ts';
import { toHex } from '../../crypto/hex.ts';
import type { IdentityKey } from '../../crypto/signing.ts';
import type { RangeVerifier } from '../../proofs/system.ts';
import type { EnabledChecks } from '../../session/checks/enabledChecks.ts';
import { readParameters } from '../../session/parameters.ts';
import type { AttachmentRange } from '../../coordinator/attachments.ts';
import type { ClientId } from '../../session/party.ts';
import { sizeOf } from '../../wire/cbor.ts';
import { sessionOfRound, siblingPart } from '../../session/parts.ts';
import type { Roster } from '../../session/roster.ts';
import type { Session } from '../../session/session.ts';
import type { Message } from '../../wire/transcript.ts';
import { Intake } from './intake.ts';
import { type EndEvent, eventCodec, type EventOf, isEnd, type SessionEvent } from './event.ts';
import { RoundTaken, StoreError } from './eventStore.ts';
import type { GuardedOptions } from './hostOptions.ts';
import { openRound } from './jointCoordinator.ts';
import { requireNotLost, SessionHead } from './sessionHead.ts';
import { SessionView } from './sessionView.ts';
import { tracePhase } from './tracePhase.ts';

type Opened = EventOf<'opened'>;

const ENDED: SubmissionOutcome = {
  kind: 'rejection',
  code: 'phase-bound',
  message: 'the session has ended',
};

/**
 * Time in milliseconds between attempts to rebuild a session after an internal error, so that
 * repeated errors do not take all the time.
 */
const ANEW_MS = 5000;

/**
 * A session that outlives its process. Whatever happens is first stored as an event, and only then
 * takes effect, in the order of the store. So a restarted process, or another one that shares the
 * store, reaches the same state, sends the same bytes and publishes the same record. The end that
 * counts is the one in the store.
 */
export class HostedSession {
  /** The session; over the whole vector, if that is summed in parts. */
  readonly session: Session;
  /** The sessions that clients take part in: one, or those of all parts, in their order. */
  readonly parts: readonly Session[];
  readonly roster: Roster;
  /** The roster's keys by their hexadecimal encoding. */
  readonly keys: ReadonlyMap<string, IdentityKey>;
  /** The state so far, for queries. */
  readonly view: SessionView;
  readonly #options: GuardedOptions;
  readonly #id: string;
  readonly #coordinator: JointSessions;
  readonly #intake: Intake;
  readonly #opened: Opened;
  readonly #head: SessionHead;
  /** Outcomes of messages that were applied, by place, until `#keep` collects them. */
  readonly #receipts = new Map<number, SubmissionOutcome>();
  /** Where the attachments of accepted Share and Commit messages are, by part, phase and client. */
  readonly #attachments = new Map<string, { readonly place: number; readonly from: number }>();
  /** Number of events that this process has applied. */
  #applied: number;
  /** The end that this process has computed; the store may already have another. */
  #reached: EndEvent | undefined;
  /** Whether the last attempt to read the store failed. */
  #behind = false;
  /** When this process ended a phase, in milliseconds since 1970: the time in the event. */
  #closing: number | undefined;
  /** When an internal error left the coordinator's state unusable, in milliseconds since 1970. */
  #brokenAt: number | undefined;
  /** The last turn of `#catchUp`, and the next one that has not started yet. */
  #turn: Promise<void> = Promise.resolve();
  #next: Promise<void> | undefined;
  readonly #underWay = new Set<Promise<unknown>>();

  private constructor(
    options: GuardedOptions,
    id: string,
    opened: Opened,
    checker?: RangeVerifier,
  ) {
    this.#options = options;
    this.#id = id;
    this.#opened = opened;
    const round = openRound(options, opened, checker, (part, wanted) =>
      this.#storedAttachments(part, wanted),
    );
    this.session = round.session;
    this.parts = round.parts;
    this.roster = round.roster;
    this.keys = new Map(this.roster.entries.map(({ key }) => [key.toHex(), key]));
    const [first] = round.parts;
    this.#coordinator = round.coordinator;
    this.#intake = new Intake(first!, this.#coordinator);
    this.#head = new SessionHead(options, id, roundOf(this.session));
    this.view = new SessionView(first!, this.roster, round.invitations, opened.at);
    this.#applied = 1;
  }

  /**
   * Opens a new session, which can be resumed from then on. If it is in the store already, it
   * continues from there.
   *
   * @param session - Of any part, if the vector is summed in parts; all parts are opened.
   * @throws RoundTaken if the task's round has another session; StoreError if the store cannot be
   *   read or written, or has lost the session of this round; UsageError as `openSession` does
   */
  static async open(
    options: GuardedOptions,
    session: Session,
    roster: Roster,
  ): Promise<HostedSession> {
    const opened: Opened = {
      kind: 'opened',
      at: options.now(),
      parameters: session.parameters.part ? siblingPart(session, 0).bytes : session.bytes,
      roster: roster.entries.map(({ name, key }) => ({ name, key: key.bytes })),
    };
    const id = toHex(sessionOfRound(session).digest);
    const { task, round, proofs } = session.parameters;
    await requireNotLost(options, roundOf(session));
    // Before the session is stored, since this rejects parties that do not belong together.
    const hosted = new HostedSession(options, id, opened, await options.checkerFor?.(proofs));
    const holder = await options.store.open(id, roundOf(session), opened);
    if (holder !== id) throw new RoundTaken(task, round, holder);
    const first = await options.store.event(id, 0);
    // Another process opened it first, at another time, and that one counts.
    if (first?.at !== opened.at) return HostedSession.resume(options, id);
    await hosted.#takeUp();
    return hosted;
  }

  /**
   * Resumes a session of the store by replaying its events.
   *
   * @throws StoreError if it is not in the store, or the store cannot be read
   */
  static async resume(options: GuardedOptions, id: string): Promise<HostedSession> {
    const opened = await options.store.event(id, 0);
    if (!opened) throw new StoreError(`session ${id} is not in the store`);
    if (opened.kind !== 'opened') {
      throw new StoreError(`session ${id} does not begin with its opening`);
    }
    const { proofs } = readParameters(opened.parameters);
    const hosted = new HostedSession(options, id, opened, await options.checkerFor?.(proofs));
    await hosted.#takeUp();
    return hosted;
  }

  /** The digest of the session, or of the plan of all parts, in hexadecimal. */
  get id(): string {
    return this.#id;
  }

  /** The checks that are enabled: all of them, except in the attack suite. */
  get checks(): EnabledChecks {
    return this.#options.checks;
  }

  /**
   * Whether this must be rebuilt, because an internal error left its state unusable. True at most
   * once every 5 seconds.
   */
  needsRebuild(): boolean {
    const now = this.#options.now();
    if (this.#brokenAt === undefined || this.#ended() || now - this.#brokenAt < ANEW_MS)
      return false;
    this.#brokenAt = now;
    return true;
  }

  /**
   * Submits a client's message. It is stored before the outcome is returned.
   *
   * @param from - The client that delivered it, if that is known.
   * @throws StoreError if it could not be stored; the client may send it again
   */
  receive(message: Message, from?: ClientId): Promise<SubmissionOutcome> {
    return this.#tracked(this.#receive(message, from));
  }

  /** Ends a phase; does nothing if it is not the open one. */
  close(phase: ClientPhase): Promise<void> {
    return this.#tracked(this.#close(phase));
  }

  /**
   * Applies events that other processes have stored.
   *
   * @param place - The place of the latest one, if it is known.
   */
  async follow(place?: number): Promise<void> {
    if (place === undefined || place >= this.#applied) await this.#tracked(this.#catchUp());
  }

  /**
   * Ends the open phase if its deadline has passed, or if every client has answered and the process
   * that stored the last answer did not end it. Repeats what the store did not allow before.
   */
  async closeIfDue(): Promise<void> {
    if (this.#behind || this.#reached) await this.follow();
    const { phase, deadline, missing } = this.view;
    if (phase === 'ended' || this.#brokenAt !== undefined) return;
    const due = deadline !== undefined && this.#options.now() >= deadline;
    if (due || missing.length === 0) await this.close(phase);
  }

  /** Resolves when all work that has started is done. */
  async settled(): Promise<void> {
    await Promise.allSettled(this.#underWay);
  }

  async #receive(message: Message, from: ClientId | undefined): Promise<SubmissionOutcome> {
    const known = this.#known(message, from);
    if (known) return known;
    // Another process may have opened the phase that the message is for.
    await this.#catchUp();
    if (this.#brokenAt !== undefined)
      throw new StoreError('the session is being rebuilt; try again', { passing: true });
    const phase = this.#phase;
    const meanwhile = this.#known(message, from);
    if (meanwhile || phase === 'ended') return meanwhile ?? ENDED;
    const verdict = await this.#intake.admit(message, this.view.maxAttachmentBytes, from);
    if (verdict.kind === 'rejection') return verdict;
    if (verdict.kind === 'judged') return verdict.receipt;
    const receipt = await this.#keep(message).finally(() => {
      this.#intake.over(verdict.place);
    });
    if (this.view.missing.length === 0) await this.#close(phase);
    return receipt;
  }

  #ended(): boolean {
    return this.view.end !== undefined;
  }

  /** The open phase. It is `ended` here as soon as any process has stored an end. */
  get #phase(): ClientPhase | 'ended' {
    return this.#ended() ? 'ended' : this.#coordinator.phase;
  }

  /** The outcome for a message that was accepted before, if it is from this client. */
  #known({ envelope }: Message, from: ClientId | undefined): SubmissionOutcome | undefined {
    const client = this.view.acceptedFrom(envelope);
    if (client === undefined || (from !== undefined && from !== client)) return undefined;
    return { kind: 'repeated', client };
  }

  /** Stores a message, and returns its outcome. */
  async #keep({ envelope, attachment }: Message): Promise<SubmissionOutcome> {
    const at = this.#options.now();
    const rest = attachment ?? new Uint8Array(0);
    const place = await this.#append({ kind: 'message', at, envelope, attachment: rest });
    // A message that arrived while the session ended was not applied.
    const receipt = place === undefined ? undefined : this.#receipts.get(place);
    if (place !== undefined) this.#receipts.delete(place);
    return receipt ?? ENDED;
  }

  async #close(phase: ClientPhase): Promise<void> {
    await this.#catchUp();
    if (this.#phase !== phase) return;
    const at = this.#options.now();
    this.#closing = at;
    await this.#append({ kind: 'closed', at, phase });
  }

  #tracked<T>(work: Promise<T>): Promise<T> {
    this.#underWay.add(work);
    const done = (): void => {
      this.#underWay.delete(work);
    };
    work.then(done, done);
    return work;
  }

  /**
   * Stores an event, then applies everything up to it.
   *
   * @returns its place, or `undefined` if the session has ended
   */
  async #append(event: SessionEvent): Promise<number | undefined> {
    const place = await this.#options.store.append(this.#id, event);
    if (place === undefined || place >= this.#applied) {
      await this.#catchUp();
    } else if (await this.#head.differs(place, event)) {
      await this.#endAs(`event ${place} has changed`);
      return undefined;
    } else {
      // A turn in progress has applied it, and has not written the head yet.
      await this.#turn;
    }
    return place;
  }

  /**
   * Brings a new object up to date. If the session has ended, its events need not be replayed,
   * because nothing can change the end.
   */
  async #takeUp(): Promise<void> {
    const last = await this.#options.store.last(this.#id);
    if (last && isEnd(last.event)) {
      this.#end(last.event);
      return;
    }
    const { checks } = this.#options;
    const found = checks.isOn('store-head') ? await this.#head.disagreement() : undefined;
    if (found !== undefined) {
      await this.#endAs(found);
      return;
    }
    await this.#head.add(0, this.#opened);
    await this.#catchUp();
  }

  /**
   * Ends a session whose store has lost events that messages have already followed from. Continuing
   * could sign different lists of the same type.
   */
  async #endAs(found: string): Promise<void> {
    const { store, now } = this.#options;
    const at = now();
    const message = `the store has lost part of this session, or was restored from a backup (${found}); continuing could contradict what was signed before: open a new round`;
    const finding = { code: 'store-head', message } as const;
    await store.append(this.#id, { kind: 'aborted', at, finding, summary: this.view.summary(at) });
    const last = await store.last(this.#id);
    if (last && isEnd(last.event)) this.#end(last.event);
  }

  /**
   * Applies everything that the store has at the time of the call and that this process has not
   * applied yet.
   */
  #catchUp(): Promise<void> {
    // Callers that arrive before a turn has started share it.
    this.#next ??= this.#turn.then(async () => {
      this.#next = undefined;
      this.#behind = true;
      await this.#applyPending();
      this.#behind = false;
    });
    this.#turn = this.#next.catch(() => undefined);
    return this.#next;
  }

  async #applyPending(): Promise<void> {
    while (!this.#ended()) {
      for await (const { place, event } of this.#options.store.read(this.#id, this.#applied)) {
        // An end was found while closing the last phase; events in between do not count.
        if (this.#ended()) return;
        await this.#head.add(place, event);
        // Closing a phase signs messages that follow from all events so far, so the head is written
        // first.
        if (event.kind === 'closed') await this.#head.keep();
        await this.#apply(place, event);
        this.#applied = place + 1;
      }
      await this.#head.keep();
      if (!this.#reached) return;
      await this.#keepEnd();
    }
  }

  async #apply(place: number, event: SessionEvent): Promise<void> {
    switch (event.kind) {
      case 'opened':
        throw new StoreError(`session ${this.#id} was opened twice`);
      case 'message': {
        const { envelope, attachment } = event;
        const phase = this.#phase;
        const part = this.#coordinator.partOf({ envelope });
        const receipt = await this.#intake.receive({ envelope, attachment });
        if (receipt.kind === 'accepted') {
          // The attachment is the last field of the event.
          const from = sizeOf(eventCodec.write(event)) - attachment.length;
          this.#attachments.set(`${part} ${phase} ${receipt.client}`, { place, from });
        }
        this.#receipts.set(place, receipt);
        this.view.received(receipt, envelope, envelope.length + attachment.length);
        return;
      }
      case 'closed':
        if (event.phase === this.#phase) await this.#closeTraced(event);
        return;
      case 'published':
      case 'aborted':
        this.#end(event);
    }
  }

  /** Ranges of attachments of messages that were accepted in a part. @throws StoreError */
  async #storedAttachments(
    part: number,
    wanted: readonly AttachmentRange[],
  ): Promise<readonly Uint8Array[]> {
    const ranges = wanted.map(({ phase, client, from, to }) => {
      const kept = this.#attachments.get(`${part} ${phase} ${client}`)!;
      return { place: kept.place, from: kept.from + from, to: kept.from + to };
    });
    const found = await this.#options.store.ranges(this.#id, ranges);
    wanted.forEach(({ phase, client, from, to }, i) => {
      if (found[i]?.length !== to - from) {
        throw new StoreError(`the ${phase} of client ${client} in session ${this.#id} is missing`);
      }
    });
    return found;
  }

  /** Ends a phase, with spans if this process decided to; not when it replays or follows. */
  #closeTraced(event: EventOf<'closed'>): Promise<void> {
    if (event.at !== this.#closing) return this.#closeAt(event);
    const close = async (): Promise<EndEvent | undefined> => {
      await this.#closeAt(event);
      return this.#reached;
    };
    return tracePhase(this.#options.tracer, this.#id, this.session, this.view, event.at, close);
  }

  /**
   * Ends a phase. Closing Unmask takes long and its result is stored, so one process is enough for
   * it.
   */
  #closeAt({ phase, at }: EventOf<'closed'>): Promise<void> {
    if (phase !== 'unmask') return this.#closeHere(at);
    const { store } = this.#options;
    return store.exclusively(this.#id, async () => {
      const last = await store.last(this.#id);
      if (last && isEnd(last.event)) this.#end(last.event);
      else await this.#closeHere(at);
    });
  }

  async #closeHere(at: number): Promise<void> {
    const { excluded } = this.#coordinator;
    const known = excluded.length;
    const step = await this.#coordinator.close().catch((error: unknown) => {
      if (this.#phase === 'ended') this.#brokenAt = this.#options.now();
      throw error;
    });
    for (const rejection of excluded.slice(known)) this.view.excluded(rejection);
    if (step.kind === 'send') {
      this.view.advanced(step.messages, at);
      return;
    }
    this.#reached = this.view.endOf(step, this.#options.now());
    await this.#keepEnd();
  }

  /** Stores the computed end, unless one is stored already. */
  async #keepEnd(): Promise<void> {
    await this.#options.store.append(this.#id, this.#reached!);
  }

  #end(event: EndEvent): void {
    this.#reached = undefined;
    this.view.ended(event);
  }
}

/** Identifies a task's round in stores. */
function roundOf({ parameters: { task, round } }: Session): string {
  return JSON.stringify([task, round]);
}
