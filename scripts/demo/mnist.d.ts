/** Types for the parts of the package `mnist` that the demonstration uses; it has none. */
declare module 'mnist' {
  /** All examples of one digit. */
  interface Digit {
    readonly id: number;
    /** Number of examples. */
    readonly length: number;
    /** The examples one after another, each 784 brightness values from 0 to 1 in rows of 28. */
    readonly raw: readonly number[];
  }

  /** The ten digits, 0 to 9. */
  const digits: readonly Digit[];
  export default digits;
}
