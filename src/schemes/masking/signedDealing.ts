/** What every scheme with two masks for each client signs in a Share. */
export interface SignedDealing {
  /** b_u·G for the self-mask seed b_u. */
  readonly seedPoint: Uint8Array;
  /** Merkle root over one leaf for each recipient, in their order. */
  readonly root: Uint8Array;
}
