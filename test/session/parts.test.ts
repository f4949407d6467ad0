/** Vectors that are summed in parts, from their sessions to the report over all. */
import { beforeAll, describe, expect, it } from 'vitest';
import { joinParts } from '../../src/client/parts/joinParts.ts';
import { joinSession } from '../../src/client/join.ts';
import { openParts } from '../../src/coordinator/parts/coordinatorParts.ts';
import { openSession } from '../../src/coordinator/open.ts';
import { seededRandom } from '../../src/crypto/random.ts';
import { type LocalPartsOutcome, runPartsLocally } from '../../src/net/localParts.ts';
import { encodeParts, readParts } from '../../src/messages/bundle.ts';
import { recordPolicy } from '../../src/record/policy.ts';
import { type Report, verifyAggregate } from '../../src/record/verify.ts';
import { memoryLedger } from '../../src/session/ledger.ts';
import { defineParts, planDigest } from '../../src/session/parts.ts';
import { defineSession, type Session, SessionError } from '../../src/session/session.ts';
import {
  coordinator,
  identity,
  kernel,
  plainSum,
  policyFor,
  seedOf,
  testFederation,
  testInput,
} from '../support/federation.ts';
import { draft, sessions, setup, WHOLE } from '../support/parts.ts';

function run(drops = {}, of = sessions): Promise<LocalPartsOutcome> {
  const { clients, ...parties } = testFederation(setup, drops);
  const whole = clients.map((client, i) => ({ ...client, input: () => testInput(WHOLE, i) }));
  return runPartsLocally({ ...parties, clients: whole, sessions: of });
}

const failed = (report: Report): readonly string[] =>
  report.checks.filter(({ verdict }) => verdict === 'failed').map(({ check }) => check);

const policy = { rosterDigest: setup.roster.digest };

let outcome: LocalPartsOutcome;
let bundle: Uint8Array;
let records: readonly Uint8Array[];
beforeAll(async () => {
  outcome = await run({ 3: 'commit' });
  if (outcome.result.kind === 'abort') throw new Error(outcome.result.message);
  bundle = outcome.result.result.record;
  records = readParts(bundle)!;
});

describe('the sessions of a plan', () => {
  it('have the coordinates one after the other, and one digest', () => {
    expect(sessions.map(({ parameters: { length, part } }) => [length, part?.index])).toEqual([
      [4, 0],
      [4, 1],
      [3, 2],
    ]);
    const digests = new Set(sessions.map((session) => String(planDigest(session))));
    expect(digests.size).toBe(1);
    const other = defineParts({ ...draft, nonce: seedOf('other') });
    expect(digests).not.toContain(String(planDigest(other[1]!)));
    expect(new Set(sessions.map(({ digest }) => String(digest))).size).toBe(3);
  });

  it.each([
    ['no part length', { partLength: 0 }, /partLength: expected/],
    ['one part', { partLength: 11 }, /less than the length/],
    ['too many parts', { length: 300, partLength: 1, rowLength: 4 }, /2 to 256 parts/],
    [
      'a norm',
      {
        proofs: {
          system: 'planes',
          statement: { kind: 'l2', maxSquaredNorm: 9 },
          checking: { mode: 'full' },
        },
      },
      /cannot be made in parts/,
    ],
    [
      'a scheme of neighbours',
      { scheme: { kind: 'sparse' } },
      /a sparse session cannot sum a part/,
    ],
  ] as const)('are not defined for %s', (_, change, message) => {
    expect(() => defineParts({ ...draft, ...change })).toThrow(message);
  });

  it('have the ranges that follow, and no others', () => {
    const part = { totalLength: 11, partLength: 4, index: 2 };
    const { partLength, ...whole } = draft;
    for (const change of [{ length: 4 }, { length: 3, part: { ...part, index: 3 } }]) {
      expect(() => defineSession({ ...whole, part, ...change })).toThrow(SessionError);
    }
    expect(partLength).toBe(4);
  });
});

