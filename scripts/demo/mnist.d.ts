/** Of the `mnist` package, which has no typings of its own, what the demonstration uses. */
declare module 'mnist' {
  /** All examples of one digit. */
  interface Digit {
    readonly id: number;
    /** How many examples there are. */
    readonly length: number;
    /** The examples one after the other, each 784 brightnesses from 0 to 1 in rows of 28. */
    readonly raw: readonly number[];
  }

  /** The ten digits, 0 to 9. */
  const digits: readonly Digit[];
  export default digits;
}
