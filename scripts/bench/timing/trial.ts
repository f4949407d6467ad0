import { randomBytes } from 'node:crypto';
import { type Comparison, compareTimings } from './welch.ts';

/** An operation on a secret, and two classes of secrets that its time should not distinguish. */
export interface Trial<Input = unknown> {
  readonly operation: string;
  /** Names the two classes. */
  readonly classes: string;
  /** Makes a new input of a class; not timed. */
  readonly prepare: (side: 0 | 1) => Input;
  /** The operation that is timed; a promise is awaited. */
  readonly run: (input: Input) => unknown;
}

/** Makes a trial with a type of input. */
export function trial<Input>(content: Trial<Input>): Trial {
  return content as Trial;
}

/** Limits on one trial. */
export interface TrialOptions {
  readonly milliseconds: number;
  readonly mostSamples: number;
}

/** Number of inputs to make at once, so that making them does not come between two timings. */
const BATCH = 256;

/** Number of runs that only warm up the engine. */
const WARM_UP = 300;

/** Times an operation on inputs of both classes, in random order. */
export async function runTrial(
  { prepare, run }: Trial,
  { milliseconds, mostSamples }: TrialOptions,
): Promise<Comparison> {
  for (let i = 0; i < WARM_UP; i++) await run(prepare((i % 2) as 0 | 1));
  const timings: [number[], number[]] = [[], []];
  const end = performance.now() + milliseconds;
  while (performance.now() < end && timings[0].length + timings[1].length < mostSamples) {
    const sides = [...randomBytes(BATCH)].map((byte) => (byte & 1) as 0 | 1);
    const inputs = sides.map((side) => prepare(side));
    for (const [i, input] of inputs.entries()) {
      const start = process.hrtime.bigint();
      const result = run(input);
      if (result instanceof Promise) await result;
      timings[sides[i]!].push(Number(process.hrtime.bigint() - start));
    }
  }
  return compareTimings(...timings);
}