describe('a vector in parts', () => {
  it('is summed over the clients that stay in all parts', () => {
    const { result } = outcome;
    expect(result).toMatchObject({ kind: 'finish', result: { included: [0, 1, 2] } });
    if (result.kind === 'finish') expect(result.result.sum).toEqual(plainSum(WHOLE, [0, 1, 2]));
  });

  it('leaves a client that misses one part out of all', async () => {
    const opened = openParts({ sessions, roster: setup.roster, identity: coordinator, kernel });
    const clients = await joinAll(opened.output);
    for (const { state, output } of clients) {
      expect(state.sessions).toHaveLength(3);
      for (const [part, message] of output.entries()) await opened.state.receive(part, message);
    }
    let step = await opened.state.close();
    for (let phase = 1; step.kind === 'send'; phase++) {
      for (const { to, part, message } of step.messages) {
        const answer = await clients[to]!.state.receive(part, message);
        if (answer.kind !== 'send') continue;
        for (const sent of answer.messages) {
          // Client 1's Commit of part 2 is lost.
          if (phase === 2 && to === 1 && sent.part === 2) continue;
          expect((await opened.state.receive(sent.part, sent.message)).kind).toBe('accepted');
        }
      }
      step = await opened.state.close();
    }
    if (step.kind === 'abort') throw new Error(step.message);
    expect(step.result.included).toEqual([0, 2, 3]);
    expect(step.result.sum).toEqual(plainSum(WHOLE, [0, 2, 3]));
  });

  it('ends in all parts when too few stay', async () => {
    const { result } = await run({ 2: 'commit', 3: 'commit' });
    expect(result).toMatchObject({ kind: 'abort', code: 'quorum-present' });
  });
});

async function joinAll(
  invitations: Parameters<typeof joinParts>[0]['invitations'],
): Promise<Extract<Awaited<ReturnType<typeof joinParts>>, { kind: 'advance' }>[]> {
  return Promise.all(
    setup.identities.map(async (own, i) => {
      const joined = await join(i, invitations);
      if (joined.kind === 'abort') throw new Error(`${own.publicKey.toHex()}: ${joined.message}`);
      return joined;
    }),
  );
}

function join(
  client: number,
  invitations: Parameters<typeof joinParts>[0]['invitations'],
  ledger = memoryLedger(),
): ReturnType<typeof joinParts> {
  return joinParts({
    invitations,
    task: 'test',
    roster: setup.roster,
    identity: identity(`client ${client}`),
    policy: { ...policyFor(setup), length: 11 },
    ledger,
    input: () => testInput(WHOLE, client),
    random: seededRandom(seedOf(`parts ${client}`)),
    kernel,
  });
}

describe('joining', () => {
  const invitationsOf = (of: readonly Session[]): Parameters<typeof joinParts>[0]['invitations'] =>
    of.map(
      (session) =>
        openSession({ session, roster: setup.roster, identity: coordinator, kernel }).output,
    );

  it.each([
    ['a part that is missing', (all: readonly Session[]) => all.slice(0, 2), /2 of 3 parts/],
    ['a part twice', (all: readonly Session[]) => [all[0]!, all[1]!, all[1]!], /not part 2/],
    [
      'parts in another order',
      (all: readonly Session[]) => [all[1]!, all[0]!, all[2]!],
      /not part 0/,
    ],
    [
      'a part of another plan',
      (all: readonly Session[]) => [
        all[0]!,
        defineParts({ ...draft, nonce: seedOf('other') })[1]!,
        all[2]!,
      ],
      /not part 1/,
    ],
    [
      'parts of another length',
      (all: readonly Session[]) => [
        ...all.slice(0, 2),
        defineParts({ ...draft, partLength: 5 })[2]!,
      ],
      /not part 2/,
    ],
    [
      'a whole vector',
      (all: readonly Session[]) => [all[0]!, all[1]!, setup.session],
      /whole vector/,
    ],
  ])('is refused for %s', async (_, change, message) => {
    const joined = await join(0, invitationsOf(change(sessions)));
    expect(joined).toMatchObject({ kind: 'abort', code: 'parts-complete' });
    if (joined.kind === 'abort') expect(joined.message).toMatch(message);
  });

  it('one part alone is refused', async () => {
    const [invitation] = invitationsOf(sessions);
    const joined = await joinSession({
      invitation: invitation!,
      task: 'test',
      roster: setup.roster,
      identity: identity('client 0'),
      policy: policyFor(setup),
      ledger: memoryLedger(),
      input: () => testInput(sessions[0]!, 0),
      random: seededRandom(seedOf('alone')),
      kernel,
    });
    expect(joined).toMatchObject({ kind: 'abort', code: 'parts-complete' });
  });

  it('claims round and input once for all parts, and never again', async () => {
    const ledger = memoryLedger();
    const invitations = invitationsOf(sessions);
    expect((await join(0, invitations, ledger)).kind).toBe('advance');
    const again = await join(0, invitations, ledger);
    // The same randomness gives the same messages, which is the same participation.
    expect(again.kind).toBe('advance');
    const others = invitationsOf(defineParts({ ...draft, nonce: seedOf('other') }));
    expect(await join(0, others, ledger)).toMatchObject({ kind: 'abort', code: 'ledger' });
  });
});

