/**
 * The calling program used the library incorrectly, or omitted something that a session needs.
 * Messages from peers never cause it.
 */
export class UsageError extends Error {
  override readonly name = 'UsageError';
  /** The rule that was broken. */
  readonly code: 'state-spent' | 'wrong-input' | 'too-few-shares' | 'no-proof-system';

  /**
   * Describes a mistake of the calling program.
   *
   * @param code - The rule that was broken.
   * @param message - What to do instead.
   */
  constructor(code: UsageError['code'], message: string) {
    super(message);
    this.code = code;
  }
}
