import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Published } from '../../src/coordinator/publish.ts';
import type { VerifierPolicy } from '../../src/record/policy.ts';
import { openRecord } from '../../src/record/record.ts';
import { sumFromBytes, sumToBytes } from '../../src/record/sumBytes.ts';
import { type Report, verifyAggregate } from '../../src/record/verify.ts';
import { CHECK_NAMES, CHECKS } from '../../src/session/checks/table.ts';
import { WireError } from '../../src/wire/errors.ts';
import { coordinator, kernel, plainSum, seedOf, testSession } from '../support/federation.ts';
import { exchange, publishedBy } from '../support/exchange.ts';
import { flipped } from '../support/forgery.ts';
import { changedBody, failedChecks, publish, resealed, setup } from './records.ts';
import { prepare } from '../support/prepared.ts';

const { session, roster } = setup;
let published: Published;
let record: Uint8Array;
prepare(async () => {
  published = await publish();
  ({ record } = published);
});

function verify(policy: Partial<VerifierPolicy> = {}, bytes = record): Promise<Report> {
  return verifyAggregate(bytes, { rosterDigest: roster.digest, ...policy }, kernel);
}

describe('a report', () => {
  it('gives the sum, whom it covers, and the parties, where every check passed', async () => {
    const report = await verify();
    expect(report).toMatchObject({ valid: true, inputs: 4, included: [0, 1, 2, 3] });
    expect(report.valid && report.sum).toEqual(plainSum(session, [0, 1, 2, 3]));
    expect(report.roster.digest).toEqual(roster.digest);
    expect(report.session.digest).toEqual(session.digest);
  });

  it('gives no sum where a check failed', async () => {
    const report = await verify({ minClients: 5 });
    expect(report.valid).toBe(false);
    expect(report).not.toHaveProperty('sum');
    expect(report).not.toHaveProperty('included');
    expect(report.inputs).toBe(4);
  });

  const verifiers = CHECK_NAMES.filter((name) => CHECKS[name].by.includes('verifier')).sort();

  it('names every check of the verifier once, whatever became of the others', async () => {
    const { body } = openRecord(record);
    const reports = [
      await verify(),
      await verify({
        minClients: 1,
        maxCorrupt: 1,
        expectMine: body.commits[0],
        coordinatorKey: coordinator.publicKey.bytes,
      }),
      await verify({}, resealed(record, changedBody(record, { commits: [] }))),
      await verify(
        {},
        resealed(record, changedBody(record, { commits: [seedOf('x')], confirms: [] })),
      ),
      await verify({}, resealed(record, changedBody(record, { sum: new Uint8Array(1) }))),
      await verify({}, resealed(record, changedBody(record, { roster: body.roster.slice(1) }))),
    ];
    for (const { checks } of reports) {
      expect(checks.map(({ check }) => check).sort()).toEqual(verifiers);
      expect(checks.every(({ detail }) => detail.length > 0)).toBe(true);
    }
  });

  it('says of a check that passed what it demands, and of one that failed what was found', async () => {
    const { checks } = await verify({ maxCorrupt: 2 });
    for (const { check, verdict, detail } of checks) {
      if (verdict === 'passed') expect(detail).toBe(CHECKS[check].demands);
      else expect(detail).not.toBe(CHECKS[check].demands);
    }
    expect(checks.find(({ check }) => check === 'policy-corrupt')!.detail).toMatch(/1 corrupt.* 2/);
  });

  it('calls checks that have no object not applicable', async () => {
    const { checks } = await verify();
    const idle = checks
      .filter(({ verdict }) => verdict === 'not-applicable')
      .map(({ check }) => check);
    expect(idle.sort()).toEqual([
      'mine',
      'parts-same',
      'policy-bound',
      'policy-clients',
      'policy-coordinator',
      'policy-corrupt',
      'policy-encoding',
      'policy-layout',
      'policy-model',
      'policy-proofs',
      'policy-scheme',
      'policy-shape',
      'policy-task',
      'proof',
      'proof-setup',
    ]);
  });
});

describe('the verifier’s policy', () => {
  const { maxCorrupt } = session.parameters;
  const cases: readonly [string, () => Partial<VerifierPolicy>, string | undefined][] = [
    ['the roster, another', () => ({ rosterDigest: flipped(roster.digest, 0) }), 'policy-roster'],
    ['the coordinator, this', () => ({ coordinatorKey: coordinator.publicKey.bytes }), undefined],
    ['the coordinator, another', () => ({ coordinatorKey: seedOf('key') }), 'policy-coordinator'],
    ['the task, this', () => ({ task: 'test', round: 1 }), undefined],
    ['the task, another', () => ({ task: 'other' }), 'policy-task'],
    ['the round, another', () => ({ round: 2 }), 'policy-task'],
    ['the model, this', () => ({ modelDigest: session.parameters.modelDigest }), undefined],
    ['the model, another', () => ({ modelDigest: seedOf('model') }), 'policy-model'],
    ['as many clients as there are', () => ({ minClients: 4 }), undefined],
    ['more clients than there are', () => ({ minClients: 5 }), 'policy-clients'],
    ['as many corrupt as survived', () => ({ maxCorrupt }), undefined],
    ['more corrupt than survived', () => ({ maxCorrupt: maxCorrupt + 1 }), 'policy-corrupt'],
    [
      'my commitment, in it',
      () => ({ expectMine: openRecord(record).body.commits[2]! }),
      undefined,
    ],
    [
      'my commitment, changed',
      () => ({ expectMine: flipped(openRecord(record).body.commits[2]!, 100) }),
      'mine',
    ],
    ['my commitment, empty', () => ({ expectMine: new Uint8Array(0) }), 'mine'],
    ['the roster itself', () => ({ roster }), undefined],
    ['another roster at hand', () => ({ roster: testSession(5).roster }), undefined],
  ];
  it.each(cases)('%s', async (_, policy, code) => {
    expect(failedChecks(await verify(policy()))).toEqual(code === undefined ? [] : [code]);
  });

  it('finds a client’s own commitment by its receipt', async () => {
    const run = await exchange(setup);
    const receipt = run.sent.commit.get(1)!.envelope;
    const report = await verify({ expectMine: receipt }, publishedBy(run).record);
    expect(report.checks).toContainEqual({
      check: 'mine',
      verdict: 'passed',
      detail: CHECKS.mine.demands,
    });
  });
});

