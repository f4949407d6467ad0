import { describe, expect, it } from 'vitest';
import { fieldAdd, fieldFromBytes, fieldToBytes } from '../../src/crypto/field.ts';
import { openRecord, type RecordBody } from '../../src/record/record.ts';
import { sumFromBytes, sumToBytes } from '../../src/record/sumBytes.ts';
import { verifyAggregate } from '../../src/record/verify.ts';
import { parametersCodec, type SessionParameters } from '../../src/session/parameters.ts';
import { sessionFrom } from '../../src/session/session.ts';
import { sumBytesPerCoordinate } from '../../src/session/slots.ts';
import { type CommitBody, commitCodec } from '../../src/messages/commit.ts';
import { collectedCodec } from '../../src/messages/broadcasts.ts';
import { fromBytes, toBytes } from '../../src/wire/codec.ts';
import { sealEnvelope, openEnvelope } from '../../src/wire/envelope.ts';
import { confirmCodec } from '../../src/messages/confirm.ts';
import { kernel, seedOf, testSession } from '../support/federation.ts';
import { flipped, resigned, retold } from '../support/forgery.ts';
import {
  carried,
  changedBody,
  failedChecks,
  publish,
  resealed,
  setup,
  stranger,
} from './records.ts';
import { prepare } from '../support/prepared.ts';

const { session, roster, identities } = setup;
let record: Uint8Array;
let body: RecordBody;
/** A record of another session of the very same parties. */
let other: RecordBody;
prepare(async () => {
  ({ record } = await publish());
  body = openRecord(record).body;
  const second = testSession(4, { ...session.parameters, nonce: seedOf('another nonce') });
  other = openRecord((await publish(second)).record).body;
});

/** The checks that a record fails, under a policy that pins the roster. */
async function failures(bytes: Uint8Array): Promise<string[]> {
  const report = await verifyAggregate(bytes, { rosterDigest: roster.digest, roster }, kernel);
  const failed = failedChecks(report);
  expect(report.valid).toBe(failed.length === 0);
  expect('sum' in report).toBe(report.valid);
  return failed;
}

const width = sumBytesPerCoordinate(session.layout);
const sums = (change: (sum: Float64Array) => void): Uint8Array => {
  const sum = sumFromBytes(body.sum, width)!;
  change(sum);
  return sumToBytes(sum, width);
};
const swap = <T>(list: readonly T[], i: number, j: number): T[] =>
  list.map((item, k) => list[k === i ? j : k === j ? i : k] ?? item);

/** What a client committed to. */
const committedBy = (client: number): CommitBody =>
  fromBytes(
    commitCodec(session.rows),
    openEnvelope(body.commits[client]!, 9999).body,
    9999,
    'commit',
  );

/** The first client's commitment with something changed, signed by it again. */
const recommitted = (change: () => Partial<CommitBody>): Uint8Array =>
  resigned(
    session,
    identities[0]!,
    commitCodec(session.rows),
    { envelope: body.commits[0]! },
    (b) => ({ ...b, ...change() }),
  ).envelope;

/** The list of digests with other envelopes in it, signed by the coordinator again. */
const relisted = (
  change: (envelopes: readonly Uint8Array[]) => readonly Uint8Array[],
): Uint8Array =>
  retold(session, 'shared', collectedCodec(4), { envelope: body.shared }, (b) => ({
    ...b,
    envelopes: change(b.envelopes),
  })).envelope;

type Mutation = readonly [string, () => Partial<RecordBody>, readonly string[]];

