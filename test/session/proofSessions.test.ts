/** Sessions with range proofs: who makes them, who checks them, and what becomes of a client without. */
import type { ClientId } from '../../src/session/party.ts';
import { concatBytes } from '@noble/hashes/utils.js';
import { partsOf, recommitted } from '../support/commits.ts';
import { describe, expect, it } from 'vitest';
import { sha256 } from '../../src/crypto/tupleHash.ts';
import { joinSession } from '../../src/client/join.ts';
import { openSession } from '../../src/coordinator/open.ts';
import { openRecord } from '../../src/record/record.ts';
import { verifyAggregate } from '../../src/record/verify.ts';
import { memoryLedger } from '../../src/session/ledger.ts';
import type { Groth16Demand, ProofDemand } from '../../src/session/proofDemand.ts';
import type { Policy } from '../../src/session/policy.ts';
import { commitCodec } from '../../src/messages/commit.ts';
import type { Message } from '../../src/wire/transcript.ts';
import { exchange, openAs, publishedBy } from '../support/exchange.ts';
import {
  coordinator,
  kernel,
  plainSum,
  policyFor,
  testInput,
  testSession,
  type TestSession,
} from '../support/federation.ts';
import { bodyOf, flipped } from '../support/forgery.ts';
import { transparentProofs } from '../support/transparentProofs.ts';

const { prover, checker } = transparentProofs('linf');
const SIZES = { threshold: 3, maxCorrupt: 1, maxDropouts: 1 };

function linf(checking: Groth16Demand['checking']): ProofDemand {
  return { system: 'groth16', statement: { kind: 'linf' }, setup: checker.setup.digest, checking };
}

function linfSession(clients: number, sizes: object = {}): TestSession {
  const proofs = linf({ mode: 'full' });
  return { ...testSession(clients, { ...SIZES, proofs, ...sizes }), prover, checker };
}

/** Client 2's proofs with a bit changed, and the digest of these signed by client 2. */
function unprovenCommit(setup: TestSession, message: Message, cut?: number): Message {
  const { session, identities } = setup;
  return recommitted({ session, identities }, 2 as ClientId, message, ({ proofs }) => ({
    proofs: flipped(proofs, 0).slice(0, cut),
  }));
}

function policy(setup: TestSession): Pick<Policy, 'rosterDigest'> {
  return { rosterDigest: setup.roster.digest };
}

