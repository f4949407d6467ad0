/** Pixels of one image, 28 × 28. */
export const PIXELS = 784;

/** Examples with their labels. */
export interface DigitSet {
  /** The images one after another, each {@link PIXELS} brightness values from 0 to 1. */
  readonly images: Float32Array;
  /** The digit that each image shows, 0 to 9. */
  readonly labels: Uint8Array;
}
