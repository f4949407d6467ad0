import { type ClientPhase } from '../../src/messages/table.ts';
import { describe, expect, it } from 'vitest';
import { createKernel } from '../../src/kernel/index.ts';
import { runLocally } from '../../src/net/localFederation.ts';
import { verifyAggregate } from '../../src/record/verify.ts';

import { plainSum, testFederation, testSession } from '../support/federation.ts';

interface Size {
  readonly clients: number;
  readonly length: number;
  readonly bound: number;
  readonly rowLength: number;
  readonly drops: Readonly<Record<number, ClientPhase>>;
}

/** Sessions at the sizes that the library is made for; minutes each. */
const SIZES: readonly Size[] = [
  {
    clients: 10,
    length: 1_000_003,
    bound: 32_767,
    rowLength: 4096,
    drops: { 2: 'commit', 5: 'unmask' },
  },
  {
    clients: 100,
    length: 10_007,
    bound: 32_767,
    rowLength: 4096,
    drops: { 0: 'share', 1: 'commit', 2: 'commit', 50: 'confirm', 99: 'unmask' },
  },
  {
    clients: 200,
    length: 33,
    bound: 2 ** 31 - 1,
    rowLength: 8,
    drops: { 0: 'advertise', 1: 'commit', 199: 'confirm' },
  },
];

describe('a big session', () => {
  it.each(SIZES)(
    'of $clients clients and $length coordinates ends with the right sum',
    async (size) => {
      const { clients, length, bound, rowLength, drops } = size;
      const setup = testSession(clients, { length, bound, rowLength });
      const kernel = await createKernel();
      const outcome = await runLocally({ ...testFederation(setup, drops), kernel });
      if (outcome.result.kind === 'abort') throw new Error(outcome.result.message);
      const { record, sum, included } = outcome.result.result;
      const early = ['advertise', 'share', 'commit'];
      expect(included).toEqual(
        setup.identities.flatMap((_, i) => (early.includes(drops[i] ?? '') ? [] : [i])),
      );
      expect(sum).toEqual(plainSum(setup.session, included));
      const report = await verifyAggregate(record, { rosterDigest: setup.roster.digest }, kernel);
      expect(report.checks.filter(({ verdict }) => verdict === 'failed')).toEqual([]);
      expect(report.valid).toBe(true);
      kernel.close();
    },
  );
});
