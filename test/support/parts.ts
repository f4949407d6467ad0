/** A vector of eleven coordinates that four clients sum in parts of four. */
import { defineParts, type PartsDraft } from '../../src/session/parts.ts';
import type { Session } from '../../src/session/session.ts';
import { coordinator, seedOf, testSession, type TestSession } from './federation.ts';

export const setup: TestSession = testSession(4, { threshold: 3, maxCorrupt: 1, maxDropouts: 1 });

/** What the plan is defined from. */
export const draft: PartsDraft = {
  roster: setup.roster,
  task: 'test',
  round: 1,
  nonce: seedOf('nonce'),
  threshold: 3,
  maxCorrupt: 1,
  maxDropouts: 1,
  length: 11,
  partLength: 4,
  bound: 1000,
  rowLength: 4,
  encoding: { kind: 'integer' },
  coordinatorKey: coordinator.publicKey.bytes,
};

/** The sessions of its parts. */
export const sessions: readonly Session[] = defineParts(draft);

/** As much of a session over the whole vector as inputs and sums need. */
export const WHOLE = { parameters: { length: 11, bound: 1000 } } as Session;
