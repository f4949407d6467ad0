/** Where an input comes from and what it is about: each combination is sent once. */
export interface InputOrigin {
  /** The source of the data. */
  readonly source: string;
  /** What the input is about: a week, a version of the data, a model. */
  readonly epoch: string;
}
