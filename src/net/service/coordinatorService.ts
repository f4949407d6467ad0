import { ALL_CHECKS, type EnabledChecks } from '../../session/checks/enabledChecks.ts';
import type { Session } from '../../session/session.ts';
import type { Roster } from '../../session/roster.ts';
import { atMost } from './atMost.ts';
import { RoundTaken } from './eventStore.ts';
import { HostedSession } from './hostedSession.ts';
import type { GuardedOptions, HostOptions } from './hostOptions.ts';

/**
 * Time that `stop` waits for work in progress, in milliseconds. Acknowledged messages are stored
 * already, and nothing else was promised.
 */
const STOP_MS = 5000;

/** All sessions of one coordinator, as its store has them. Other processes may share the store. */
export class CoordinatorService {
  readonly #options: GuardedOptions;
  readonly #sessions = new Map<string, HostedSession>();
  /** Sessions that are being resumed, so that no session is resumed twice. */
  readonly #coming = new Map<string, Promise<HostedSession>>();
  /** Sessions whose deadlines are being checked. */
  readonly #looking = new Set<HostedSession>();

  private constructor(options: GuardedOptions) {
    this.#options = options;
  }

  /**
   * Resumes every session in the store, and from then on those that other processes open.
   *
   * @throws StoreError if the store cannot be read
   */
  static start(options: HostOptions): Promise<CoordinatorService> {
    return CoordinatorService.startUnder(ALL_CHECKS, options);
  }

  /** {@link CoordinatorService.start} with some checks off, for the attack suite only. */
  static async startUnder(
    checks: EnabledChecks,
    options: HostOptions,
  ): Promise<CoordinatorService> {
    const service = new CoordinatorService({ ...options, checks });
    // Follow first, so that no session is missed between listing and following.
    await options.store.follow((session, place) => {
      service.#heard(session, place).catch(service.#fault);
    });
    for (const id of await options.store.sessions()) await service.#take(id);
    // Every session that was open in a copied store has ended by now.
    await options.store.heads?.settle();
    return service;
  }

  /**
   * Opens a session, unless its task's round already has one, possibly opened by another process:
   * then that one is returned.
   *
   * @throws StoreError if the store cannot be read or written, or has lost the session of this
   *   round; and as `openSession` does
   */
  async open(session: Session, roster: Roster): Promise<HostedSession> {
    try {
      const hosted = await HostedSession.open(this.#options, session, roster);
      const known = this.#sessions.get(hosted.id) ?? hosted;
      this.#sessions.set(known.id, known);
      return known;
    } catch (error) {
      if (error instanceof RoundTaken) return this.#take(error.session);
      throw error;
    }
  }

  /** All sessions, the oldest first. */
  get sessions(): readonly HostedSession[] {
    return [...this.#sessions.values()].sort((a, b) => a.view.openedAt - b.view.openedAt);
  }

  /**
   * A session that this process knows.
   *
   * @param id - The session's digest in hexadecimal.
   */
  find(id: string): HostedSession | undefined {
    return this.#sessions.get(id);
  }

  /**
   * A session that this process knows, or that another process has just opened.
   *
   * @param id - The session's digest in hexadecimal.
   * @throws StoreError if the store cannot be read
   */
  async discover(id: string): Promise<HostedSession | undefined> {
    const known = this.#sessions.get(id);
    if (known) return known;
    return (await this.#options.store.event(id, 0)) && this.#take(id);
  }

  /**
   * Ends every phase whose deadline has passed, and repeats what the store did not allow before.
   * Call it about once per second. Failures are passed to `onFault`.
   */
  async closeDue(): Promise<void> {
    await Promise.all(this.sessions.map((hosted) => this.#lookAt(hosted)));
  }

  /**
   * Resolves if messages can be stored now.
   *
   * @throws StoreError if not
   */
  async check(): Promise<void> {
    await this.#options.store.check();
  }

  /** Waits up to 5 seconds for work in progress, and closes the store. */
  async stop(): Promise<void> {
    await atMost(STOP_MS, Promise.all(this.sessions.map((hosted) => hosted.settled())));
    await this.#options.store.close();
  }

  /**
   * Checks one session, unless a check of it is running: one slow session does not delay the
   * others.
   */
  async #lookAt(hosted: HostedSession): Promise<void> {
    if (this.#looking.has(hosted)) return;
    this.#looking.add(hosted);
    try {
      await hosted.closeIfDue();
      if (!hosted.needsRebuild()) return;
      const rebuilt = await HostedSession.resume(this.#options, hosted.id);
      this.#sessions.set(hosted.id, rebuilt);
    } catch (error) {
      this.#fault(error);
    } finally {
      this.#looking.delete(hosted);
    }
  }

  readonly #fault = (error: unknown): void => {
    this.#options.onFault?.(error);
  };

  /** Follows a session after news from the store, or all of them if the news does not name one. */
  async #heard(id: string | undefined, place: number | undefined): Promise<void> {
    const ids = id === undefined ? await this.#options.store.sessions() : [id];
    const following = ids.map(async (one) => {
      const hosted = await this.#take(one);
      await hosted.follow(place);
    });
    await Promise.all(following);
  }

  /** Resumes a session of the store; concurrent callers get the same one. */
  #take(id: string): Promise<HostedSession> {
    const known = this.#sessions.get(id);
    if (known) return Promise.resolve(known);
    const coming = this.#coming.get(id) ?? this.#resume(id);
    this.#coming.set(id, coming);
    return coming;
  }

  async #resume(id: string): Promise<HostedSession> {
    try {
      const hosted = await HostedSession.resume(this.#options, id);
      const known = this.#sessions.get(id) ?? hosted;
      this.#sessions.set(id, known);
      return known;
    } finally {
      this.#coming.delete(id);
    }
  }
}
