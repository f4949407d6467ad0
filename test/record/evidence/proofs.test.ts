/** Commitments and range proofs as evidence against the client that signed them. */
import { describe, expect, it } from 'vitest';
import { sha256 } from '../../../src/crypto/tupleHash.ts';
import type { RangeVerifier } from '../../../src/proofs/system.ts';
import { evidenceOf } from '../../../src/record/evidence/evidence.ts';
import { verifyEvidence, type EvidenceVerdict } from '../../../src/record/index.ts';
import { type CommitBody, commitCodec } from '../../../src/messages/commit.ts';
import type { Message } from '../../../src/wire/message.ts';
import { exchange, type Exchange, publishedBy } from '../../support/exchange.ts';
import { kernel, seedOf, testSession, type TestSession } from '../../support/federation.ts';
import { flipped, resigned } from '../../support/forgery.ts';
import { prepare } from '../../support/prepared.ts';
import { transparentProofs } from '../../support/transparentProofs.ts';
import { changedBody, resealed } from '../records.ts';
import { openRecord } from '../../../src/record/record.ts';

const { prover, checker } = transparentProofs('linf');
const SIZES = { threshold: 3, maxCorrupt: 1, maxDropouts: 1 };
const LINF = {
  system: 'groth16',
  statement: { kind: 'linf' },
  setup: checker.setup.digest,
  checking: { mode: 'full' },
} as const;
const proven: TestSession = { ...testSession(4, { ...SIZES, proofs: LINF }), prover, checker };
const plain = testSession(4, SIZES);
const CLIENT = 2;
let runs: { proven: Exchange; plain: Exchange };
prepare(async () => {
  runs = { proven: await exchange(proven), plain: await exchange(plain) };
});

const NOTHING = { kind: 'not-proven', reason: 'nothing in it is wrong' };
const UNTOLD = {
  kind: 'not-proven',
  reason:
    'nothing in it is wrong, as far as can be said without a verifier of the session’s proofs',
};
const guilty = (misbehaviour: string, detail: RegExp | string): object => ({
  kind: 'proven',
  misbehaviour,
  culprit: CLIENT,
  detail: typeof detail === 'string' ? detail : expect.stringMatching(detail),
});

function judged(
  { session, roster }: TestSession,
  evidence: readonly Uint8Array[],
  attachment?: Uint8Array,
  options: { checker?: RangeVerifier | undefined } = { checker },
): Promise<EvidenceVerdict> {
  const bytes = evidenceOf(session, { message: '', culprit: 'coordinator', evidence, attachment });
  return verifyEvidence(bytes!, { roster, ...options }, kernel);
}

/** The client's Commit with something changed in it, signed by it again. */
function committed(
  setup: TestSession,
  run: Exchange,
  change: (body: CommitBody) => Partial<CommitBody>,
): Uint8Array {
  const { session, identities } = setup;
  const codec = commitCodec(session.rows, session.proofBytes > 0);
  const message: Message = run.sent.commit.get(CLIENT)!;
  return resigned(session, identities[CLIENT]!, codec, message, (body) => ({
    ...body,
    ...change(body),
  })).envelope;
}

const own = (): Uint8Array => runs.proven.sent.commit.get(CLIENT)!.envelope;
const proofs = (): Uint8Array =>
  runs.proven.sent.commit.get(CLIENT)!.attachment!.slice(proven.session.payloadBytes);
/** Its Commit with the digest of other proofs. */
const standingBy = (bytes: Uint8Array): Uint8Array =>
  committed(proven, runs.proven, () => ({ proofsDigest: sha256(bytes) }));

describe('commitments', () => {
  it('are points on the curve, in sessions with proofs and without', async () => {
    for (const [setup, run] of [
      [plain, runs.plain],
      [proven, runs.proven],
    ] as const) {
      const honest = run.sent.commit.get(CLIENT)!.envelope;
      expect(await judged(setup, [honest])).toEqual(NOTHING);
      for (const at of [0, -1]) {
        const bad = committed(setup, run, ({ commitments }) => ({
          commitments: flipped(commitments, at),
        }));
        expect(await judged(setup, [bad])).toMatchObject(
          guilty('broken-commitment', 'a point is off the curve'),
        );
        // Whatever lies before it in the file.
        const others = (['confirm', 'commit'] as const).map((kind) => run.sent[kind].get(1)!);
        const all = [...others.map(({ envelope }) => envelope), bad];
        expect(await judged(setup, all)).toMatchObject(
          guilty('broken-commitment', 'a point is off the curve'),
        );
      }
    }
  });
});

