/** Records that must not pass, with the checks that they fail; and bytes that are no record. */
import { openRecord, type RecordBody } from '../../src/record/record.ts';
import type { VerifierPolicy } from '../../src/record/policy.ts';
import { sumFromBytes, sumToBytes } from '../../src/record/sumBytes.ts';
import type { Encoding } from '../../src/session/encodings/index.ts';
import type { CheckName } from '../../src/session/checks/table.ts';
import { parametersCodec, type SessionParameters } from '../../src/session/parameters.ts';
import { sessionFrom } from '../../src/session/session.ts';
import { sumBytesPerCoordinate } from '../../src/session/slots.ts';
import { POINT_BYTES } from '../../src/kernel/kernel.ts';
import type { CommitBody } from '../../src/messages/commit.ts';
import { codecOf } from '../../src/messages/table.ts';
import { toBytes } from '../../src/wire/codec.ts';
import { openEnvelope, sealEnvelope } from '../../src/wire/envelope.ts';
import { seedOf, testInput, testSession } from '../support/federation.ts';
import { flipped, resigned, retold } from '../support/forgery.ts';
import { blindersPlusOne, handmadeRecord } from './handmade.ts';
import { refixed, relisted as withShares, withFixed } from './otherCommitments.ts';
import { carried, changedBody, publish, resealed, setup, stranger } from './records.ts';
import type { RecordCase } from './recordVectors.ts';
import { unreadableBytes } from './unreadableBytes.ts';

const { session, roster, identities } = setup;
const policy = { rosterDigest: roster.digest };
const width = sumBytesPerCoordinate(session.layout);

export async function badRecords(): Promise<RecordCase[]> {
  const { record } = await publish();
  const second = testSession(4, { ...session.parameters, nonce: seedOf('another nonce') });
  const other = openRecord((await publish(second, 'another')).record).body;
  return [
    ...badPolicies(record),
    ...(await badMeanings()),
    ...badParameters(record),
    ...badBodies(record, other),
    leftOut(record),
    {
      name: 'bad_coordinator_signature',
      about: 'Whoever carries the record left out a confirmation beyond the quorum.',
      record: carried(
        record,
        changedBody(record, { confirms: openRecord(record).body.confirms.slice(1) }),
      ),
      policy,
      fails: ['coordinator-signature'],
    },
    {
      name: 'bad_sum_range_opens',
      about: 'A client committed to a coordinate beyond n · B: the sum opens, and is out of range.',
      record: await handmadeRecord(setup, {
        input: (client) =>
          testInput(session, client).map((x, i) => (client === 0 && i === 1 ? 9000 : x)),
      }),
      policy,
      fails: ['sum-range'],
    },
    ...unreadableBytes(record).map(([name, about, bytes]): RecordCase => ({
      name: `bad_unreadable_${name}`,
      about,
      record: bytes,
      policy,
      fails: 'unreadable',
    })),
  ];
}

function badPolicies(record: Uint8Array): RecordCase[] {
  const { commits } = openRecord(record).body;
  const demands: readonly (readonly [string, Partial<VerifierPolicy>, CheckName])[] = [
    ['roster', { rosterDigest: seedOf('roster') }, 'policy-roster'],
    ['coordinator', { coordinatorKey: stranger.publicKey.bytes }, 'policy-coordinator'],
    ['task', { task: 'another' }, 'policy-task'],
    ['round', { task: 'test', round: 2 }, 'policy-task'],
    ['model', { modelDigest: seedOf('model') }, 'policy-model'],
    ['layout', { layoutDigest: seedOf('layout') }, 'policy-layout'],
    ['clients', { minClients: 5 }, 'policy-clients'],
    ['corrupt', { maxCorrupt: 2 }, 'policy-corrupt'],
    ['proofs', { proofs: { kind: 'linf' } }, 'policy-proofs'],
    ['bound', { bound: { min: 1, max: 999 } }, 'policy-bound'],
    ['encoding', { encoding: { kind: 'fixed-point', clip: 1 } }, 'policy-encoding'],
    ['length', { length: 6 }, 'policy-shape'],
    ['row_length', { length: { min: 5, max: 5 }, rowLength: { min: 8, max: 16 } }, 'policy-shape'],
    ['scheme', { schemes: ['coded'] }, 'policy-scheme'],
    ['mine', { expectMine: flipped(commits[0]!, -1) }, 'mine'],
  ];
  return demands.map(([name, demand, check]) => ({
    name: `bad_policy_${name}`,
    about: `A good record that does not meet the policy: ${check}.`,
    record,
    policy: { ...policy, ...demand },
    fails: [check],
  }));
}

