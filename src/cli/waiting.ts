import type { SearchStatus } from '../net/participant/findSession.ts';
import { printable } from '../session/printable.ts';
import { printError, progressTerminal } from './output.ts';
import { type Progress, progressBar } from './progress.ts';

/** Limit on the names that a message lists. */
const MOST_LISTED = 10;

/**
 * Tells on stderr what a participant is waiting for: a line whenever that changes, and a progress
 * bar on a terminal.
 */
export class Waiting {
  readonly #task: string;
  readonly #bar: Progress = progressBar();
  #doing = 'invitation';

  constructor(task: string) {
    this.#task = task;
  }

  /** Reports that there is no session to join yet. */
  search(status: SearchStatus): void {
    this.#say(`waiting for a session of task ${JSON.stringify(this.#task)}: ${why(status)}`);
  }

  /** Reports that a message of the coordinator is awaited. */
  phase(name: string): void {
    this.#doing = name;
    if (progressTerminal()) this.#bar.update(0, `waiting: ${name}`);
    else this.#say(`waiting for the coordinator: ${name}`);
  }

  /** Reports progress of the work on the last message. */
  progress(fraction: number): void {
    this.#bar.update(fraction, this.#doing);
  }

  stop(): void {
    this.#bar.stop();
  }

  #say(sentence: string): void {
    printError(`${printable(sentence)}\n`);
  }
}

/** Why there is no session to join yet. */
function why(status: SearchStatus): string {
  switch (status.kind) {
    case 'no-task':
      return status.tasks.length === 0
        ? 'the coordinator has no session yet'
        : `the coordinator does not have it; its tasks are ${listed(status.tasks.map((task) => JSON.stringify(task)))}`;
    case 'no-round':
      return `that round does not exist; the existing rounds are ${listed(status.rounds.map(String))}`;
    case 'no-open-round':
      return status.state === 'published' || status.state === 'aborted'
        ? `round ${status.round} has ended (${status.state}); waiting for the next one`
        : `round ${status.round} is in phase ${status.state} and can no longer be joined; waiting for the next one`;
  }
}

function listed(items: readonly string[]): string {
  const more = items.length > MOST_LISTED ? `, … (${items.length})` : '';
  return `${items.slice(0, MOST_LISTED).join(', ')}${more}`;
}
