/** The calling program used the library wrongly, or left out something that a session needs. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
  readonly code: 'state-spent' | 'wrong-input' | 'too-few-shares' | 'no-proof-system';

  /**
   * A mistake of the calling program.
   *
   * @param code - The rule of use that was broken.
   * @param message - What to do instead.
   */
  constructor(code: UsageError['code'], message: string) {
    super(message);
    this.code = code;
  }
}
