/** Message to a participant's process: take part in a round, starting from the model in a file. */
export interface ToParticipant {
  readonly round: number;
  readonly modelFile: string;
}

/** Message from a participant's process. */
export type FromParticipant =
  | { readonly kind: 'ready' }
  /** The update in the clear, for a comparison that only a demonstration can make. */
  | { readonly kind: 'trained'; readonly update: Float64Array }
  /** The coordinator's message that it waits for. */
  | { readonly kind: 'waiting'; readonly phase: string }
  /** The result of verifying the record, including its own commitment. */
  | { readonly kind: 'ended'; readonly valid: boolean; readonly why: string };