/** What a coordinator can write into a record and sign, and the checks that it fails by it. */
const MUTATIONS: readonly Mutation[] = [
  [
    'the transcript hash is another',
    () => ({ transcriptHash: flipped(body.transcriptHash, 3) }),
    ['confirm-quorum'],
  ],

  [
    'a name of the roster is another',
    () => ({ roster: [{ ...body.roster[0]!, name: 'other' }, ...body.roster.slice(1)] }),
    ['roster-entries', 'policy-roster'],
  ],
  [
    'a key of the roster is another',
    () => ({
      roster: [{ ...body.roster[0]!, key: stranger.publicKey.bytes }, ...body.roster.slice(1)],
    }),
    ['roster-entries', 'policy-roster', 'client-signature', 'confirm-quorum'],
  ],
  [
    'two entries of the roster are swapped',
    () => ({ roster: swap(body.roster, 0, 1) }),
    ['roster-entries', 'policy-roster', 'client-signature', 'confirm-quorum'],
  ],
  [
    'the roster has an entry more',
    () => ({ roster: [...body.roster, { name: 'more', key: stranger.publicKey.bytes }] }),
    ['roster-entries', 'policy-roster'],
  ],
  [
    'the roster has an entry less',
    () => ({ roster: body.roster.slice(0, -1) }),
    ['roster-entries', 'policy-roster', 'well-formed', 'confirm-quorum'],
  ],

  [
    'one client less is listed',
    () => ({ commits: body.commits.slice(1) }),
    ['confirm-quorum', 'opening'],
  ],
  ['no client is listed', () => ({ commits: [] }), ['confirm-quorum']],
  [
    'a client is listed twice',
    () => ({ commits: [...body.commits, body.commits[3]!] }),
    ['senders-distinct', 'confirm-quorum', 'opening'],
  ],
  [
    'one client takes another’s place',
    () => ({ commits: [body.commits[0]!, body.commits[0]!, ...body.commits.slice(2)] }),
    ['senders-distinct', 'confirm-quorum', 'opening'],
  ],
  [
    'two clients are swapped',
    () => ({ commits: swap(body.commits, 0, 1) }),
    ['senders-distinct', 'confirm-quorum'],
  ],
  [
    'a commitment is of another session',
    () => ({ commits: [other.commits[0]!, ...body.commits.slice(1)] }),
    ['session-bound', 'confirm-quorum'],
  ],
  [
    'all commitments are of another session',
    () => ({ commits: other.commits }),
    ['session-bound', 'confirm-quorum'],
  ],
  [
    'a commitment is in another client’s name',
    () => ({
      commits: [
        sealEnvelope(
          identities[0]!,
          session.digest,
          'commit',
          1,
          openEnvelope(body.commits[0]!, 9999).body,
        ),
        ...body.commits.slice(1),
      ],
    }),
    ['client-signature', 'confirm-quorum'],
  ],
  [
    'a Confirm stands for a commitment',
    () => ({ commits: [body.confirms[0]!, ...body.commits.slice(1)] }),
    ['phase-bound', 'confirm-quorum'],
  ],
  [
    'a commitment is garbage',
    () => ({ commits: [seedOf('garbage'), ...body.commits.slice(1)] }),
    ['well-formed', 'confirm-quorum'],
  ],
  [
    'a commitment is of no client of the roster',
    () => ({
      commits: [
        ...body.commits,
        sealEnvelope(
          stranger,
          session.digest,
          'commit',
          4,
          openEnvelope(body.commits[0]!, 9999).body,
        ),
      ],
    }),
    ['well-formed'],
  ],
  [
    'a client signed a second commitment, off the curve',
    () => ({
      commits: [
        sealEnvelope(
          identities[0]!,
          session.digest,
          'commit',
          0,
          // Within the first point: the transcript hash before it takes 35 bytes, and two more say how long the points are.
          flipped(openEnvelope(body.commits[0]!, 9999).body, 50),
        ),
        ...body.commits.slice(1),
      ],
    }),
    ['confirm-quorum', 'commitments', 'commitment-fixed'],
  ],
  [
    'a client signed a second commitment, to another input',
    () => ({
      commits: [
        recommitted(() => ({ commitments: committedBy(1).commitments })),
        ...body.commits.slice(1),
      ],
    }),
    ['confirm-quorum', 'commitment-fixed', 'opening'],
  ],
  [
    'a client signed its commitment over another list of digests',
    () => ({
      commits: [
        recommitted(() => ({ transcriptHash: seedOf('transcript hash') })),
        ...body.commits.slice(1),
      ],
    }),
    ['confirm-quorum', 'commitment-fixed'],
  ],
  ['the list of digests is garbage', () => ({ shared: seedOf('garbage') }), ['commitment-fixed']],
  [
    'the list of digests is of another session',
    () => ({ shared: other.shared }),
    ['commitment-fixed'],
  ],
  [
    'the list of digests has a client less',
    () => ({ shared: relisted((envelopes) => envelopes.slice(1)) }),
    ['commitment-fixed'],
  ],
  ['there is not a list of digests', () => ({ shared: new Uint8Array(0) }), ['commitment-fixed']],
  [
    'a client signed a second commitment, with a row less',
    () => ({
      commits: [
        sealEnvelope(identities[0]!, session.digest, 'commit', 0, Uint8Array.of(0x80)),
        ...body.commits.slice(1),
      ],
    }),
    ['confirm-quorum', 'commitments'],
  ],

  ['fewer than t confirmed', () => ({ confirms: body.confirms.slice(0, 2) }), ['confirm-quorum']],
  ['nobody confirmed', () => ({ confirms: [] }), ['confirm-quorum']],
  [
    't are reached by one client twice',
    () => ({ confirms: [body.confirms[0]!, ...body.confirms.slice(0, 2)] }),
    ['senders-distinct', 'confirm-quorum'],
  ],
  [
    'two confirmations are swapped',
    () => ({ confirms: swap(body.confirms, 0, 1) }),
    ['senders-distinct'],
  ],
  [
    'confirmations are of another session',
    () => ({ confirms: other.confirms }),
    ['session-bound', 'confirm-quorum'],
  ],
  [
    'one confirmation of four has a flipped bit',
    () => ({ confirms: [flipped(body.confirms[0]!, -1), ...body.confirms.slice(1)] }),
    ['client-signature'],
  ],
  [
    'a commitment stands for a confirmation',
    () => ({ confirms: [body.commits[0]!, ...body.confirms.slice(1)] }),
    ['phase-bound'],
  ],
  [
    'two of four confirmed another set',
    () => {
      const overAnother = (client: number): Uint8Array =>
        resigned(
          session,
          identities[client]!,
          confirmCodec,
          { envelope: body.confirms[client]! },
          (b) => ({ ...b, root: seedOf('set') }),
        ).envelope;
      return { confirms: [overAnother(0), overAnother(1), ...body.confirms.slice(2)] };
    },
    ['confirm-quorum'],
  ],

  [
    'the sum is greater by one in one coordinate',
    () => ({ sum: sums((sum) => (sum[1]! += 1)) }),
    ['opening'],
  ],
  [
    'the sum is less by one in the last coordinate',
    () => ({ sum: sums((sum) => (sum[2]! -= 1)) }),
    ['opening'],
  ],
  [
    'two coordinates of the sum are swapped',
    () => ({ sum: sums((sum) => sum.reverse()) }),
    ['opening'],
  ],
  [
    'the sum lies beyond n · B',
    () => ({ sum: sums((sum) => (sum[0] = 4001)) }),
    ['sum-range', 'opening'],
  ],
  ['the sum is a coordinate short', () => ({ sum: body.sum.slice(width) }), ['sum-range']],
  ['the sum is a byte long', () => ({ sum: Uint8Array.of(...body.sum, 0) }), ['sum-range']],
  ['there is no sum', () => ({ sum: new Uint8Array(0) }), ['sum-range']],

  [
    'a blinder is greater by one',
    () => {
      const blinders = body.blinders.slice();
      blinders.set(fieldToBytes(fieldAdd(fieldFromBytes(blinders.slice(0, 32))!, 1n)));
      return { blinders };
    },
    ['opening'],
  ],
  [
    'two blinders are swapped',
    () => ({ blinders: Uint8Array.of(...body.blinders.slice(32), ...body.blinders.slice(0, 32)) }),
    ['opening'],
  ],
  [
    'a blinder is not canonical',
    () => ({ blinders: body.blinders.slice().fill(255, 0, 32) }),
    ['sum-range'],
  ],
  ['a blinder is missing', () => ({ blinders: body.blinders.slice(32) }), ['sum-range']],
  ['half a blinder is missing', () => ({ blinders: body.blinders.slice(16) }), ['sum-range']],
];

describe('a record', () => {
  it('is valid as it was published', async () => {
    expect(await failures(record)).toEqual([]);
    expect(await failures(resealed(record, changedBody(record, {})))).toEqual([]);
  });

  it('stays valid without confirmations beyond t: they carry no further meaning', async () => {
    const three = changedBody(record, { confirms: body.confirms.slice(1) });
    expect(await failures(resealed(record, three))).toEqual([]);
    expect(await failures(carried(record, three))).toEqual(['coordinator-signature']);
  });
});

describe.each(MUTATIONS)('a record in which %s', (_, change, expected) => {
  it(`is refused where its coordinator signed it: ${expected.join(', ')}`, async () => {
    const changed = resealed(record, changedBody(record, change()));
    expect((await failures(changed)).sort()).toEqual([...expected].sort());
  });

  it('is refused by the coordinator’s signature where somebody else changed it', async () => {
    const changed = carried(record, changedBody(record, change()));
    const all = [...expected, 'coordinator-signature'].sort();
    expect((await failures(changed)).sort()).toEqual(all);
  });
});

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
    ['c, with one row less', { rowLength: 3 }, ['well-formed']],
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
