/** Softmax regression on digits: the model that the demonstration trains. */
import { PIXELS, type DigitSet } from './digitSet.ts';
import { seededChoice, shuffled } from './seededChoice.ts';

/** Number of labels. */
const LABELS = 10;

/**
 * Number of parameters of the model: 784 weights for each label, label by label, then the 10
 * biases.
 */
export const PARAMETERS: number = PIXELS * LABELS + LABELS;

/** Options for training on one part. */
export interface TrainingOptions {
  /** Number of passes over the part; default 2. */
  readonly epochs?: number;
  /** Number of examples in a step of gradient descent; default 20. */
  readonly batchSize?: number;
  /** Step size; default 0.1. */
  readonly learningRate?: number;
  /** Seed; equal seeds use the examples in the same order; default 1. */
  readonly seed?: number;
}

/**
 * An untrained model: all zeros, every label equally likely.
 *
 * @param pixels - Pixels in an image.
 */
export function newModel(pixels: number = PIXELS): Float64Array {
  return new Float64Array(pixels * LABELS + LABELS);
}

/** Number of pixels in the images of a model. */
function pixelsOf(model: Float64Array): number {
  return model.length / LABELS - 1;
}

/**
 * Trains a copy of the model on one part by mini-batch gradient descent on the cross-entropy.
 *
 * @param model - As {@link newModel} makes it for images of this size; it is not changed.
 * @returns the trained copy minus the model: the update that the participant contributes
 * @example const update = localUpdate(newModel(), parts[0], { seed: 7 });
 */
export function localUpdate(
  model: Float64Array,
  part: DigitSet,
  options: TrainingOptions = {},
): Float64Array {
  const { epochs = 2, batchSize = 20, learningRate = 0.1, seed = 1 } = options;
  const choose = seededChoice(seed);
  const trained = model.slice();
  const gradient = newModel(pixelsOf(model));
  for (let epoch = 0; epoch < epochs; epoch++) {
    const order = shuffled(Array.from(part.labels.keys()), choose);
    for (let start = 0; start < order.length; start += batchSize) {
      const batch = order.slice(start, start + batchSize);
      gradient.fill(0);
      for (const example of batch) addGradient(trained, part, example, gradient);
      const step = learningRate / batch.length;
      for (let i = 0; i < trained.length; i++) trained[i]! -= step * gradient[i]!;
    }
  }
  return trained.map((parameter, i) => parameter - model[i]!);
}

/**
 * The pixels of an image that are not black, about a fifth. Black ones add nothing to the sums
 * below.
 */
interface Ink {
  readonly pixels: Uint16Array;
  readonly brightness: Float32Array;
}

function inkOf({ images, labels }: DigitSet, example: number): Ink {
  const size = images.length / labels.length;
  const image = images.subarray(example * size, (example + 1) * size);
  const pixels = new Uint16Array(size);
  const brightness = new Float32Array(size);
  let count = 0;
  for (let pixel = 0; pixel < size; pixel++) {
    if (image[pixel] === 0) continue;
    pixels[count] = pixel;
    brightness[count++] = image[pixel]!;
  }
  return { pixels: pixels.subarray(0, count), brightness: brightness.subarray(0, count) };
}

/** Adds the gradient of one example's cross-entropy: (probability − truth) · brightness. */
function addGradient(
  model: Float64Array,
  part: DigitSet,
  example: number,
  gradient: Float64Array,
): void {
  const ink = inkOf(part, example);
  const size = pixelsOf(model);
  const probabilities = softmax(scores(model, ink));
  for (let label = 0; label < LABELS; label++) {
    const error = probabilities[label]! - (part.labels[example] === label ? 1 : 0);
    const start = label * size;
    for (let i = 0; i < ink.pixels.length; i++) {
      gradient[start + ink.pixels[i]!]! += error * ink.brightness[i]!;
    }
    gradient[LABELS * size + label]! += error;
  }
}

function scores(model: Float64Array, { pixels, brightness }: Ink): Float64Array {
  const size = pixelsOf(model);
  const result = model.slice(LABELS * size);
  for (let label = 0; label < LABELS; label++) {
    const start = label * size;
    let score = result[label]!;
    for (let i = 0; i < pixels.length; i++) score += model[start + pixels[i]!]! * brightness[i]!;
    result[label] = score;
  }
  return result;
}

function softmax(values: Float64Array): Float64Array {
  // The maximum is subtracted, so that no exponential overflows.
  const greatest = Math.max(...values);
  const powers = values.map((value) => Math.exp(value - greatest));
  const total = powers.reduce((sum, power) => sum + power, 0);
  return powers.map((power) => power / total);
}

/** Fraction of a set's examples that the model labels correctly, from 0 to 1. */
export function accuracy(model: Float64Array, set: DigitSet): number {
  let right = 0;
  set.labels.forEach((label, example) => {
    const values = scores(model, inkOf(set, example));
    if (values.indexOf(Math.max(...values)) === label) right++;
  });
  return right / set.labels.length;
}
