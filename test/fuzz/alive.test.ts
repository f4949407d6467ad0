import { describe, expect, it } from 'vitest';
import type { CheckName } from '../../src/session/checks.ts';
import { Defences } from '../../src/session/defences.ts';
import { kernel } from '../support/federation.ts';
import { fuzz } from './fuzz.ts';
import type { ViolationKind } from './violation.ts';

/** What the fuzzer must notice where one check is off; the slow tests have more of them. */
const HOLES: readonly (readonly [CheckName, readonly ViolationKind[]])[] = [
  ['subset', ['stranger']],
  ['one-shot', ['two-answers', 'both-shares', 'thrown']],
  ['confirm-quorum', ['both-shares']],
  ['ledger', ['two-answers', 'two-participations']],
  ['session-bound', ['forged']],
  ['opening', ['wrong-sum']],
];

describe('the fuzzer is alive', () => {
  it.each(HOLES)('without %s it finds %j', async (check, kinds) => {
    const lab = { kernel, defences: Defences.unsafeWithout(check) };
    const { found } = await fuzz({ lab, seed: 5, deliveries: 20_000, kinds });
    expect(found).toBeDefined();
  });
});