describe('bytes that are no record', () => {
  it.each([
    ['nothing', new Uint8Array(0)],
    ['garbage', seedOf('garbage')],
    ['a list', Uint8Array.of(0x80)],
    ['text', new TextEncoder().encode('{"record": true}')],
  ])('throw: %s', async (_, bytes) => {
    await expect(verify({}, bytes)).rejects.toBeInstanceOf(WireError);
  });
});

describe('a sum in bytes', () => {
  const bits = (width: number): number => Math.min(8 * width - 1, 53);
  const inWidth = fc.integer({ min: 1, max: 8 }).chain((width) => {
    const most = 2 ** bits(width) - 1;
    const value = fc.oneof(
      fc.maxSafeInteger().map((x) => x % (most + 1)),
      fc.integer({ min: -127, max: 127 }),
      fc.constantFrom(most, -most, most - 1, 0, -1),
    );
    return fc.tuple(fc.constant(width), fc.array(value, { maxLength: 20 }));
  });

  it('is read back as it was, at every width', () => {
    fc.assert(
      fc.property(inWidth, ([width, values]) => {
        // An integer has no −0, so that neither has what is read.
        const sum = Float64Array.from(values, (value) => value + 0);
        const bytes = sumToBytes(sum, width);
        expect(bytes.length).toBe(width * sum.length);
        expect(sumFromBytes(bytes, width)).toEqual(sum);
      }),
    );
  });

  it('has one encoding: what is read is written as it was', () => {
    const encoded = fc
      .integer({ min: 1, max: 6 })
      .chain((width) =>
        fc.tuple(fc.constant(width), fc.uint8Array({ minLength: width, maxLength: width })),
      );
    fc.assert(
      fc.property(encoded, ([width, bytes]) => {
        expect(sumToBytes(sumFromBytes(bytes, width)!, width)).toEqual(bytes);
      }),
    );
  });

  it.each([1, 2, 3, 4, 5, 6] as const)('holds the least and greatest of %i bytes', (width) => {
    const half = 2 ** (8 * width - 1);
    const sum = Float64Array.of(half - 1, -half, 0, -1, 1);
    expect(sumFromBytes(sumToBytes(sum, width), width)).toEqual(sum);
    expect([...sumToBytes(Float64Array.of(-half), width)]).toEqual([
      ...Array<number>(width - 1).fill(0),
      128,
    ]);
  });

  it('refuses what is no safe integer, at widths that could hold it', () => {
    expect(sumFromBytes(Uint8Array.of(0, 0, 0, 0, 0, 0, 0x20), 7)).toBeUndefined();
    expect(sumFromBytes(Uint8Array.of(0, 0, 0, 0, 0, 0, 0, 0x80), 8)).toBeUndefined();
    expect(sumFromBytes(new Uint8Array(8).fill(255), 8)).toEqual(Float64Array.of(-1));
    expect(sumFromBytes(new Uint8Array(0), 3)).toEqual(new Float64Array(0));
  });
});

describe('a long record', () => {
  it('is read in a few times its own size', () => {
    const length = 500_000;
    const long = testSession(4, { length, rowLength: 4096 });
    const body = changedBody(record, {
      session: long.session.bytes,
      sum: new Uint8Array(2 * length),
    });
    const bytes = resealed(record, body, { session: long.session.digest });
    const before = process.memoryUsage().arrayBuffers;
    const opened = openRecord(bytes);
    const grown = process.memoryUsage().arrayBuffers - before;
    expect(opened.body.sum.length).toBe(2 * length);
    // Envelope and body are copied out and compared with their encodings once each.
    expect(grown / bytes.length).toBeLessThan(10);
  });
});

describe('a sum at the very ends of its range', () => {
  it.each([1, -1])('is valid: every client gave %d times the bound', async (sign) => {
    const { bound, length } = session.parameters;
    const input = (): Int32Array => new Int32Array(length).fill(sign * bound);
    const ends = publishedBy(await exchange(setup, { input }));
    const report = await verify({}, ends.record);
    expect(report).toMatchObject({
      valid: true,
      sum: new Float64Array(length).fill(sign * bound * ends.included.length),
    });
  });
});