describe('verifying all parts', () => {
  it('gives one report over the whole vector', async () => {
    const asked = {
      ...recordPolicy({ ...policyFor(setup), length: 11 }),
      expectMine: outcome.receipts.get(setup.roster.find(identity('client 1').publicKey)!)!,
    };
    const report = await verifyAggregate(bundle, asked, kernel);
    expect(failed(report)).toEqual([]);
    expect(report).toMatchObject({ valid: true, inputs: 3, included: [0, 1, 2] });
    expect(report.session.parameters.length).toBe(11);
    expect(report.session.digest).toEqual(planDigest(sessions[0]!));
    if (report.valid) expect(report.sum).toEqual(plainSum(WHOLE, [0, 1, 2]));
  });

  it('is refused for the record of one part', async () => {
    for (const record of records) {
      expect(failed(await verifyAggregate(record, policy, kernel))).toEqual(['parts-complete']);
    }
  });

  it('needs every part once, in order, of one plan', async () => {
    const other = await run({ 3: 'commit' }, defineParts({ ...draft, nonce: seedOf('other') }));
    const theirs = other.result.kind === 'finish' ? readParts(other.result.result.record)! : [];
    for (const parts of [
      records.slice(0, 2),
      [...records, records[2]!],
      [records[0]!, records[2]!, records[1]!],
      [records[0]!, records[1]!, records[1]!],
      [records[0]!, theirs[1]!, records[2]!],
    ]) {
      const report = await verifyAggregate(encodeParts(parts), policy, kernel);
      expect(failed(report)).toEqual(['parts-complete']);
      expect(report.valid).toBe(false);
    }
  });

  it('needs the same clients in all parts', async () => {
    const all = await run();
    const theirs = all.result.kind === 'finish' ? readParts(all.result.result.record)! : [];
    const report = await verifyAggregate(
      encodeParts([records[0]!, theirs[1]!, records[2]!]),
      policy,
      kernel,
    );
    expect(failed(report)).toEqual(['parts-same']);
  });

  it('finds a changed part, and another client’s receipt', async () => {
    const changed = records[1]!.slice();
    changed[changed.length - 1]! ^= 1;
    const parts = [records[0]!, changed, records[2]!];
    const report = await verifyAggregate(encodeParts(parts), policy, kernel);
    expect(report.checks.find(({ verdict }) => verdict === 'failed')).toMatchObject({
      check: 'coordinator-signature',
      detail: expect.stringMatching(/^part 1: /) as string,
    });
    const short = encodeParts(readParts([...outcome.receipts.values()][0]!)!.slice(0, 2));
    for (const expectMine of [short, readParts(short)![0]!]) {
      expect(failed(await verifyAggregate(bundle, { ...policy, expectMine }, kernel))).toEqual([
        'mine',
      ]);
    }
  });

  it('reads no bundle of anything else', async () => {
    await expect(verifyAggregate(encodeParts([bundle]), policy, kernel)).rejects.toThrow();
    await expect(verifyAggregate(bundle.slice(0, -1), policy, kernel)).rejects.toThrow();
    expect(readParts(records[0]!)).toBeUndefined();
  });
});
