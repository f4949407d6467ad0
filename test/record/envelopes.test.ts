/** What a report says of a record's own envelope and of its clients’: which check each fault fails, and in which words. */
import { codecOf, type MessageType } from '../../src/messages/table.ts';
import { describe, expect, it } from 'vitest';
import type { Identity } from '../../src/crypto/signing.ts';
import { openRecord, type RecordBody } from '../../src/record/record.ts';
import type { CheckLine } from '../../src/record/report.ts';
import { verifyAggregate } from '../../src/record/verify.ts';
import { CHECKS, type NumberedCheck } from '../../src/session/checks/table.ts';
import { COORDINATOR_SENDER, sealEnvelope } from '../../src/wire/envelope.ts';
import { extendTranscript } from '../../src/wire/transcript.ts';
import { POINT_BYTES } from '../../src/kernel/kernel.ts';
import { coordinator, identity, kernel, seedOf } from '../support/federation.ts';
import { bodyOf, flipped, fromCoordinator, resigned, retold } from '../support/forgery.ts';
import { prepare } from '../support/prepared.ts';
import { changedBody, publish, resealed, setup } from './records.ts';

const { session, roster, identities } = setup;
let record: Uint8Array;
let body: RecordBody;
prepare(async () => {
  ({ record } = await publish());
  ({ body } = openRecord(record));
});

const NOT_MADE = 'not made, because an earlier check failed';

async function linesOf(bytes: Uint8Array): Promise<ReadonlyMap<NumberedCheck, CheckLine>> {
  const policy = { rosterDigest: roster.digest, roster };
  const { checks, valid } = await verifyAggregate(bytes, policy, kernel);
  expect(valid).toBe(checks.every(({ verdict }) => verdict !== 'failed'));
  return new Map(checks.map((line) => [line.check, line]));
}

/** The lines of a record that its coordinator signed with something changed in it. */
const changed = (changes: Partial<RecordBody>): Promise<ReadonlyMap<NumberedCheck, CheckLine>> =>
  linesOf(resealed(record, changedBody(record, changes)));

const failed = (check: NumberedCheck, detail: string): CheckLine => ({
  check,
  verdict: 'failed',
  detail,
});
const passed = (check: NumberedCheck): CheckLine => ({
  check,
  verdict: 'passed',
  detail: CHECKS[check].demands,
});
const notMade = (check: NumberedCheck): CheckLine => ({
  check,
  verdict: 'not-applicable',
  detail: NOT_MADE,
});

describe('a record’s own envelope', () => {
  const signed = async (
    phase: MessageType,
    sender: number,
    signer: Identity = coordinator,
    digest = session.digest,
  ): Promise<CheckLine | undefined> => {
    const bytes = sealEnvelope(signer, digest, phase, sender, changedBody(record, {}));
    return (await linesOf(bytes)).get('coordinator-signature');
  };
  const misnamed = failed(
    'coordinator-signature',
    'the envelope is not one of a record of this session',
  );

  it('is a record’s, by the coordinator, of this session', async () => {
    expect(await signed('record', COORDINATOR_SENDER)).toEqual(passed('coordinator-signature'));
    expect(await signed('shared', COORDINATOR_SENDER)).toEqual(misnamed);
    expect(await signed('record', 0)).toEqual(misnamed);
    expect(await signed('record', COORDINATOR_SENDER, coordinator, seedOf('other'))).toEqual(
      misnamed,
    );
  });

  it('carries the coordinator’s signature', async () => {
    expect(await signed('record', COORDINATOR_SENDER, identity('stranger'))).toEqual(
      failed(
        'coordinator-signature',
        'the coordinator’s signature over the record does not verify',
      ),
    );
  });
});