/** Good records whose numbers mean something else than the policy takes. */
async function badMeanings(): Promise<RecordCase[]> {
  const fixed = { kind: 'fixed-point', clip: 0.5, average: 'mean' } as const;
  const weighted = { kind: 'weighted-mean', clip: 1, maxWeight: 1000 } as const;
  const cases: readonly (readonly [string, Encoding, VerifierPolicy['encoding']])[] = [
    ['clip', fixed, { kind: 'fixed-point', clip: { min: 1, max: 2 } }],
    ['average', fixed, { kind: 'fixed-point', clip: 0.5, average: 'sum' }],
    ['weight', weighted, { kind: 'weighted-mean', clip: 1, maxWeight: { min: 1, max: 10 } }],
    ['weighted_clip', weighted, { kind: 'weighted-mean', clip: 2 }],
  ];
  return Promise.all(
    cases.map(async ([name, encoding, demanded]) => {
      const { record } = await publish(testSession(4, { ...session.parameters, encoding }));
      return {
        name: `bad_policy_${name}`,
        about: 'A good record that does not meet the policy: policy-encoding.',
        record,
        policy: { ...policy, encoding: demanded },
        fails: ['policy-encoding'] as const,
      };
    }),
  );
}

/** Records over other parameters than the clients signed: nothing in them is then of the session. */
function badParameters(record: Uint8Array): RecordCase[] {
  const cases: readonly (readonly [string, Partial<SessionParameters>, readonly CheckName[]])[] = [
    ['unsafe', { threshold: 2 }, ['thresholds-safe']],
    ['one_honest_input', { maxCorrupt: 2 }, ['thresholds-safe']],
    ['not_live', { maxDropouts: 2 }, ['thresholds-live']],
    ['slot_bits', { slotBits: 20 }, ['parameters']],
    ['no_task', { task: '' }, ['parameters']],
    ['no_deadlines', { deadlines: [] }, ['parameters']],
    ['too_many_rows', { length: 4097, rowLength: 1 }, ['parameters']],
    ['clip', { encoding: { kind: 'fixed-point', clip: 0, average: 'sum' } }, ['parameters']],
    ['weight', { encoding: { kind: 'weighted-mean', clip: 1, maxWeight: 1001 } }, ['parameters']],
    ['other_roster', { rosterDigest: seedOf('roster') }, ['roster-entries']],
    ['coordinator', { coordinatorKey: stranger.publicKey.bytes }, ['coordinator-signature']],
    [
      'coordinator_is_client',
      { coordinatorKey: identities[1]!.publicKey.bytes },
      ['roster-entries', 'coordinator-signature'],
    ],
    ['no_coordinator', { coordinatorKey: new Uint8Array(32) }, ['coordinator-signature']],
  ];
  return cases.map(([name, changes, fails]) => {
    const parameters = { ...session.parameters, ...changes };
    const bytes = toBytes(parametersCodec, parameters);
    const { digest } = sessionFrom(parameters, bytes);
    const body = changedBody(record, { session: bytes });
    return {
      name: `bad_parameters_${name}`,
      about: `The coordinator changed the parameters afterwards: ${fails.join(', ')}.`,
      record: resealed(record, body, { session: digest }),
      policy,
      fails: ['session-bound', 'confirm-quorum', ...fails],
    };
  });
}

/** `policy-clients` and `mine` are about what the record lists, whatever else is wrong with it. */
function leftOut(record: Uint8Array): RecordCase {
  const { commits } = openRecord(record).body;
  const garbage = seedOf('no envelope');
  return {
    name: 'bad_listed_and_left_out',
    about: 'One of the listed Commit envelopes is none; it counts for policy-clients and for mine.',
    record: resealed(record, changedBody(record, { commits: [garbage, ...commits.slice(1)] })),
    policy: { ...policy, minClients: 4, expectMine: garbage },
    fails: ['well-formed', 'confirm-quorum'],
  };
}

type Change = readonly [string, Partial<RecordBody>, readonly CheckName[]];

