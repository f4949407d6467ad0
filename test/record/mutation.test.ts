import { describe, expect, it } from 'vitest';
import { fieldAdd, fieldFromBytes, fieldToBytes } from '../../src/crypto/field.ts';
import { openRecord, type RecordBody } from '../../src/record/record.ts';
import { sumFromBytes, sumToBytes } from '../../src/record/sumBytes.ts';
import { verifyAggregate } from '../../src/record/verify.ts';
import { sumBytesPerCoordinate } from '../../src/session/slots.ts';
import { POINT_BYTES } from '../../src/kernel/kernel.ts';
import type { CommitBody } from '../../src/messages/commit.ts';
import { codecOf } from '../../src/messages/table.ts';
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
import { refixed, relisted as relistedEach, withFixed } from './otherCommitments.ts';
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
  other = openRecord((await publish(second, 'another')).record).body;
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

/** The first client's Commit with something changed, signed by it again. */
const recommitted = (change: () => Partial<CommitBody>): Uint8Array =>
  resigned(
    session,
    identities[0]!,
    codecOf('commit', session),
    { envelope: body.commits[0]! },
    (b) => ({ ...b, ...change() }),
  ).envelope;

/** The list of digests with other envelopes in it, signed by the coordinator again. */
const relisted = (
  change: (envelopes: readonly Uint8Array[]) => readonly Uint8Array[],
): Uint8Array =>
  retold(session, 'shared', codecOf('shared', session), { envelope: body.shared }, (b) => ({
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
    () => ({ commits: body.commits.slice(1), commitments: body.commitments.slice(1) }),
    ['confirm-quorum', 'opening'],
  ],
  ['no client is listed', () => ({ commits: [], commitments: [] }), ['confirm-quorum']],
  [
    'a client is listed twice',
    () => ({
      commits: [...body.commits, body.commits[3]!],
      commitments: [...body.commitments, body.commitments[3]!],
    }),
    ['senders-distinct', 'confirm-quorum', 'opening'],
  ],
  [
    'one client takes another’s place',
    () => ({
      commits: [body.commits[0]!, body.commits[0]!, ...body.commits.slice(2)],
      commitments: [body.commitments[0]!, body.commitments[0]!, ...body.commitments.slice(2)],
    }),
    ['senders-distinct', 'confirm-quorum', 'opening'],
  ],
  [
    'two clients are swapped',
    () => ({ commits: swap(body.commits, 0, 1), commitments: swap(body.commitments, 0, 1) }),
    ['senders-distinct', 'confirm-quorum'],
  ],
  [
    'one client less is listed than there are commitments',
    () => ({ commits: body.commits.slice(0, 3) }),
    ['confirm-quorum', 'commitments'],
  ],
  [
    'there are commitments, and no client is listed',
    () => ({ commits: [] }),
    ['confirm-quorum', 'commitments'],
  ],
  [
    'two clients are swapped, and their commitments are not',
    () => ({ commits: swap(body.commits, 0, 1) }),
    ['senders-distinct', 'confirm-quorum', 'commitment-fixed'],
  ],
  [
    'a Commit is of another session',
    () => ({ commits: [other.commits[0]!, ...body.commits.slice(1)] }),
    ['session-bound', 'confirm-quorum'],
  ],
  [
    'all Commits are of another session',
    () => ({ commits: other.commits }),
    ['session-bound', 'confirm-quorum'],
  ],
  [
    'all Commits and their commitments are of another session',
    () => ({ commits: other.commits, commitments: other.commitments }),
    ['session-bound', 'confirm-quorum'],
  ],
  [
    'a Commit is in another client’s name',
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
    'a Confirm stands for a Commit',
    () => ({ commits: [body.confirms[0]!, ...body.commits.slice(1)] }),
    ['phase-bound', 'confirm-quorum'],
  ],
  [
    'a Commit is garbage',
    () => ({ commits: [seedOf('garbage'), ...body.commits.slice(1)] }),
    ['well-formed', 'confirm-quorum'],
  ],
  [
    'a Commit is of no client of the roster',
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
      commitments: [...body.commitments, body.commitments[0]!],
    }),
    ['well-formed'],
  ],
  [
    'a client fixed commitments off the curve',
    () => withFixed(setup, body, (own, i) => (i === 0 ? flipped(own, 10) : own)),
    ['commitments'],
  ],
  [
    'a client fixed commitments that are not canonical',
    () => withFixed(setup, body, (own, i) => (i === 0 ? own.map(() => 255) : own)),
    ['commitments'],
  ],
  [
    'a client fixed commitments with a row less',
    () => withFixed(setup, body, (own, i) => (i === 0 ? own.slice(POINT_BYTES) : own)),
    ['commitments'],
  ],
  [
    'a client fixed commitments to another input than it sent',
    () => withFixed(setup, body, (own, i) => (i === 0 ? body.commitments[1]! : own)),
    ['opening'],
  ],
  [
    'a client signed a second Share, which fixes commitments to another input',
    () => ({
      shared: relistedEach(setup, body, (bytes, i) =>
        i === 0 ? refixed(setup, bytes, 0, body.commitments[1]!) : bytes,
      ),
      commitments: [body.commitments[1]!, ...body.commitments.slice(1)],
    }),
    ['commitment-fixed', 'opening'],
  ],
  [
    'commitments have a flipped bit',
    () => ({ commitments: [flipped(body.commitments[0]!, 10), ...body.commitments.slice(1)] }),
    ['commitments', 'commitment-fixed'],
  ],
  [
    'the last commitments have a flipped bit',
    () => ({ commitments: [...body.commitments.slice(0, 3), flipped(body.commitments[3]!, -1)] }),
    ['commitments', 'commitment-fixed'],
  ],
  [
    'commitments have a row less',
    () => ({
      commitments: [body.commitments[0]!.slice(POINT_BYTES), ...body.commitments.slice(1)],
    }),
    ['commitments', 'commitment-fixed'],
  ],
  [
    'commitments have a row more',
    () => ({
      commitments: [
        Uint8Array.of(...body.commitments[0]!, ...body.commitments[1]!.slice(0, POINT_BYTES)),
        ...body.commitments.slice(1),
      ],
    }),
    ['commitments', 'commitment-fixed'],
  ],
  [
    'commitments are empty',
    () => ({ commitments: [new Uint8Array(0), ...body.commitments.slice(1)] }),
    ['commitments', 'commitment-fixed'],
  ],
  [
    'one client’s commitments stand for another’s as well',
    () => ({ commitments: [body.commitments[1]!, ...body.commitments.slice(1)] }),
    ['commitment-fixed', 'opening'],
  ],
  [
    'two clients’ commitments are swapped',
    () => ({ commitments: swap(body.commitments, 0, 1) }),
    ['commitment-fixed'],
  ],
  [
    'commitments are those of another session',
    () => ({ commitments: [other.commitments[0]!, ...body.commitments.slice(1)] }),
    ['commitment-fixed', 'opening'],
  ],
  [
    'the last commitments are missing',
    () => ({ commitments: body.commitments.slice(0, 3) }),
    ['commitments'],
  ],
  [
    'the first commitments are missing',
    () => ({ commitments: body.commitments.slice(1) }),
    ['commitments', 'commitment-fixed'],
  ],
  [
    'there are commitments of nobody behind the others',
    () => ({ commitments: [...body.commitments, body.commitments[0]!] }),
    ['commitments'],
  ],
  ['there are no commitments', () => ({ commitments: [] }), ['commitments']],
  [
    'a client signed its Commit over another list of digests',
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
    'a client signed a malformed Commit',
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
    'a Commit stands for a confirmation',
    () => {
      const bytes = new Uint8Array(1);
      const commit = sealEnvelope(identities[0]!, session.digest, 'commit', 0, bytes);
      return { confirms: [commit, ...body.confirms.slice(1)] };
    },
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
