/** Digits of 8 × 8 pixels, so that a model of them is small enough to be proven in seconds. */
import { type DigitSet, PIXELS } from './digitSet.ts';

/** Pixels of one small image. */
export const SMALL_PIXELS = 64;

const SIDE = 28;
const SMALL_SIDE = 8;
/** Each small pixel is the mean of 3 × 3; what is left over, 2 pixels at every edge, is black in nearly all digits. */
const BLOCK = 3;
const EDGE = 2;

/** The same examples, 8 × 8. */
export function smallDigits({ images, labels }: DigitSet): DigitSet {
  const small = new Float32Array(labels.length * SMALL_PIXELS);
  for (let example = 0; example < labels.length; example++) {
    const image = images.subarray(example * PIXELS, (example + 1) * PIXELS);
    for (let pixel = 0; pixel < SMALL_PIXELS; pixel++) {
      const top = EDGE + BLOCK * Math.floor(pixel / SMALL_SIDE);
      const left = EDGE + BLOCK * (pixel % SMALL_SIDE);
      small[example * SMALL_PIXELS + pixel] = meanOfBlock(image, top, left);
    }
  }
  return { images: small, labels };
}

function meanOfBlock(image: Float32Array, top: number, left: number): number {
  let total = 0;
  for (let row = top; row < top + BLOCK; row++) {
    for (let column = left; column < left + BLOCK; column++) total += image[row * SIDE + column]!;
  }
  return total / (BLOCK * BLOCK);
}
