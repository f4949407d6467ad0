/** What the exit code of every command means. */
export const EXIT = {
  /** Done; or, from a verifier, verified to be valid. */
  ok: 0,
  /** Verified to be invalid; or, from a session, aborted. */
  invalid: 1,
  /** Flags or arguments that don't fit together. */
  usage: 2,
  /** A file that is missing, unreadable or malformed. */
  input: 3,
  /** A fault in veilsum itself. */
  internal: 4,
} as const;

/** A code of {@link EXIT}. */
export type ExitCode = (typeof EXIT)[keyof typeof EXIT];

/** Ends a command with one line on stderr. */
export class CommandError extends Error {
  override readonly name = 'CommandError';
  readonly exitCode: ExitCode;

  constructor(exitCode: ExitCode, message: string) {
    super(message);
    this.exitCode = exitCode;
  }
}
