import type { Session } from '../../session/session.ts';
import type { Roster } from '../../session/roster.ts';
import { HostedSession, type HostOptions } from './hostedSession.ts';

/** All sessions of one coordinator, as they are in its store. */
export class CoordinatorService {
  readonly #options: HostOptions;
  readonly #sessions = new Map<string, HostedSession>();

  private constructor(options: HostOptions) {
    this.#options = options;
  }

  /** Takes up every session of the store, wherever it was left. */
  static async start(options: HostOptions): Promise<CoordinatorService> {
    const service = new CoordinatorService(options);
    for (const id of await options.store.sessions()) {
      service.#sessions.set(id, await HostedSession.resume(options, id));
    }
    return service;
  }

  /** Opens a session. @throws as `openSession`, and StoreError */
  async open(session: Session, roster: Roster): Promise<HostedSession> {
    const hosted = await HostedSession.open(this.#options, session, roster);
    this.#sessions.set(hosted.id, hosted);
    return hosted;
  }

  /** All sessions, in the order in which they were opened. */
  get sessions(): readonly HostedSession[] {
    return [...this.#sessions.values()].sort((a, b) => a.view.openedAt - b.view.openedAt);
  }

  /** The session of a digest in hexadecimal. */
  find(id: string): HostedSession | undefined {
    return this.#sessions.get(id);
  }

  /** The session of a task's round, whatever became of it. */
  findRound(task: string, round: number): HostedSession | undefined {
    return this.sessions.find(
      ({ session: { parameters } }) => parameters.task === task && parameters.round === round,
    );
  }

  /** Ends every phase whose deadline has passed: to be called every now and then. */
  async closeDue(): Promise<void> {
    await Promise.all(this.sessions.map((hosted) => hosted.closeIfDue()));
  }

  /** Waits for what is under way, and closes the store. */
  async stop(): Promise<void> {
    await Promise.all(this.sessions.map((hosted) => hosted.settled()));
    await this.#options.store.close();
  }
}
