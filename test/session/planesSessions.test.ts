/** Whole sessions with proofs that need no set-up: who is out of bounds is named, and the record is verified without keys. */
import { describe, expect, it } from 'vitest';
import type { CollectedEvidence } from '../../src/attacks/attack.ts';
import { boosting, provingInstead } from '../../src/attacks/harness/boost.ts';
import { CorruptClient } from '../../src/attacks/harness/corruptClient.ts';
import { runRound } from '../../src/attacks/harness/round.ts';
import { ids, scenarioOf, type Scenario } from '../../src/attacks/harness/scenario.ts';
import { planesProver } from '../../src/proofs/planes/prover/prover.ts';
import { planesVerifier } from '../../src/proofs/planes/system.ts';
import type { Statement } from '../../src/proofs/statement.ts';
import { verifyEvidence } from '../../src/record/evidence/verify.ts';
import { verifyAggregate } from '../../src/record/verify.ts';
import { ALL_CHECKS } from '../../src/session/checks/enabledChecks.ts';
import type { ProofAudit } from '../../src/session/proofDemand.ts';
import { kernel } from '../support/federation.ts';

const [CHEAT] = ids(3);
const prover = planesProver(kernel);
const checker = planesVerifier(kernel);
const collected: CollectedEvidence[] = [];

function proven(statement: Statement, checking: ProofAudit = { mode: 'full' }): Scenario {
  const bound = statement.kind === 'one-hot' ? 1 : 100;
  const scenario = scenarioOf(
    { kernel, checks: ALL_CHECKS, onEvidence: (found) => collected.push(found) },
    {
      clients: 4,
      threshold: 3,
      bound,
      rowLength: 512,
      proofs: { system: 'planes', statement, checking },
    },
  );
  const choice = (_: Int32Array, i: number): Int32Array =>
    Int32Array.from({ length: 3 }, (__, at) => (at === i % 3 ? 1 : 0));
  const small = (input: Int32Array): Int32Array => input.map((x) => x % 20);
  const inputs = scenario.inputs.map(statement.kind === 'one-hot' ? choice : small);
  return { ...scenario, inputs, prover, checker };
}

const one = { kind: 'one-hot', groups: [{ length: 3, least: 1, most: 1 }] } as const;
const l2 = { kind: 'l2', maxSquaredNorm: 1200 } as const;

describe('a session with planes', () => {
  it.each<[string, Statement, (own: Int32Array) => Int32Array]>([
    ['a value one above the bound', { kind: 'linf' }, (own) => own.with(0, 101)],
    ['a norm that is too long', l2, (own) => own.map(() => 21)],
    ['a second choice', one, () => Int32Array.of(1, 1, 0)],
  ])('names who commits to %s, and its record passes without keys', async (_, statement, boost) => {
    const scenario = proven(statement);
    const decent = scenario.inputs[CHEAT!]!;
    const forge = provingInstead(scenario, () => decent.slice());
    const deviating = { [CHEAT!]: CorruptClient.joiner(boosting(scenario, boost, forge)) };
    const { alarms, published } = await runRound(scenario, { deviating });
    expect(published!.included).toEqual([0, 1, 2]);
    const alarm = alarms.find(({ code }) => code === 'proof')!;
    expect(alarm.culprit).toBe(CHEAT);
    const { roster } = scenario;
    const { evidence } = collected.findLast(({ code }) => code === 'proof')!;
    expect(await verifyEvidence(evidence, { roster, checker }, kernel)).toMatchObject({
      kind: 'proven',
      misbehaviour: 'unproven-bounds',
      culprit: CHEAT,
    });
    const proofs = { kind: statement.kind, system: 'planes', checking: { mode: 'full' } } as const;
    const policy = { rosterDigest: roster.digest, proofs };
    const report = await verifyAggregate(published!.record, policy, kernel, { checker });
    expect(report.valid).toBe(true);
    const line = (check: string): string | undefined =>
      report.checks.find((each) => each.check === check)?.verdict;
    expect([line('proof-setup'), line('proof')]).toEqual(['not-applicable', 'passed']);
    const unchecked = await verifyAggregate(published!.record, policy, kernel);
    expect(unchecked.checks.filter(({ verdict }) => verdict === 'failed')).toMatchObject([
      { check: 'proof' },
    ]);
  });

  it('publishes no proofs where the coordinator alone checks', async () => {
    const scenario = proven({ kind: 'linf' }, { mode: 'coordinator' });
    const { published } = await runRound(scenario, {});
    const policy = { rosterDigest: scenario.roster.digest };
    const report = await verifyAggregate(published!.record, policy, kernel);
    expect(report.valid).toBe(true);
  });
});