describe('clients’ envelopes', () => {
  it('are counted where several fail one check', async () => {
    const wrong = (count: number): Partial<RecordBody> => ({
      confirms: body.confirms.map((bytes, i) => (i < count ? flipped(bytes, -1) : bytes)),
    });
    const first = 'the signature of client 0 does not verify';
    const lineOf = async (count: number): Promise<CheckLine | undefined> =>
      (await changed(wrong(count))).get('client-signature');
    expect(await lineOf(0)).toEqual(passed('client-signature'));
    expect(await lineOf(1)).toEqual(failed('client-signature', first));
    expect(await lineOf(2)).toEqual(failed('client-signature', `${first} (and 1 more)`));
    expect(await lineOf(4)).toEqual(failed('client-signature', `${first} (and 3 more)`));
  });

  it('are counted together, commitments and confirmations', async () => {
    const lines = await changed({
      commits: [seedOf('garbage'), ...body.commits.slice(1)],
      confirms: [seedOf('garbage'), ...body.confirms.slice(1)],
    });
    expect(lines.get('well-formed')).toMatchObject({
      verdict: 'failed',
      detail: expect.stringMatching(/ \(and 1 more\)$/) as string,
    });
    for (const check of ['session-bound', 'phase-bound', 'client-signature'] as const) {
      expect(lines.get(check)).toEqual(passed(check));
    }
  });

  it('are no longer than their kind in this session', async () => {
    const long = sealEnvelope(identities[0]!, session.digest, 'commit', 0, new Uint8Array(2000));
    const lines = await changed({ commits: [long, ...body.commits.slice(1)] });
    expect(lines.get('well-formed')).toMatchObject({
      verdict: 'failed',
      detail: expect.stringMatching(/^\d+ bytes where at most \d+ are allowed$/) as string,
    });
  });

  it('leave the sum unchecked where one of them can’t be relied on, though it only confirms', async () => {
    const lines = await changed({
      confirms: [flipped(body.confirms[0]!, -1), ...body.confirms.slice(1)],
    });
    expect(lines.get('confirm-quorum')).toEqual(passed('confirm-quorum'));
    expect(lines.get('commitments')).toEqual(passed('commitments'));
    expect(lines.get('commitment-fixed')).toEqual(passed('commitment-fixed'));
    expect(lines.get('sum-range')).toEqual(notMade('sum-range'));
    expect(lines.get('opening')).toEqual(notMade('opening'));
  });

  it('leave the sum unchecked where there are none', async () => {
    const lines = await changed({ commits: [], commitments: [], confirms: [] });
    expect(lines.get('commitments')).toEqual(passed('commitments'));
    expect(lines.get('commitment-fixed')).toEqual(passed('commitment-fixed'));
    expect(lines.get('sum-range')).toEqual(notMade('sum-range'));
    expect(lines.get('confirm-quorum')).toEqual(
      failed('confirm-quorum', '0 included clients signed this set, fewer than the threshold 3'),
    );
  });

  it('leave the sum unchecked where a commitment is none', async () => {
    const none = sealEnvelope(identities[0]!, session.digest, 'commit', 0, Uint8Array.of(0x80));
    const lines = await changed({ commits: [none, ...body.commits.slice(1)] });
    expect(lines.get('commitments')).toEqual(
      failed('commitments', 'a commitment is not a list of canonical points on the curve'),
    );
    expect(lines.get('opening')).toEqual(notMade('opening'));
  });

  it('are one a client, in order, in each of the two lists', async () => {
    const reversed = <T>(list: readonly T[]): T[] => [...list].reverse();
    const line = failed('senders-distinct', 'a client is listed twice or out of order');
    for (const changes of [
      { commits: reversed(body.commits) },
      { confirms: reversed(body.confirms) },
    ]) {
      expect((await changed(changes)).get('senders-distinct')).toEqual(line);
    }
  });
});

describe('a quorum', () => {
  const quorum = async (changes: Partial<RecordBody>): Promise<CheckLine | undefined> =>
    (await changed(changes)).get('confirm-quorum');
  const short = (signers: number): CheckLine =>
    failed(
      'confirm-quorum',
      `${signers} included clients signed this set, fewer than the threshold 3`,
    );

  it('is t of the included clients, each counted once', async () => {
    const [a, b, c] = body.confirms as [Uint8Array, Uint8Array, Uint8Array];
    expect(await quorum({ confirms: [a, b, c] })).toEqual(passed('confirm-quorum'));
    expect(await quorum({ confirms: [a, b] })).toEqual(short(2));
    expect(await quorum({ confirms: [a, b, b] })).toEqual(short(2));
  });

  it('does not count who is not included', async () => {
    // The same set for all four, and one of them is none of it.
    const [commits, commitments] = [body.commits.slice(1), body.commitments.slice(1)];
    expect(await quorum({ commits, commitments })).toEqual(short(0));
  });
});