describe('a session with proofs', () => {
  const setup = linfSession(4);

  it('puts everyone’s proofs into the record, behind payloads whose digests are signed', async () => {
    const before = checker.batches.length;
    const run = await exchange(setup);
    const { record, sum } = publishedBy(run);
    expect(run.excluded).toEqual([]);
    // All four in one batch.
    expect(checker.batches.slice(before)).toEqual([4]);
    expect(sum).toEqual(plainSum(setup.session, [0, 1, 2, 3]));
    const { proofs } = openRecord(record).body;
    expect(proofs.map((bytes) => bytes.length)).toEqual(Array(4).fill(setup.session.proofBytes));
    for (const [client, message] of run.sent.commit) {
      expect(partsOf(setup.session, message).proofs.slice()).toEqual(proofs[client]);
      const { proofsDigest } = bodyOf(commitCodec(true), message);
      expect(proofsDigest).toEqual(sha256(proofs[client]!));
    }
    const report = await verifyAggregate(record, policy(setup), kernel, { checker });
    expect(report).toMatchObject({ valid: true, proofs: { checked: [0, 1, 2, 3], detection: 1 } });
  });

  it('leaves a client out whose proofs fail, names it with evidence, and goes on as if it had dropped out', async () => {
    let bad: Message | undefined;
    const run = await exchange(setup, {
      tamper: (phase, client, message) =>
        phase === 'commit' && client === 2 ? (bad = unprovenCommit(setup, message)) : message,
    });
    expect(run.rejections).toEqual([]);
    const badParts = (): Uint8Array[] => {
      const { commitments, proofs } = partsOf(setup.session, bad!);
      return [commitments, proofs];
    };
    expect(run.excluded).toEqual([
      expect.objectContaining({
        kind: 'rejection',
        code: 'proof',
        culprit: 2,
        evidence: [bad!.envelope, run.sent.share.get(2)!.envelope],
        attachment: concatBytes(...badParts()),
      }),
    ]);
    const { record, sum, included } = publishedBy(run);
    expect(included).toEqual([0, 1, 3]);
    expect(sum).toEqual(plainSum(setup.session, [0, 1, 3]));
    expect([...run.received.confirm.keys()]).toEqual([0, 1, 3]);
    const report = await verifyAggregate(record, policy(setup), kernel, { checker });
    expect(report.valid).toBe(true);
  });

  it('leaves a client out whose signed proofs have another length, without having them checked', async () => {
    const before = checker.batches.length;
    const run = await exchange(setup, {
      tamper: (phase, client, message) =>
        phase === 'commit' && client === 2 ? unprovenCommit(setup, message, 7) : message,
    });
    expect(run.excluded).toMatchObject([{ code: 'proof', culprit: 2 }]);
    expect(checker.batches.slice(before)).toEqual([3]);
    expect(publishedBy(run).included).toEqual([0, 1, 3]);
  });

  it('refuses proofs that were changed on their way, names nobody, and takes the right ones later', async () => {
    const { sent } = await exchange(setup);
    const { state } = openAs(setup);
    for (const phase of ['advertise', 'share'] as const) {
      for (const message of sent[phase].values()) await state.receive(message);
      await state.close();
    }
    const message = sent.commit.get(1)!;
    const changed = { ...message, attachment: flipped(message.attachment!, -1) };
    const refused = await state.receive(changed);
    expect(refused).toMatchObject({ kind: 'rejection', code: 'payload-digest' });
    expect(refused).not.toHaveProperty('culprit');
    expect(await state.receive(message)).toEqual({ kind: 'accepted', client: 1 });
  });

  it('ends where fewer than t proved their inputs, and still names who did not', async () => {
    const three = linfSession(4, { threshold: 4, maxDropouts: 0 });
    const run = await exchange(three, {
      tamper: (phase, client, message) =>
        phase === 'commit' && client === 2 ? unprovenCommit(three, message) : message,
    });
    expect(run.end).toMatchObject({ kind: 'abort', code: 'quorum-present' });
    expect(run.excluded).toMatchObject([{ code: 'proof', culprit: 2 }]);
  });

  it('loses nothing by a checker that fails inside', async () => {
    const { sent } = await exchange(setup);
    let broken = true;
    const verify: typeof checker.verify = (claims) =>
      broken ? Promise.reject(new Error('out of memory')) : checker.verify(claims);
    const { state } = openAs({ ...setup, checker: { ...checker, verify } });
    for (const phase of ['advertise', 'share'] as const) {
      for (const message of sent[phase].values()) await state.receive(message);
      await state.close();
    }
    for (const message of sent.commit.values()) await state.receive(message);
    await expect(state.close()).rejects.toThrow('out of memory');
    broken = false;
    expect(await state.close()).toMatchObject({ kind: 'send' });
  });
});

describe('a norm that is bounded', () => {
  const l2 = transparentProofs('l2');
  const proofs = {
    system: 'groth16',
    statement: { kind: 'l2', maxSquaredNorm: 50 },
    setup: l2.checker.setup.digest,
  } as const;
  const setup = {
    ...testSession(4, { ...SIZES, proofs: { ...proofs, checking: { mode: 'full' } } }),
    ...l2,
  };
  const within = (): Int32Array => Int32Array.of(3, -4, 5, 0, 0);

  it('is proven by inputs within it, up to the bound itself', async () => {
    const run = await exchange(setup, { input: within });
    const { record } = publishedBy(run);
    const report = await verifyAggregate(record, policy(setup), kernel, {
      checker: l2.checker,
    });
    expect(report).toMatchObject({ valid: true });
  });

  it('refuses an input beyond it before anything is sent', async () => {
    const beyond = exchange(setup, { input: () => Int32Array.of(3, -4, 5, 1, 0) });
    await expect(beyond).rejects.toMatchObject({ name: 'UsageError', code: 'wrong-input' });
  });

  it('names a client whose proofs do not hold', async () => {
    const run = await exchange(setup, {
      input: within,
      tamper: (phase, client, message) =>
        phase === 'commit' && client === 2 ? unprovenCommit(setup, message) : message,
    });
    expect(run.excluded).toMatchObject([{ code: 'proof', culprit: 2 }]);
  });
});

