/** A session's public state. It does not say what individual clients did, except for culprits. */
export interface SessionJson {
  /** The digest of the session, or of the plan of all parts, as 64 hexadecimal digits. */
  readonly digest: string;
  readonly task: string;
  readonly round: number;
  /** n, the number of clients on the roster. */
  readonly clients: number;
  /** t, the number of clients that must stay to the end. */
  readonly threshold: number;
  /** d, the number of coordinates of a vector. */
  readonly length: number;
  /** The number of parts that a vector is summed in; omitted if it is not in parts. */
  readonly parts?: number | undefined;
  /** B: every coordinate lies within ±B. */
  readonly bound: number;
  /** In hexadecimal, as is `coordinatorKey`. */
  readonly rosterDigest: string;
  readonly coordinatorKey: string;
  /** The phase that is open, or `published` or `aborted`. */
  readonly state: string;
  /**
   * When the open phase ends, in milliseconds since 1970; omitted if it has no limit, or the
   * session has ended.
   */
  readonly deadline?: number | undefined;
  /**
   * The phases opened so far, with times in milliseconds since 1970, the number of clients whose
   * messages were accepted, in all parts, and the size of these messages in bytes.
   */
  readonly phases: readonly {
    readonly phase: string;
    readonly openedAt: number;
    readonly closedAt?: number | undefined;
    readonly accepted: number;
    readonly bytes: number;
  }[];
  /** Number of messages rejected. */
  readonly rejections: number;
  /** Number of rejections by check, among the first 200. */
  readonly rejectionCodes: Readonly<Record<string, number>>;
  /**
   * The evidence available, with its culprit, in order: the files are at `evidence/0`,
   * `evidence/1`, … under the session.
   */
  readonly evidence: readonly { readonly code: string; readonly culprit: string }[];
  /** Why the session was aborted; omitted if it was not. */
  readonly abort?:
    | { readonly code: string; readonly message: string; readonly culprit?: string | undefined }
    | undefined;
}
