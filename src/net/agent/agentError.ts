/** Why an agent does not do what a request asks for. */
export type AgentErrorCode =
  /** What arrived is not a frame of this protocol: the connection ends. */
  | 'bad-frame'
  /** Fields that are missing, unknown or of another kind. */
  | 'bad-request'
  /** Another request is being worked on. */
  | 'busy'
  /** The request names a session that was not opened here. */
  | 'not-open'
  /** The time that the request gave is over. */
  | 'timeout'
  /** The client took the request back. */
  | 'cancelled'
  /** The agent is being ended. */
  | 'interrupted';

/** A request that the agent does not do, or not to its end. */
export class AgentError extends Error {
  override readonly name = 'AgentError';
  readonly code: AgentErrorCode;

  /**
   * A request that ends here.
   *
   * @param code - Why.
   * @param message - What is wrong, and what to do next.
   */
  constructor(code: AgentErrorCode, message: string) {
    super(message);
    this.code = code;
  }
}
