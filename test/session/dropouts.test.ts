import { CLIENT_PHASES, type ClientPhase } from '../../src/messages/table.ts';
import { describe, expect, it } from 'vitest';
import { runLocally } from '../../src/net/localFederation.ts';

import { verifyAggregate } from '../../src/record/verify.ts';
import { kernel, plainSum, testFederation, testSession } from '../support/federation.ts';

/** Every way in which up to `clients` clients each drop out in some phase, or stay. */
function patterns(clients: number): Record<number, ClientPhase>[] {
  const choices = [undefined, ...CLIENT_PHASES];
  const all = choices.length ** clients;
  return Array.from({ length: all }, (_, code) => {
    const drops: Record<number, ClientPhase> = {};
    for (let i = 0, rest = code; i < clients; i++, rest = Math.floor(rest / choices.length)) {
      const choice = choices[rest % choices.length];
      if (choice) drops[i] = choice;
    }
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
