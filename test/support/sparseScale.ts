/** A sparse session of many clients, a tenth of which drop out before they commit; the same in every process. */
import { leastSafeThreshold } from '../../src/session/thresholds.ts';
import { type TestSession, testSession } from './federation.ts';
import type { ScaleSize } from './scaleSession.ts';

export function sparseScaleSession({ clients, length }: ScaleSize): TestSession {
  const maxCorrupt = Math.floor(clients / 10);
  return testSession(clients, {
    threshold: leastSafeThreshold(clients, maxCorrupt),
    maxCorrupt,
    maxDropouts: maxCorrupt,
    length,
    bound: 32_767,
    rowLength: 4096,
    scheme: { kind: 'sparse' },
    deadlines: [0, 0, 0, 0, 0],
  });
}
