/** Records that are valid under their policy. */
import type { VerifierPolicy } from '../../src/record/policy.ts';
import { openRecord } from '../../src/record/record.ts';
import { confirmCodec } from '../../src/messages/confirm.ts';
import { Roster } from '../../src/session/roster.ts';
import { coordinator, seedOf, testSession, type TestSession } from '../support/federation.ts';
import { exchange, publishedBy } from '../support/exchange.ts';
import { resigned } from '../support/forgery.ts';
import { setup as sparse } from '../support/sparse.ts';
import { transparentProofs } from '../support/transparentProofs.ts';
import { handmadeRecord, withTorsion } from './handmade.ts';
import { changedBody, publish, resealed, setup } from './records.ts';
import type { RecordCase } from './recordVectors.ts';

const FOUR = { threshold: 3, maxCorrupt: 1, maxDropouts: 1 };

export async function goodRecords(): Promise<RecordCase[]> {
  return [
    await good('plain', 'Four inputs of three coordinates in two rows.', setup),
    await everythingDemanded(),
    await good(
      'fixed_point',
      'A clip that is no integer: 64-bit float in the parameters.',
      testSession(4, { ...FOUR, encoding: { kind: 'fixed-point', clip: 0.1, average: 'mean' } }),
      {
        encoding: { kind: 'fixed-point', clip: 0.1, average: 'mean' },
        bound: { min: 1, max: 1000 },
      },
    ),
    await good(
      'half_float',
      'A clip that a float of 16 bits would hold, in its 64 bits; and deadlines.',
      testSession(4, {
        ...FOUR,
        encoding: { kind: 'fixed-point', clip: 2.5, average: 'sum' },
        deadlines: [1000, 0, 60_000, 2 ** 40, 5],
      }),
    ),
    await good(
      'weighted_mean',
      'A clip that is an integer, which travels as a float all the same; the greatest weight is the bound.',
      testSession(4, { ...FOUR, encoding: { kind: 'weighted-mean', clip: 2, maxWeight: 1000 } }),
    ),
    await good(
      'large_clip',
      'A clip of 2^60, beyond the integers.',
      testSession(4, { ...FOUR, encoding: { kind: 'fixed-point', clip: 2 ** 60, average: 'sum' } }),
      {
        encoding: {
          kind: 'fixed-point',
          clip: { min: 2 ** 60, max: 2 ** 61 },
          average: 'sum',
        },
        rowLength: { min: 2, max: 4 },
      },
    ),
    await good(
      'wide_slots',
      'The greatest bound: slots of 36 bits, sums of five bytes; rows of one coordinate.',
      testSession(5, { bound: 2 ** 31 - 1, rowLength: 1 }),
    ),
    await good(
      'one_row',
      'A row that is longer than the vector: only three generators are used.',
      testSession(3, { length: 3, rowLength: 4096 }),
    ),
    await good(
      'sparse',
      'Twelve inputs under the scheme sparse, with the graph of its parameters, and a policy that asks for it.',
      sparse,
      { schemes: ['sparse'] },
    ),
    await spareConfirmation(),
    await names(),
    await torsion(),
    await proofsByCoordinator(),
  ];
}

async function good(
  name: string,
  about: string,
  session: TestSession,
  demands: Partial<VerifierPolicy> = {},
): Promise<RecordCase> {
  const { record } = await publish(session);
  const policy = { rosterDigest: session.roster.digest, ...demands };
  return { name: `good_${name}`, about, record, policy, fails: [] };
}

async function everythingDemanded(): Promise<RecordCase> {
  const modelDigest = seedOf('model');
  const layoutDigest = seedOf('layout');
  const session = testSession(7, {
    task: 'a task',
    round: 12,
    modelDigest,
    layoutDigest,
    length: 8,
  });
  const run = await exchange(session, { drops: { 5: 'share' } });
  const { record, included } = publishedBy(run);
  return {
    name: 'good_everything_demanded',
    about: 'One client of seven dropped out, and the policy demands all that it can.',
    record,
    policy: {
      rosterDigest: session.roster.digest,
      coordinatorKey: coordinator.publicKey.bytes,
      task: 'a task',
      round: 12,
      modelDigest,
      layoutDigest,
      minClients: included.length,
      maxCorrupt: session.session.parameters.maxCorrupt,
      expectMine: run.sent.commit.get(2)!.envelope,
      bound: 1000,
      encoding: { kind: 'integer' },
      length: 8,
      rowLength: 4,
    },
    fails: [],
  };
}

async function spareConfirmation(): Promise<RecordCase> {
  const { session, roster, identities } = setup;
  const { record } = await publish();
  const { confirms } = openRecord(record).body;
  const other = resigned(
    session,
    identities[3]!,
    confirmCodec,
    { envelope: confirms[3]! },
    (b) => ({
      ...b,
      root: seedOf('another set'),
    }),
  );
  const body = changedBody(record, { confirms: [...confirms.slice(0, 3), other.envelope] });
  return {
    name: 'good_spare_confirmation',
    about: 'One client confirmed another set; the other three are a quorum.',
    record: resealed(record, body),
    policy: { rosterDigest: roster.digest },
    fails: [],
  };
}

async function names(): Promise<RecordCase> {
  const plain = testSession(4, FOUR);
  const called = ['Zoë', '😀'.repeat(50), '\u{1f600}\u200d', '名前'];
  const roster = Roster.of(
    called.map((name, i) => ({ name, key: plain.identities[i]!.publicKey })),
  );
  const { session } = testSession(4, { ...FOUR, roster, task: 'Größe · 測試' });
  return {
    name: 'good_names',
    about: 'Names and a task beyond ASCII, one name of 100 UTF-16 code units in 50 characters.',
    record: await handmadeRecord({ ...plain, roster, session }),
    policy: { rosterDigest: roster.digest, task: 'Größe · 測試' },
    fails: [],
  };
}

async function torsion(): Promise<RecordCase> {
  const session = testSession(4, FOUR);
  return {
    name: 'good_torsion',
    about:
      'One client added the point of order 2 to its commitments: it vanishes under the cofactor.',
    record: await handmadeRecord(session, {
      points: (client, points) => (client === 1 ? withTorsion(points) : points),
    }),
    policy: { rosterDigest: session.roster.digest },
    fails: [],
  };
}

async function proofsByCoordinator(): Promise<RecordCase> {
  const { prover, checker } = transparentProofs('linf');
  const keyDigest = checker.setup.digest;
  const proofs = {
    system: 'groth16',
    statement: { kind: 'linf' },
    setup: keyDigest,
    checking: { mode: 'coordinator' },
  } as const;
  const session = { ...testSession(4, { ...FOUR, proofs }), prover, checker };
  return {
    name: 'good_proofs_by_coordinator',
    about: 'A session whose range proofs the coordinator alone checked: none are in the record.',
    record: (await publish(session)).record,
    policy: {
      rosterDigest: session.roster.digest,
      proofs: { kind: 'linf', checking: { mode: 'coordinator' }, setup: keyDigest },
    },
    fails: [],
  };
}
