/** The smallest sparse session in which not everyone is everyone's neighbour. */
import type { ClientId } from '../../src/session/party.ts';
import { testSession, type TestSession } from './federation.ts';

export const setup: TestSession = testSession(12, {
  threshold: 7,
  maxCorrupt: 1,
  maxDropouts: 2,
  scheme: { kind: 'sparse' },
});

/** Everyone on its roster. */
export const ALL: readonly ClientId[] = setup.identities.map((_, i) => i as ClientId);
