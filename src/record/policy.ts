/** What a verifier trusts and demands. */
export interface VerifierPolicy {
  /** The digest of the roster that it trusts; 32 bytes. */
  readonly rosterDigest: Uint8Array;
  /** The coordinator's key, where it must be a certain one. */
  readonly coordinatorKey?: Uint8Array | undefined;
  /** Least number of included clients. */
  readonly minClients?: number | undefined;
  /** Corrupt clients that the thresholds must survive. */
  readonly maxCorrupt?: number | undefined;
  /** A client's own Commit envelope, which must be in the record unchanged. */
  readonly expectMine?: Uint8Array | undefined;
}
