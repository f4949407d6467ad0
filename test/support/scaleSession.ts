import { chooseThresholds } from '../../src/session/thresholds.ts';
import { type TestSession, testSession } from './federation.ts';

/** How large a session over HTTP is. */
export interface ScaleSize {
  readonly clients: number;
  readonly length: number;
}

/** A big session that survives a tenth of its clients dropping out; the same in every process. */
export function scaleSession({ clients, length }: ScaleSize): TestSession {
  const thresholds = chooseThresholds(clients, Math.floor(clients / 10));
  if (!thresholds) throw new Error('no thresholds');
  return testSession(clients, {
    ...thresholds,
    length,
    bound: 32_767,
    rowLength: 4096,
    deadlines: [0, 0, 0, 0, 0],
  });
}

/** Every tenth client drops out. */
export function dropsOut(client: number): boolean {
  return client % 10 === 9;
}
