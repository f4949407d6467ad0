import { CLIENT_PHASES, type ClientPhase } from '../../src/messages/table.ts';
import { describe, expect, it } from 'vitest';
import { runLocally } from '../../src/net/localFederation.ts';

import { verifyAggregate } from '../../src/record/verify.ts';
import { kernel, plainSum, testFederation, testSession } from '../support/federation.ts';

/**
 * Every way in which `clients` clients each drop out in some phase, or stay, up to their order: no
 * phase depends on it. Which client is the first rotates.
 */
function patterns(clients: number): Record<number, ClientPhase>[] {
  const choices = [...CLIENT_PHASES, undefined];
  const multisets = (count: number, from: number): (ClientPhase | undefined)[][] =>
    count === 0
      ? [[]]
      : choices
          .slice(from)
          .flatMap((choice, i) => multisets(count - 1, from + i).map((rest) => [choice, ...rest]));
  return multisets(clients, 0).map((phases, turn) => {
    const drops: Record<number, ClientPhase> = {};
    phases.forEach((phase, i) => {
      if (phase) drops[(i + turn) % clients] = phase;
    });
    return drops;
  });
}

const SCHEMES = [{ kind: 'pairwise' }, { kind: 'coded', recovery: 3 }];

describe.each(SCHEMES)('dropouts under $kind', (scheme) => {
  const setup = testSession(4, { threshold: 3, maxCorrupt: 1, maxDropouts: 1, scheme });
  const { threshold } = setup.session.parameters;

  it.each(patterns(3).map((drops) => [JSON.stringify(drops), drops] as const))(
    'sums over whoever committed, or aborts below the threshold: %s',
    async (_, drops) => {
      const outcome = await runLocally(testFederation(setup, drops));
      const stays = setup.identities.filter((_id, i) => drops[i] === undefined).length;
      expect(outcome.rejections).toEqual([]);
      if (stays < threshold) {
        expect(outcome.result).toMatchObject({ kind: 'abort', code: 'quorum-present' });
        return;
      }
      const included = setup.identities.flatMap((_id, i) =>
        ['advertise', 'share', 'commit'].includes(drops[i] ?? '') ? [] : [i],
      );
      if (outcome.result.kind !== 'finish') throw new Error(outcome.result.message);
      const { record, sum } = outcome.result.result;
      expect(outcome.result.result.included).toEqual(included);
      expect(sum).toEqual(plainSum(setup.session, included));
      const report = await verifyAggregate(record, { rosterDigest: setup.roster.digest }, kernel);
      expect(report.checks.filter((line) => line.verdict === 'failed')).toEqual([]);
      expect(report).toMatchObject({ valid: true, sum, included });
    },
  );
});
