/** T is n_C itself, in every coded session: there is no parameter that could say less. */
import { expect, it } from 'vitest';
import { codedRules } from '../../../src/schemes/coded/rules.ts';
import { codeOf } from '../../../src/schemes/coded/setting.ts';
import type { CodedDemand } from '../../../src/schemes/coded/demand.ts';
import { testSession } from '../../support/federation.ts';

const sizes = { clients: 10, threshold: 8, maxCorrupt: 4, maxDropouts: 1 };

function problemOf(recovery: number): string | undefined {
  const scheme: CodedDemand = { kind: 'coded', recovery };
  return codedRules.thresholdSafetyProblem({ ...sizes, scheme });
}

it('a session whose U answers corrupt clients could give alone is refused, and one that needs more than t', () => {
  for (const recovery of [1, 2, 3, 4]) expect(problemOf(recovery)).toContain('decode a mask alone');
  for (const recovery of [5, 6, 7, 8]) expect(problemOf(recovery)).toBeUndefined();
  for (const recovery of [9, 10]) expect(problemOf(recovery)).toContain('more than the t = 8');
});

it.each([0, 1, 2, 3])('n_C = %i symbols say nothing about a mask', (maxCorrupt) => {
  const scheme: CodedDemand = { kind: 'coded', recovery: 6 };
  const { session } = testSession(10, { threshold: 7, maxCorrupt, maxDropouts: 1, scheme });
  expect(codeOf(session)).toMatchObject({ privacy: maxCorrupt, pieces: 6 - maxCorrupt });
});
