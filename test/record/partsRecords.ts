/** Files of all parts of a vector, and parts that are shown in another way. */
import type { CheckName } from '../../src/session/checks/table.ts';
import { encodeParts, readParts } from '../../src/messages/bundle.ts';
import { runPartsLocally } from '../../src/net/localParts.ts';
import type { ClientPhase } from '../../src/messages/table.ts';
import type { VerifierPolicy } from '../../src/record/policy.ts';
import { defineParts, type PartsDraft } from '../../src/session/parts.ts';
import type { Session } from '../../src/session/session.ts';
import {
  coordinator,
  seedOf,
  testFederation,
  testInput,
  testSession,
} from '../support/federation.ts';
import { flipped } from '../support/forgery.ts';
import type { RecordCase } from './recordVectors.ts';

const setup = testSession(4, { threshold: 3, maxCorrupt: 1, maxDropouts: 1 });
const DRAFT: PartsDraft = {
  roster: setup.roster,
  task: 'parts',
  round: 1,
  nonce: seedOf('parts'),
  threshold: 3,
  maxCorrupt: 1,
  maxDropouts: 1,
  length: 5,
  partLength: 2,
  bound: 1000,
  rowLength: 2,
  encoding: { kind: 'integer' },
  coordinatorKey: coordinator.publicKey.bytes,
};

/** Runs all parts; what is published, and the receipt of client 1. */
async function run(
  change: Partial<PartsDraft> = {},
  drops: Readonly<Record<number, ClientPhase>> = {},
): Promise<{ readonly records: readonly Uint8Array[]; readonly receipt: Uint8Array }> {
  const draft = { ...DRAFT, ...change };
  const { clients, ...parties } = testFederation(setup, drops, 'parts');
  const whole = { parameters: { length: draft.length, bound: draft.bound } } as Session;
  const sessions = defineParts(draft);
  const given = clients.map((client, i) => ({ ...client, input: () => testInput(whole, i) }));
  const { result, receipts } = await runPartsLocally({ ...parties, clients: given, sessions });
  if (result.kind === 'abort') throw new Error(result.message);
  const receipt = [...receipts.entries()].find(([id]) => (id as number) === 1)![1];
  return { records: readParts(result.result.record)!, receipt };
}

export async function partsRecords(): Promise<RecordCase[]> {
  const { records, receipt } = await run();
  const { records: fewer } = await run({}, { 3: 'commit' });
  const { records: others } = await run({ nonce: seedOf('other parts') });
  const clip = { kind: 'weighted-mean', clip: 2.5, maxWeight: 1000 } as const;
  const weighted = await run({ encoding: clip });
  const [first, second, third] = [records[0]!, records[1]!, records[2]!];
  const one = (
    name: string,
    about: string,
    parts: readonly Uint8Array[],
    fails: RecordCase['fails'],
    demands: Partial<VerifierPolicy> = {},
  ): RecordCase => {
    const policy = { rosterDigest: setup.roster.digest, ...demands };
    return { name, about, record: encodeParts(parts), policy, fails };
  };
  const plan: readonly CheckName[] = ['parts-complete'];
  return [
    one(
      'good_parts',
      'Five coordinates in parts of two, two and one; all is demanded of the whole.',
      records,
      [],
      {
        length: 5,
        rowLength: 2,
        expectMine: receipt,
      },
    ),
    one(
      'good_parts_weighted',
      'A weighted mean: the weight is in the last part alone.',
      weighted.records,
      [],
    ),
    { ...one('bad_part_alone', 'The record of one part.', records, plan), record: second },
    one('bad_parts_missing', 'The last part is missing.', [first, second], plan),
    one('bad_parts_more', 'The last part is there twice.', [...records, third], plan),
    one(
      'bad_parts_twice',
      'One part is there twice, and another one is missing.',
      [first, second, second],
      plan,
    ),
    one('bad_parts_order', 'Two parts are in another order.', [first, third, second], plan),
    one('bad_parts_other_plan', 'One part is of another plan.', [first, others[1]!, third], plan),
    one(
      'bad_parts_other_clients',
      'One part is over fewer clients.',
      [first, fewer[1]!, third],
      ['parts-same'],
    ),
    one(
      'bad_parts_length',
      'The length of a part is demanded of the whole.',
      records,
      ['policy-shape'],
      { length: 2 },
    ),
    one(
      'bad_parts_mine',
      'The receipt of one part where those of all are needed.',
      records,
      ['mine'],
      {
        expectMine: readParts(receipt)![0]!,
      },
    ),
    one(
      'bad_parts_changed',
      'The signature of one part is changed.',
      [first, flipped(second, second.length - 1), third],
      ['coordinator-signature'],
    ),
    one(
      'unreadable_parts_of_parts',
      'A file of parts within a file of parts.',
      [encodeParts(records)],
      'unreadable',
    ),
    {
      ...one('unreadable_parts_end', 'A file of parts that ends early.', records, 'unreadable'),
      record: encodeParts(records).slice(0, -1),
    },
  ];
}