describe('keys and hosts', () => {
  const setup = linfSession(4);
  const { session, roster, identities } = setup;
  const open = { session, roster, identity: coordinator, kernel };

  async function join(
    given: { prover?: typeof prover },
    proofs?: Policy['proofs'],
    of: TestSession = setup,
  ): ReturnType<typeof joinSession> {
    const { output } = openSession({
      ...open,
      session: of.session,
      checker: of.checker,
      allowDevelopmentKeys: true,
    });
    return joinSession({
      invitation: output,
      task: 'test',
      roster,
      identity: identities[0]!,
      policy: { ...policyFor(of), proofs },
      ledger: memoryLedger(),
      input: () => testInput(session, 0),
      random: (length) => new Uint8Array(length).fill(1),
      kernel,
      ...given,
    });
  }

  it('tells a host that gave nothing to prove or to check with what to pass', async () => {
    expect(() => openSession(open)).toThrow(/veilsum\/snark/);
    await expect(join({})).rejects.toMatchObject({ code: 'no-proof-system' });
    await expect(join({})).rejects.toThrow(/install snarkjs/);
  });

  it('does not open a session under other keys than the checker’s, or under development keys unasked', () => {
    const other = transparentProofs('linf', 'development').checker;
    expect(() => openSession({ ...open, checker: other })).toThrow(/the keys that were passed/);
    const own = testSession(4, {
      ...SIZES,
      proofs: {
        system: 'groth16',
        statement: { kind: 'linf' },
        setup: other.setup.digest,
        checking: { mode: 'full' },
      },
    });
    expect(() => openSession({ ...open, session: own.session, checker: other })).toThrow(
      /development keys/,
    );
  });

  it('lets a client join under development keys only where it allows them, and under unfinished ones never', async () => {
    for (const origin of ['development', 'unfinished'] as const) {
      const keys = transparentProofs('linf', origin);
      const { prover: own } = keys;
      const proofs = {
        system: 'groth16',
        statement: { kind: 'linf' },
        setup: keys.checker.setup.digest,
        checking: { mode: 'full' },
      } as const;
      const of = {
        ...testSession(4, { ...SIZES, proofs }),
        checker: {
          ...keys.checker,
          setup: { ...keys.checker.setup, origin: 'ceremony' as const },
        },
      };
      expect(await join({ prover: own }, {}, of)).toMatchObject({
        kind: 'abort',
        code: 'proof-setup',
      });
      const allowed = await join({ prover: own }, { allowDevelopmentKeys: true }, of);
      expect(allowed.kind).toBe(origin === 'development' ? 'advance' : 'abort');
    }
  });

  it('does not let a client join under keys that are not the pinned ones, or too small', async () => {
    const pinned = { setup: sha256(new Uint8Array(3)) };
    expect(await join({ prover }, pinned)).toMatchObject({ kind: 'abort', code: 'proof-setup' });
    const wide = linfSession(4, { rowLength: 16 });
    const open9 = { ...wide, checker: { ...checker, setup: { ...checker.setup, rowLength: 16 } } };
    expect(await join({ prover }, {}, open9)).toMatchObject({ kind: 'abort', code: 'proof-setup' });
    const high = linfSession(4, { bound: 32768 });
    const open17 = { ...high, checker: { ...checker, setup: { ...checker.setup, bits: 17 } } };
    expect(await join({ prover }, {}, open17)).toMatchObject({
      kind: 'abort',
      code: 'proof-setup',
    });
  });

  it('refuses sessions that prove less than the policy asks for', async () => {
    const weak = { kind: 'l2' } as const;
    expect(await join({ prover }, weak)).toMatchObject({ kind: 'abort', code: 'policy-proofs' });
  });
});
