/** The exit codes of every command. */
export const EXIT = {
  /** Done; for a verifier: valid. */
  ok: 0,
  /** For a verifier: invalid. For a session: aborted. */
  invalid: 1,
  /** Wrong options or arguments, or a combination that is not allowed. */
  usage: 2,
  /**
   * An input that is missing, unreadable or malformed, or a coordinator or store that cannot be
   * reached.
   */
  input: 3,
  /** An internal error of veilsum. */
  internal: 4,
  /** Ended by SIGINT (Ctrl-C), as shells count it; a command that does not handle it ends likewise. */
  interrupted: 130,
  /** Ended by SIGTERM, likewise. */
  terminated: 143,
} as const;

/** One of the codes in {@link EXIT}. */
export type ExitCode = (typeof EXIT)[keyof typeof EXIT];

/** Ends a command with an exit code and one line on stderr. */
export class CommandError extends Error {
  override readonly name = 'CommandError';
  readonly exitCode: ExitCode;

  constructor(exitCode: ExitCode, message: string) {
    super(message);
    this.exitCode = exitCode;
  }
}
