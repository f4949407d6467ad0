/** The coordinator has ended a session, or goes on without this participant. */
export class EndedError extends Error {
  override readonly name = 'EndedError';
  readonly code: string;

  /**
   * A session without this participant.
   *
   * @param code - The check or the reason that the coordinator names.
   * @param message - What it says.
   */
  constructor(code: string, message: string) {
    super(message);
    this.code = code;
  }
}
