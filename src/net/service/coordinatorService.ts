import { ALL_CHECKS, type EnabledChecks } from '../../session/checks/enabledChecks.ts';
import type { Session } from '../../session/session.ts';
import type { Roster } from '../../session/roster.ts';
import { atMost } from './atMost.ts';
import { RoundTaken } from './eventStore.ts';
import { HostedSession } from './hostedSession.ts';
import type { GuardedOptions, HostOptions } from './hostOptions.ts';

/** Milliseconds for what is under way when the service stops. What was acknowledged is kept, and nothing else was promised. */
const STOP_MS = 5000;

/** All sessions of one coordinator, as they are in its store; other processes may share the store. */
export class CoordinatorService {
  readonly #options: GuardedOptions;
  readonly #sessions = new Map<string, HostedSession>();
  /** Sessions that are being taken up. */
  readonly #coming = new Map<string, Promise<HostedSession>>();
  readonly #looking = new Set<HostedSession>();

  private constructor(options: GuardedOptions) {
    this.#options = options;
  }

  /** Takes up every session of the store, wherever it was left, and from then on those that other processes open. */
  static start(options: HostOptions): Promise<CoordinatorService> {
    return CoordinatorService.startUnder(ALL_CHECKS, options);
  }

  /** {@link CoordinatorService.start} with some checks off: for the attack suite alone. */
  static async startUnder(
    checks: EnabledChecks,
    options: HostOptions,
  ): Promise<CoordinatorService> {
    const service = new CoordinatorService({ ...options, checks });
    // Before the list is read, so that nothing falls in between.
    await options.store.follow((session, place) => {
      service.#heard(session, place).catch(service.#fault);
    });
    for (const id of await options.store.sessions()) await service.#take(id);
    // Whatever was open in a copy has ended.
    await options.store.heads?.settle();
    return service;
  }

  /**
   * Opens a session, unless its task's round has one already, perhaps of another process: then that one is returned.
   *
   * @throws as `openSession`, and StoreError
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

  /** All sessions, in the order in which they were opened. */
  get sessions(): readonly HostedSession[] {
    return [...this.#sessions.values()].sort((a, b) => a.view.openedAt - b.view.openedAt);
  }

  /** The session of a digest in hexadecimal, of those that this process knows. */
  find(id: string): HostedSession | undefined {
    return this.#sessions.get(id);
  }

  /** The session of a digest in hexadecimal, which another process may have opened just now. @throws StoreError */
  async discover(id: string): Promise<HostedSession | undefined> {
    const known = this.#sessions.get(id);
    if (known) return known;
    return (await this.#options.store.event(id, 0)) && this.#take(id);
  }

  /** Ends every phase whose deadline has passed, and makes up for what the store did not let be done: to be called every now and then. */
  async closeDue(): Promise<void> {
    await Promise.all(this.sessions.map((hosted) => this.#lookAt(hosted)));
  }

  /** Resolves where messages can be kept now. @throws StoreError */
  async check(): Promise<void> {
    await this.#options.store.check();
  }

  /** Waits for what is under way, unless the store keeps it waiting for too long, and closes the store. */
  async stop(): Promise<void> {
    await atMost(STOP_MS, Promise.all(this.sessions.map((hosted) => hosted.settled())));
    await this.#options.store.close();
  }

  /** One session is not looked at twice at once; what takes long for it keeps none of the others. */
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
