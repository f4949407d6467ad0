import { describe, expect, it } from 'vitest';
import type { CheckName } from '../../src/session/checks/table.ts';
import { EnabledChecks } from '../../src/session/checks/enabledChecks.ts';
import { kernel } from '../support/federation.ts';
import { fuzz } from './fuzz.ts';
import type { ViolationKind } from './violation.ts';

/** What the fuzzer must notice where one check is off, with a seed that gets there soon; the slow tests have more of them. */
const HOLES: readonly (readonly [CheckName, readonly ViolationKind[], number])[] = [
  ['subset', ['stranger'], 5],
  ['one-shot', ['two-answers', 'both-shares', 'thrown'], 4],
  ['confirm-quorum', ['both-shares'], 5],
  ['ledger', ['two-answers', 'two-participations'], 1],
  ['session-bound', ['forged'], 1],
  ['client-signature', ['forged'], 1],
  ['opening', ['wrong-sum'], 1],
];

describe('the fuzzer is alive', () => {
  it.each(HOLES)('without %s it finds %j, seed %i', async (check, kinds, seed) => {
    const testBed = { kernel, checks: EnabledChecks.unsafeWithout(check) };
    const { found } = await fuzz({ testBed, seed, deliveries: 20_000, kinds });
    expect(found).toBeDefined();
  });
});
