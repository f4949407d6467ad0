/** The coordinator could not be asked, or answered what no coordinator answers. */
export class CoordinatorUnreachable extends Error {
  override readonly name = 'CoordinatorUnreachable';
  /** Whether asking again may help. */
  readonly passing: boolean;
  /** Whether some of the answer arrived, so that asking again gets the rest. */
  readonly progressed: boolean;

  /**
   * A request without an answer.
   *
   * @param message - What was asked, and what came back.
   * @param passing - Whether asking again may help.
   * @param options - The error underneath, as its cause; and whether some of the answer arrived.
   */
  constructor(
    message: string,
    passing: boolean,
    { progressed = false, ...options }: ErrorOptions & { readonly progressed?: boolean } = {},
  ) {
    super(message, options);
    this.passing = passing;
    this.progressed = progressed;
  }
}

/** What is thrown where a server answers as no coordinator does. */
export function oddAnswer(wanted: string): CoordinatorUnreachable {
  return new CoordinatorUnreachable(
    `the answer is not ${wanted}; is this a veilsum coordinator?`,
    false,
  );
}
