import type { Encoding } from '../../src/session/encodings/index.ts';

/** Name of the task. */
export const TASK = 'handwritten digits';

/** t: of 10 participants, 3 may drop out, and 2 may be corrupt. */
export const THRESHOLD = 7;
export const MAX_CORRUPT = 2;

/** Updates are sent in 16 bits. */
export const DEMO_BOUND = 32767;

/** Updates are clipped at this magnitude, and averaged. */
export const ENCODING: Encoding = { kind: 'fixed-point', clip: 0.5, average: 'mean' };

/**
 * The task of a round, as in a task file.
 *
 * @param modelDigest - SHA-256 of the model, in hexadecimal.
 */
export function taskOf(round: number, length: number, modelDigest: string): object {
  return {
    task: TASK,
    round,
    length,
    // Short rows make the record slightly longer, and its verification several times faster.
    rowLength: 512,
    bound: DEMO_BOUND,
    encoding: ENCODING,
    threshold: THRESHOLD,
    maxCorrupt: MAX_CORRUPT,
    maxDropouts: 3,
    // The operator ends phases itself, once all remaining participants have answered.
    deadlines: { advertise: 0, share: 0, commit: 0, confirm: 0, unmask: 0 },
    modelDigest,
  };
}
