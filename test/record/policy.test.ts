/** What a report says of the session of a record, and of each thing that a verifier may demand. */
import { describe, expect, it } from 'vitest';
import type { VerifierPolicy } from '../../src/record/policy.ts';
import type { CheckLine } from '../../src/record/report.ts';
import { type Report, verifyAggregate } from '../../src/record/verify.ts';
import { CHECKS, type NumberedCheck } from '../../src/session/checks/table.ts';
import { parametersCodec, type SessionParameters } from '../../src/session/parameters.ts';
import { sessionFrom } from '../../src/session/session.ts';
import { toBytes } from '../../src/wire/codec.ts';
import { coordinator, kernel, seedOf, testSession } from '../support/federation.ts';
import { prepare } from '../support/prepared.ts';
import { handmadeRecord } from './handmade.ts';
import { failedChecks, setup } from './records.ts';

const { session, roster } = setup;
let record: Uint8Array;
prepare(async () => {
  record = await handmadeRecord(setup);
});

function verify(policy: Partial<VerifierPolicy> = {}, bytes = record): Promise<Report> {
  return verifyAggregate(bytes, { rosterDigest: roster.digest, ...policy }, kernel);
}

const lineOf = ({ checks }: Report, check: NumberedCheck): CheckLine =>
  checks.find((line) => line.check === check)!;
const passed = (check: NumberedCheck): CheckLine => ({
  check,
  verdict: 'passed',
  detail: CHECKS[check].demands,
});

/** A record over other parameters, all of which its clients signed. */
function over(changes: Partial<SessionParameters>): Promise<Uint8Array> {
  const parameters = { ...session.parameters, ...changes };
  const other = sessionFrom(parameters, toBytes(parametersCodec, parameters));
  return handmadeRecord({ ...setup, session: other });
}

describe('a session that all its clients signed', () => {
  it('is good where it could have been defined', async () => {
    expect(await verify()).toMatchObject({ valid: true });
    expect(await verify({}, await over({ round: 2 }))).toMatchObject({ valid: true });
  });

  it('has no sum where its parameters can’t be used', async () => {
    const report = await verify({}, await over({ slotBits: 20, task: '' }));
    expect(failedChecks(report)).toEqual(['parameters']);
    expect(lineOf(report, 'parameters').detail).toMatch(/slots of 14 bits, not 20; the task needs/);
    for (const check of ['sum-range', 'opening'] as const) {
      expect(lineOf(report, check)).toEqual({
        check,
        verdict: 'not-applicable',
        detail: 'not made, because an earlier check failed',
      });
    }
  });

  it('has a sum that opens, and is refused, where its thresholds are not safe or not live', async () => {
    const unsafe = await verify({}, await over({ threshold: 2, maxCorrupt: 0 }));
    expect(failedChecks(unsafe)).toEqual(['thresholds-safe']);
    expect(lineOf(unsafe, 'thresholds-safe').detail).toMatch(/^2t = 4 is not greater than/);
    expect(lineOf(unsafe, 'opening')).toEqual(passed('opening'));
    const fragile = await verify({}, await over({ maxDropouts: 2 }));
    expect(failedChecks(fragile)).toEqual(['thresholds-live']);
    expect(lineOf(fragile, 'thresholds-live').detail).toMatch(/^t = 3 is more than the 2 clients/);
  });

  it('names the roster that is in the record', async () => {
    const detail = 'the roster in the record is not the one that the session names';
    for (const changes of [{ rosterDigest: seedOf('another') }, { clients: 3 }]) {
      const report = await verify({}, await over(changes));
      expect(lineOf(report, 'roster-entries')).toMatchObject({ verdict: 'failed', detail });
      expect(lineOf(report, 'policy-roster')).toEqual(passed('policy-roster'));
    }
    const elsewhere = await verify({ rosterDigest: testSession(5).roster.digest });
    expect(failedChecks(elsewhere)).toEqual(['policy-roster']);
    expect(lineOf(elsewhere, 'roster-entries')).toEqual(passed('roster-entries'));
  });
});

