/** Where an input comes from and what it is about. Each combination is sent once. */
export interface InputOrigin {
  /** Names the source of the data. */
  readonly source: string;
  /** Names what the input is about, such as a week, a version of the data or a model. */
  readonly epoch: string;
}
