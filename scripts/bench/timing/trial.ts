import { randomBytes } from 'node:crypto';
import { type Comparison, compareTimings } from './welch.ts';

/** One operation on a secret, and two classes of secrets that its time should not tell apart. */
export interface Trial<Input = unknown> {
  readonly operation: string;
  /** What the two classes are. */
  readonly classes: string;
  /** A fresh input of a class. Not timed. */
  readonly prepare: (side: 0 | 1) => Input;
  /** What is timed; a promise is waited for. */
  readonly run: (input: Input) => unknown;
}

/** A trial of any inputs. */
export function trial<Input>(content: Trial<Input>): Trial {
  return content as Trial;
}

/** How long one trial goes on. */
export interface TrialOptions {
  readonly milliseconds: number;
  readonly mostSamples: number;
}

/** Inputs that are made at a time, so that making them does not stand between two timings. */
const BATCH = 256;

/** Runs that only warm the engine up. */
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