describe('what a verifier may demand', () => {
  const { parameters } = session;
  /** A demand that is met, one that is not and what is said of it, and what is said where nothing is demanded. */
  const demands: readonly [
    NumberedCheck,
    readonly Partial<VerifierPolicy>[],
    readonly Partial<VerifierPolicy>[],
    string,
    string,
  ][] = [
    [
      'policy-coordinator',
      [{ coordinatorKey: coordinator.publicKey.bytes }],
      [{ coordinatorKey: seedOf('key') }],
      'the record is by another coordinator than the pinned one',
      'no coordinator key was pinned',
    ],
    [
      'policy-task',
      [{ task: 'test' }, { round: 1 }, { task: 'test', round: 1 }],
      [
        { task: 'other' },
        { round: 2 },
        { round: 0 },
        { task: 'other', round: 1 },
        { task: 'test', round: 2 },
      ],
      'the record is of round 1 of "test"',
      'no task or round was asked for: an older record would pass as well',
    ],
    [
      'policy-model',
      [{ modelDigest: parameters.modelDigest }],
      [{ modelDigest: seedOf('model') }],
      'the inputs were computed from another model',
      'no model was asked for',
    ],
    [
      'policy-clients',
      [
        { minClients: 4 },
        { minClients: 0 },
        { minRosterSize: 4 },
        { minClients: 4, minRosterSize: 4 },
      ],
      [{ minClients: 5 }, { minClients: 5, minRosterSize: 4 }],
      'the sum covers 4 inputs, fewer than 5',
      'no least number of clients was asked for',
    ],
    [
      'policy-corrupt',
      [{ maxCorrupt: 1 }, { maxCorrupt: 0 }],
      [{ maxCorrupt: 2 }],
      'the thresholds tolerate 1 corrupt clients, fewer than 2',
      'no number of corrupt clients was asked for',
    ],
    [
      'policy-layout',
      [],
      [{ layoutDigest: seedOf('layout') }],
      'the session names no layout of tensors',
      'no layout was asked for',
    ],
    [
      'policy-bound',
      [{ bound: 1000 }, { bound: { min: 1000, max: 1000 } }, { bound: { min: 1, max: 2000 } }],
      [{ bound: { min: 1, max: 999 } }],
      'the bound B is 1000, but the policy accepts 1 to 999',
      'no bound was asked for',
    ],
    [
      'policy-encoding',
      [{ encoding: { kind: 'integer' } }],
      [{ encoding: { kind: 'fixed-point', clip: 1 } }],
      'the encoding is integer, but the policy accepts only fixed-point',
      'no encoding was asked for: clip and weights are those that the coordinator chose',
    ],
    [
      'policy-shape',
      [{ length: 3 }, { rowLength: 2 }, { length: { min: 1, max: 3 }, rowLength: 2 }],
      [{ length: 4 }, { length: 4, rowLength: 2 }],
      'the length of the vectors is 3, but the policy accepts exactly 4',
      'no length was asked for',
    ],
    [
      'policy-scheme',
      [{ schemes: ['pairwise'] }, { schemes: ['coded', 'pairwise'] }],
      [{ schemes: ['coded'] }],
      'the scheme pairwise is not one that the policy accepts: coded',
      'no scheme was asked for',
    ],
    [
      'policy-proofs',
      [],
      [{ proofs: { checking: { mode: 'coordinator' } } }, { proofs: { maxSquaredNorm: 5 } }],
      'the session asks for no proofs, but the policy requires them',
      'no proofs were asked for',
    ],
  ];

  it.each(demands)('is checked where it is, and listed where not: %s', async (...demand) => {
    const [check, met, unmet, problem, none] = demand;
    const idle = { check, verdict: 'not-applicable', detail: none };
    for (const nothing of [{}, { proofs: {} }, { proofs: { setup: seedOf('key') } }]) {
      expect(lineOf(await verify(nothing), check)).toEqual(idle);
    }
    for (const policy of met) {
      const report = await verify(policy);
      expect(report.valid).toBe(true);
      expect(lineOf(report, check)).toMatchObject({ check, verdict: 'passed' });
    }
    for (const policy of unmet) {
      const report = await verify(policy);
      expect(failedChecks(report)).toEqual([check]);
      expect(lineOf(report, check)).toEqual({ check, verdict: 'failed', detail: problem });
    }
  });

  it('is a least number of clients, which the report names', async () => {
    const line = async (policy: Partial<VerifierPolicy>): Promise<string> =>
      lineOf(await verify(policy), 'policy-clients').detail;
    expect(await line({ minClients: 3 })).toBe(
      'the sum covers 4 inputs, and at least 3 were asked for',
    );
    expect(await line({ minClients: 3, minRosterSize: 4 })).toBe(
      'the session is over 4 clients, and at least 4 were asked for; the sum covers 4 inputs, and at least 3 were asked for',
    );
    expect(await line({ minClients: 6, minRosterSize: 5 })).toBe(
      'the session is over 4 clients, fewer than 5; the sum covers 4 inputs, fewer than 6',
    );
    await expect(verify({ minClients: NaN })).rejects.toThrow(
      /policy.minClients: expected an integer/,
    );
  });

  it('is a kind of proofs, by name', async () => {
    const report = await verify({ proofs: { kind: 'linf' } });
    expect(failedChecks(report)).toEqual(['policy-proofs']);
    expect(lineOf(report, 'policy-proofs').detail).toBe(
      'the session asks for no proofs, but the policy requires linf proofs',
    );
  });

  it('is one’s own commitment, unchanged', async () => {
    const mine = await verify({ expectMine: seedOf('a commitment') });
    expect(failedChecks(mine)).toEqual(['mine']);
    expect(lineOf(mine, 'mine').detail).toBe('the record does not contain the given commitment');
    expect(lineOf(await verify(), 'mine')).toEqual({
      check: 'mine',
      verdict: 'not-applicable',
      detail: 'no receipt was given',
    });
  });
});
