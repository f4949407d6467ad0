import type { CoordinatorService } from '../net/service/coordinatorService.ts';
import type { HostedSession } from '../net/service/hostedSession.ts';
import type { SessionEnd } from '../net/service/sessionView.ts';
import type { Task } from './files/taskFile.ts';

/**
 * Opens the next round of a task under the scheme in its `onFailure`, if a round was lost because
 * the sum does not open the commitments, which a client can bring about unnamed.
 */
export class FollowUps {
  readonly #service: CoordinatorService;
  readonly #open: (task: Task) => Promise<HostedSession>;
  readonly #tasks = new Map<string, Task>();
  #opening = 0;

  /**
   * @param service - knows how the sessions ended
   * @param open - opens a session, or returns the one that its round already has
   */
  constructor(service: CoordinatorService, open: (task: Task) => Promise<HostedSession>) {
    this.#service = service;
    this.#open = open;
  }

  /** Opens the session of a task, and remembers what is to follow. */
  async open(task: Task): Promise<HostedSession> {
    const hosted = await this.#open(task);
    if (task.onFailure !== undefined) this.#tasks.set(hosted.id, task);
    return hosted;
  }

  /**
   * Opens the rounds that are due. Call it repeatedly; a round that could not be opened is due
   * again.
   *
   * @returns the sessions that were opened
   */
  async openDue(): Promise<readonly HostedSession[]> {
    const opened: HostedSession[] = [];
    for (const [id, task] of this.#tasks) {
      const end = this.#service.find(id)?.view.end;
      if (end === undefined) continue;
      // Taken out first: calls may overlap.
      this.#tasks.delete(id);
      if (!isSpoilt(end)) continue;
      this.#opening += 1;
      try {
        opened.push(await this.#open(nextRound(task)));
      } catch (error) {
        this.#tasks.set(id, task);
        throw error;
      } finally {
        this.#opening -= 1;
      }
    }
    return opened;
  }

  /** Whether a round may still be opened. */
  get pending(): boolean {
    return this.#opening > 0 || this.#tasks.size > 0;
  }
}

/** Whether a session ended with a sum that does not open the commitments, and nobody was named. */
function isSpoilt(end: SessionEnd): boolean {
  return (
    end.kind === 'aborted' &&
    (end.code === 'opening' || end.code === 'sum-range') &&
    end.culprit === undefined
  );
}

/** The task's next round, under the scheme of its `onFailure`. */
function nextRound({ onFailure, ...task }: Task): Task {
  return { ...task, round: task.round + 1, scheme: { kind: onFailure! } };
}
