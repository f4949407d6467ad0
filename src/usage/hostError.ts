/** The host used the library wrongly, or left out what a session needs. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
  readonly code: 'state-spent' | 'wrong-input' | 'too-few-shares' | 'no-proof-system';

  /**
   * A fault of the host.
   *
   * @param code - Which rule of use was broken.
   * @param message - What to do instead.
   */
  constructor(code: UsageError['code'], message: string) {
    super(message);
    this.code = code;
  }
}