/** What a coordinator can write into a record and sign. */
function badBodies(record: Uint8Array, other: RecordBody): RecordCase[] {
  const { body } = openRecord(record);
  const [first, ...rest] = body.commits;
  const [own, ...others] = body.commitments;
  const [confirm, ...confirms] = body.confirms;
  const recommitted = (change: (b: CommitBody) => Partial<CommitBody>): Uint8Array[] => {
    const codec = codecOf('commit', session);
    const message = { envelope: first! };
    const { envelope } = resigned(session, identities[0]!, codec, message, (b) => ({
      ...b,
      ...change(b),
    }));
    return [envelope, ...rest];
  };
  const relisted = (change: (list: readonly Uint8Array[]) => readonly Uint8Array[]): Uint8Array =>
    retold(session, 'shared', codecOf('shared', session), { envelope: body.shared }, (b) => ({
      ...b,
      envelopes: change(b.envelopes),
    })).envelope;
  const sums = (change: (sum: Float64Array) => Float64Array): Uint8Array =>
    sumToBytes(change(sumFromBytes(body.sum, width)!), width);
  const inAnothersName = sealEnvelope(
    identities[0]!,
    session.digest,
    'commit',
    1,
    openEnvelope(first!, first!.length).body,
  );
  const changes: readonly Change[] = [
    ['transcript hash', { transcriptHash: flipped(body.transcriptHash, 3) }, ['confirm-quorum']],
    [
      'roster_name',
      { roster: [{ ...body.roster[0]!, name: 'other' }, ...body.roster.slice(1)] },
      ['roster-entries', 'policy-roster'],
    ],
    [
      'roster_short',
      { roster: body.roster.slice(0, 3) },
      ['roster-entries', 'policy-roster', 'well-formed', 'confirm-quorum'],
    ],
    ['client_left_out', { commits: rest, commitments: others }, ['confirm-quorum', 'opening']],
    ['no_clients', { commits: [], commitments: [] }, ['confirm-quorum']],
    [
      'client_twice',
      {
        commits: [...body.commits, body.commits[3]!],
        commitments: [...body.commitments, body.commitments[3]!],
      },
      ['senders-distinct', 'confirm-quorum', 'opening'],
    ],
    [
      'client_twice_other_commitments',
      {
        commits: [...body.commits, body.commits[3]!],
        commitments: [...body.commitments, own!],
      },
      ['senders-distinct', 'confirm-quorum', 'commitment-fixed', 'opening'],
    ],
    [
      'clients_swapped',
      {
        commits: [rest[0]!, first!, ...rest.slice(1)],
        commitments: [others[0]!, own!, ...others.slice(1)],
      },
      ['senders-distinct', 'confirm-quorum'],
    ],
    [
      'old_commitment',
      { commits: [other.commits[0]!, ...rest] },
      ['session-bound', 'confirm-quorum'],
    ],
    [
      'anothers_name',
      { commits: [inAnothersName, ...rest] },
      ['client-signature', 'confirm-quorum'],
    ],
    ['confirm_as_commit', { commits: [confirm!, ...rest] }, ['phase-bound', 'confirm-quorum']],
    ['commit_empty', { commits: [new Uint8Array(0), ...rest] }, ['well-formed', 'confirm-quorum']],
    ['confirm_empty', { confirms: [new Uint8Array(0), ...confirms] }, ['well-formed']],
    ['commit_garbage', { commits: [seedOf('x'), ...rest] }, ['well-formed', 'confirm-quorum']],
    [
      'commit_signature',
      { commits: [flipped(first!, -64), ...rest] },
      ['client-signature', 'confirm-quorum'],
    ],
    [
      'commitments_off_curve',
      withFixed(setup, body, (own, i) => (i === 0 ? flipped(own, 10) : own)),
      ['commitments'],
    ],
    [
      'commitments_not_reduced',
      withFixed(setup, body, (own, i) => (i === 0 ? own.map(() => 255) : own)),
      ['commitments'],
    ],
    [
      'commitments_row_short',
      withFixed(setup, body, (own, i) => (i === 0 ? own.slice(POINT_BYTES) : own)),
      ['commitments'],
    ],
    [
      'commitments_row_long',
      withFixed(setup, body, (own, i) =>
        i === 0 ? Uint8Array.of(...own, ...own.slice(0, POINT_BYTES)) : own,
      ),
      ['commitments'],
    ],
    [
      'commitments_anothers',
      withFixed(setup, body, (own, i) => body.commitments[i === 0 ? 1 : i] ?? own),
      ['opening'],
    ],
    [
      'commitments_changed_off_curve',
      { commitments: [flipped(own!, 10), ...others] },
      ['commitments', 'commitment-fixed'],
    ],
    [
      'commitments_changed_rows',
      { commitments: [own!.slice(POINT_BYTES), ...others] },
      ['commitments', 'commitment-fixed'],
    ],
    [
      'commitments_replaced',
      { commitments: [others[0]!, ...others] },
      ['commitment-fixed', 'opening'],
    ],
    [
      'commitments_swapped',
      { commitments: [others[0]!, own!, ...others.slice(1)] },
      ['commitment-fixed'],
    ],
    [
      'commitments_old',
      { commitments: [other.commitments[0]!, ...others] },
      ['commitment-fixed', 'opening'],
    ],
    [
      'commitments_fixed_twice',
      {
        shared: withShares(setup, body, (bytes, i) =>
          i === 0 ? refixed(setup, bytes, i, others[0]!) : bytes,
        ),
        commitments: [others[0]!, ...others],
      },
      ['commitment-fixed', 'opening'],
    ],
    ['commitments_left_out', { commitments: body.commitments.slice(0, 3) }, ['commitments']],
    ['commitments_first_left_out', { commitments: others }, ['commitments', 'commitment-fixed']],
    ['commitments_one_more', { commitments: [...body.commitments, own!] }, ['commitments']],
    ['no_commitments', { commitments: [] }, ['commitments']],
    ['commitments_of_nobody', { commits: [] }, ['confirm-quorum', 'commitments']],
    [
      'commit_malformed',
      {
        commits: [
          sealEnvelope(identities[0]!, session.digest, 'commit', 0, new Uint8Array(1)),
          ...rest,
        ],
      },
      ['confirm-quorum', 'commitments'],
    ],
    [
      'commit_transcript',
      { commits: recommitted(() => ({ transcriptHash: seedOf('transcript hash') })) },
      ['confirm-quorum', 'commitment-fixed'],
    ],
    ['no_digests', { shared: new Uint8Array(0) }, ['commitment-fixed']],
    ['old_digests', { shared: other.shared }, ['commitment-fixed']],
    ['digest_left_out', { shared: relisted((list) => list.slice(1)) }, ['commitment-fixed']],
    ['no_quorum', { confirms: body.confirms.slice(0, 2) }, ['confirm-quorum']],
    [
      'quorum_of_one',
      { confirms: [confirm!, confirm!, confirm!] },
      ['senders-distinct', 'confirm-quorum'],
    ],
    ['old_quorum', { confirms: other.confirms }, ['session-bound', 'confirm-quorum']],
    ['confirm_signature', { confirms: [flipped(confirm!, -1), ...confirms] }, ['client-signature']],
    [
      'commit_as_confirm',
      {
        confirms: [
          sealEnvelope(identities[0]!, session.digest, 'commit', 0, new Uint8Array(1)),
          ...confirms,
        ],
      },
      ['phase-bound'],
    ],
    ['sum_biased', { sum: sums((sum) => sum.map((x, i) => (i === 1 ? x + 1 : x))) }, ['opening']],
    ['sum_reordered', { sum: sums((sum) => sum.reverse()) }, ['opening']],
    [
      'sum_beyond',
      { sum: sums((sum) => sum.map((x, i) => (i === 0 ? 4001 : x))) },
      ['sum-range', 'opening'],
    ],
    ['sum_short', { sum: body.sum.slice(width) }, ['sum-range']],
    ['sum_byte_long', { sum: Uint8Array.of(...body.sum, 0) }, ['sum-range']],
    ['blinder', { blinders: blindersPlusOne(body.blinders) }, ['opening']],
    ['blinder_not_canonical', { blinders: body.blinders.slice().fill(255, 0, 32) }, ['sum-range']],
    ['blinder_missing', { blinders: body.blinders.slice(32) }, ['sum-range']],
  ];
  return changes.map(([name, change, fails]) => ({
    name: `bad_${name}`,
    about: `The coordinator signed a record that fails ${fails.join(', ')}.`,
    record: resealed(record, changedBody(record, change)),
    policy,
    fails,
  }));
}
