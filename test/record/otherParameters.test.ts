/** Records whose coordinator changed the session's parameters after its clients had signed. */
import { describe, expect, it } from 'vitest';
import { verifyAggregate } from '../../src/record/verify.ts';
import { parametersCodec, type SessionParameters } from '../../src/session/parameters.ts';
import { sessionFrom } from '../../src/session/session.ts';
import { toBytes } from '../../src/wire/codec.ts';
import { kernel, seedOf } from '../support/federation.ts';
import { prepare } from '../support/prepared.ts';
import { changedBody, failedChecks, publish, resealed, setup, stranger } from './records.ts';

const { session, roster } = setup;
let record: Uint8Array;
prepare(async () => {
  ({ record } = await publish());
});

/** The checks that a record fails, under a policy that pins the roster. */
async function failures(bytes: Uint8Array): Promise<string[]> {
  const report = await verifyAggregate(bytes, { rosterDigest: roster.digest, roster }, kernel);
  const failed = failedChecks(report);
  expect(report.valid).toBe(failed.length === 0);
  return failed;
}

describe('a record over other parameters than its clients signed', () => {
  const over = (changes: Partial<SessionParameters>): Uint8Array => {
    const parameters = { ...session.parameters, ...changes };
    const bytes = toBytes(parametersCodec, parameters);
    const { digest } = sessionFrom(parameters, bytes);
    return resealed(record, changedBody(record, { session: bytes }), { session: digest });
  };
  // Every envelope is then one of another session, so that no commitment and no confirmation counts.
  const cases: readonly [string, Partial<SessionParameters>, readonly string[]][] = [
    ['task', { task: 'another' }, []],
    ['no task', { task: '' }, ['parameters']],
    ['round', { round: 2 }, []],
    ['nonce', { nonce: seedOf('another') }, []],
    ['n', { clients: 5 }, ['roster-entries', 'parameters', 'thresholds-safe']],
    ['t', { threshold: 4 }, ['thresholds-live']],
    ['t, unsafe', { threshold: 2 }, ['thresholds-safe']],
    ['n_C', { maxCorrupt: 0 }, []],
    ['n_C, unsafe', { maxCorrupt: 2 }, ['thresholds-safe']],
    ['dropouts', { maxDropouts: 0 }, []],
    ['dropouts, not live', { maxDropouts: 2 }, ['thresholds-live']],
    ['d', { length: 4 }, []],
    ['B', { bound: 1001 }, []],
    ['c, with one row less', { rowLength: 4 }, []],
    ['c, no power of two', { rowLength: 3 }, ['parameters']],
    ['w', { slotBits: 20 }, ['parameters']],
    ['encoding', { encoding: { kind: 'fixed-point', clip: 1, average: 'sum' } }, []],
    [
      'encoding that does not fit',
      { encoding: { kind: 'fixed-point', clip: -1, average: 'sum' } },
      ['parameters'],
    ],
    ['model', { modelDigest: seedOf('another') }, []],
    ['roster', { rosterDigest: seedOf('another') }, ['roster-entries']],
    ['coordinator key', { coordinatorKey: stranger.publicKey.bytes }, ['coordinator-signature']],
    [
      'coordinator key that is none',
      { coordinatorKey: new Uint8Array(32) },
      ['coordinator-signature'],
    ],
    ['deadlines', { deadlines: [1, 0, 0, 0, 0] }, []],
    ['deadlines that are missing', { deadlines: [] }, ['parameters']],
  ];
  it.each(cases)('is refused: %s', async (_, changes, more) => {
    expect((await failures(over(changes))).sort()).toEqual(
      ['confirm-quorum', 'session-bound', ...more].sort(),
    );
  });

  it('is refused where the envelope still names the old session', async () => {
    const bytes = toBytes(parametersCodec, { ...session.parameters, round: 2 });
    const changed = resealed(record, changedBody(record, { session: bytes }));
    expect(await failures(changed)).toContain('coordinator-signature');
  });

  it('is refused where another coordinator signs it under its own key', async () => {
    const parameters = { ...session.parameters, coordinatorKey: stranger.publicKey.bytes };
    const bytes = toBytes(parametersCodec, parameters);
    const { digest } = sessionFrom(parameters, bytes);
    const changed = resealed(record, changedBody(record, { session: bytes }), {
      session: digest,
      signer: stranger,
    });
    expect((await failures(changed)).sort()).toEqual(['confirm-quorum', 'session-bound']);
  });

  it('is refused where another coordinator signs it under the old key', async () => {
    const changed = resealed(record, changedBody(record, {}), { signer: stranger });
    expect(await failures(changed)).toEqual(['coordinator-signature']);
  });
});
