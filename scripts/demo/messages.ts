/** What the demonstration tells a participant: to take part in a round, from the model in a file. */
export interface ToParticipant {
  readonly round: number;
  readonly modelFile: string;
}

/** What a participant tells the demonstration. */
export type FromParticipant =
  | { readonly kind: 'ready' }
  /** The update in the clear, for the comparison that only a demonstration can make. */
  | { readonly kind: 'trained'; readonly update: Float64Array }
  /** Which of the coordinator's messages it waits for. */
  | { readonly kind: 'waiting'; readonly phase: string }
  /** What it found when it checked the record with its own commitment in hand. */
  | { readonly kind: 'ended'; readonly valid: boolean; readonly why: string };