describe('the list of commitments', () => {
  it('has one entry for each Commit', async () => {
    const [first] = body.commitments;
    const cases: readonly [Partial<RecordBody>, number, number][] = [
      [{ commitments: body.commitments.slice(0, 3) }, 3, 4],
      [{ commitments: [...body.commitments, first!] }, 5, 4],
      [{ commitments: [] }, 0, 4],
      [{ commits: body.commits.slice(0, 3) }, 4, 3],
      [{ commits: [] }, 4, 0],
    ];
    for (const [changes, found, commits] of cases) {
      const lines = await changed(changes);
      const says = `${found} clients’ commitments are listed with ${commits} Commits`;
      expect(lines.get('commitments')).toEqual(failed('commitments', says));
      expect(lines.get('sum-range')).toEqual(notMade('sum-range'));
      expect(lines.get('opening')).toEqual(notMade('opening'));
    }
  });

  it('is read in the places of the Commits, also where one of these can’t be', async () => {
    const garbage = { commits: [seedOf('garbage'), ...body.commits.slice(1)] };
    for (const changes of [
      garbage,
      // Nobody has signed anything that these belong to.
      { ...garbage, commitments: [seedOf('no points'), ...body.commitments.slice(1)] },
    ]) {
      const lines = await changed(changes);
      expect(lines.get('commitments')).toEqual(passed('commitments'));
      expect(lines.get('commitment-fixed')).toEqual(passed('commitment-fixed'));
      expect(lines.get('opening')).toEqual(notMade('opening'));
    }
    const moved = { ...garbage, commitments: [...body.commitments.slice(1), body.commitments[0]!] };
    expect((await changed(moved)).get('commitment-fixed')).toEqual(
      failed(
        'commitment-fixed',
        'the commitments of client 1 are not those that it fixed before it knew the others’',
      ),
    );
  });

  it('holds as many points for each client as there are rows, on the curve', async () => {
    const bad = failed(
      'commitments',
      'a commitment is not a list of canonical points on the curve',
    );
    const of = (bytes: Uint8Array): Uint8Array[] => [...body.commitments.slice(0, 3), bytes];
    const last = body.commitments[3]!;
    for (const bytes of [
      new Uint8Array(0),
      last.slice(1),
      last.slice(POINT_BYTES),
      Uint8Array.of(...last, ...last.slice(0, POINT_BYTES)),
      flipped(last, 0),
      flipped(last, -1),
    ]) {
      const lines = await changed({ commitments: of(bytes) });
      expect(lines.get('commitments')).toEqual(bad);
      expect(lines.get('opening')).toEqual(notMade('opening'));
    }
  });
});

describe('commitments that were fixed', () => {
  const lists = codecOf('shared', session);
  const fixed = async (changes: Partial<RecordBody>): Promise<CheckLine | undefined> =>
    (await changed(changes)).get('commitment-fixed');

  /** The list with other envelopes in it, and commitments of all clients that follow on it. */
  const relisted = (
    change: (envelopes: readonly Uint8Array[]) => readonly Uint8Array[],
  ): Partial<RecordBody> => {
    const shared = retold(session, 'shared', lists, { envelope: body.shared }, (list) => ({
      ...list,
      envelopes: change(list.envelopes),
    })).envelope;
    const transcriptHash = extendTranscript(
      bodyOf(lists, { envelope: shared }).transcriptHash,
      shared,
    );
    const commits = body.commits.map(
      (envelope, i) =>
        resigned(session, identities[i]!, codecOf('commit', session), { envelope }, (commit) => ({
          ...commit,
          transcriptHash,
        })).envelope,
    );
    return { shared, commits };
  };

  it('stand in the list that all of them follow on', async () => {
    expect(await fixed({})).toEqual(passed('commitment-fixed'));
    expect(await fixed(relisted((envelopes) => envelopes))).toEqual(passed('commitment-fixed'));
    expect(await fixed(relisted((envelopes) => [...envelopes].reverse()))).toEqual(
      passed('commitment-fixed'),
    );
  });

  it('are not fixed by a list without their client', async () => {
    const other =
      'the commitments of client 2 are not those that it fixed before it knew the others’';
    const missing = relisted((envelopes) => envelopes.filter((_, i) => i !== 2));
    expect(await fixed(missing)).toEqual(failed('commitment-fixed', other));
  });

  it('are those of their own client in that list', async () => {
    const { commitments } = body;
    const [first, second, third] = commitments as [Uint8Array, Uint8Array, Uint8Array];
    const last = commitments[3]!;
    for (const [listed, client] of [
      [[second, first, third, last], 0],
      [[first, first, third, last], 1],
      [[first, second, third, second], 3],
    ] as [Uint8Array[], number][]) {
      expect(await fixed({ commitments: listed })).toEqual(
        failed(
          'commitment-fixed',
          `the commitments of client ${client} are not those that it fixed before it knew the others’`,
        ),
      );
    }
  });

  it('are not fixed by another list than the one that they follow on', async () => {
    const { shared } = relisted((envelopes) => envelopes.slice(0, 3));
    expect(await fixed({ shared: shared! })).toEqual(
      failed(
        'commitment-fixed',
        'client 0 committed after a different list of digests than the one in the record',
      ),
    );
  });

  it('are not fixed by a list that can’t be read, whatever is wrong in it', async () => {
    const unreadable = failed(
      'commitment-fixed',
      'the list of commitment digests in the record cannot be read',
    );
    const garbageInside = relisted((envelopes) => [...envelopes.slice(1), seedOf('garbage')]);
    const noShare = relisted((envelopes) => [...envelopes.slice(1), body.confirms[0]!]);
    const noList = fromCoordinator(session, 'shared', Uint8Array.of(0x80));
    const long = fromCoordinator(session, 'shared', new Uint8Array(4000));
    for (const changes of [garbageInside, noShare, { shared: noList }, { shared: long }]) {
      expect(await fixed(changes)).toEqual(unreadable);
    }
  });
});
