/** What anybody may know of a session: nothing in it says who did what, but for culprits. */
export interface SessionJson {
  readonly digest: string;
  readonly task: string;
  readonly round: number;
  readonly clients: number;
  readonly threshold: number;
  readonly length: number;
  readonly bound: number;
  readonly rosterDigest: string;
  readonly coordinatorKey: string;
  /** The phase whose messages are collected, `published` or `aborted`. */
  readonly state: string;
  readonly deadline?: number | undefined;
  readonly phases: readonly {
    readonly phase: string;
    readonly openedAt: number;
    readonly closedAt?: number | undefined;
    readonly accepted: number;
    readonly bytes: number;
  }[];
  readonly rejections: number;
  /** How often each check refused a message, among the first few hundred rejections. */
  readonly rejectionCodes: Readonly<Record<string, number>>;
  /** Files of evidence at `evidence/0`, `evidence/1`, … under the session, and whom each is against. */
  readonly evidence: readonly { readonly code: string; readonly culprit: string }[];
  readonly abort?:
    | { readonly code: string; readonly message: string; readonly culprit?: string | undefined }
    | undefined;
}