describe('proofs', () => {
  it('that hold are no misbehaviour', async () => {
    expect(await judged(proven, [own()], proofs())).toEqual(NOTHING);
  });

  it('that do not hold convict whoever signed their digest', async () => {
    const bad = flipped(proofs(), 0);
    expect(await judged(proven, [standingBy(bad)], bad)).toMatchObject(
      guilty('unproven-bounds', 'the proof is of something else'),
    );
  });

  it('of another client or another commitment convict as well', async () => {
    const theirs = runs.proven.sent.commit.get(1)!.attachment!.slice(proven.session.payloadBytes);
    expect(await judged(proven, [standingBy(theirs)], theirs)).toMatchObject(
      guilty('unproven-bounds', /something else/),
    );
  });

  it('of another length convict without being checked, and without keys', async () => {
    const { proofBytes } = proven.session;
    for (const [bad, says] of [
      [proofs().slice(1), `they have ${proofBytes - 1} bytes instead of ${proofBytes}`],
      [new Uint8Array(0), `they have 0 bytes instead of ${proofBytes}`],
    ] as const) {
      const before = checker.batches.length;
      const evidence = [standingBy(bad)];
      expect(await judged(proven, evidence, bad)).toMatchObject(guilty('unproven-bounds', says));
      expect(checker.batches).toHaveLength(before);
      expect(await judged(proven, evidence, bad, {})).toMatchObject(
        guilty('unproven-bounds', says),
      );
    }
  });

  it('that nobody signed the digest of convict nobody', async () => {
    expect(await judged(proven, [own()], flipped(proofs(), 0))).toEqual(NOTHING);
    expect(await judged(proven, [own()], proofs().slice(1))).toEqual(NOTHING);
    expect(await judged(proven, [own()])).toEqual(NOTHING);
    // Without the Commit there is nothing that they belong to.
    const confirm = runs.proven.sent.confirm.get(CLIENT)!.envelope;
    expect(await judged(proven, [confirm], flipped(proofs(), 0))).toEqual(NOTHING);
  });

  it('are judged under the session’s keys and no others', async () => {
    const bad = flipped(proofs(), 0);
    const other = { ...checker, setup: { ...checker.setup, digest: seedOf('another key') } };
    expect(await judged(proven, [standingBy(bad)], bad, { checker: other })).toEqual(NOTHING);
    expect(await judged(proven, [standingBy(bad)], bad, {})).toEqual(UNTOLD);
    expect(await judged(plain, [runs.plain.sent.commit.get(CLIENT)!.envelope], bad, {})).toEqual(
      NOTHING,
    );
  });
});

describe('a payload beside a Commit with proofs', () => {
  it('is judged by the digest of the payload, not by that of the proofs', async () => {
    const short = new Uint8Array(64);
    const bad = committed(proven, runs.proven, () => ({ payloadDigest: sha256(short) }));
    expect(await judged(proven, [bad], short)).toMatchObject(
      guilty('broken-payload', `it has 64 bytes instead of ${proven.session.payloadBytes}`),
    );
    expect(await judged(proven, [bad], proofs())).toEqual(NOTHING);
  });
});

describe('a record with proofs', () => {
  it('convicts its coordinator of nothing that takes the keys to see', async () => {
    const { record } = publishedBy(runs.proven);
    const { proofs: all } = openRecord(record).body;
    const changed = all.map((bytes, i) => (i === 1 ? flipped(bytes, 0) : bytes));
    const bad = resealed(record, changedBody(record, { proofs: changed }));
    expect(await judged(proven, [record], undefined, {})).toEqual(UNTOLD);
    expect(await judged(proven, [record])).toEqual(NOTHING);
    expect(await judged(proven, [bad])).toEqual(NOTHING);
    expect(await judged(proven, [bad], undefined, {})).toEqual(UNTOLD);
  });
});
