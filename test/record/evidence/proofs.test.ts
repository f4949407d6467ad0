/** Commitments and range proofs as evidence against the client that signed them. */
import { describe, expect, it } from 'vitest';
import { sha256 } from '../../../src/crypto/tupleHash.ts';
import type { RangeVerifier } from '../../../src/proofs/system.ts';
import { evidenceOf } from '../../../src/record/evidence/evidence.ts';
import { verifyEvidence, type EvidenceVerdict } from '../../../src/record/index.ts';
import { type CommitBody, splitAttachment } from '../../../src/messages/commit.ts';
import { codecOf } from '../../../src/messages/table.ts';
import { concatBytes } from '@noble/hashes/utils.js';
import { exchange, type Exchange, publishedBy } from '../../support/exchange.ts';
import { kernel, seedOf, testSession, type TestSession } from '../../support/federation.ts';
import { bodyOf, flipped, resigned } from '../../support/forgery.ts';
import { prepare } from '../../support/prepared.ts';
import { transparentProofs } from '../../support/transparentProofs.ts';
import { refixed } from '../otherCommitments.ts';
import { changedBody, resealed } from '../records.ts';
import { POINT_BYTES } from '../../../src/kernel/kernel.ts';
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

/** What a client sent, in its parts. */
function sentBy(
  { session }: TestSession,
  { sent }: Exchange,
  client = CLIENT,
): { share: Uint8Array; commit: Uint8Array; commitments: Uint8Array; proofs: Uint8Array } {
  const { envelope: commit, attachment } = sent.commit.get(client)!;
  const { commitments, proofs } = splitAttachment(session, attachment!);
  return { share: sent.share.get(client)!.envelope, commit, commitments, proofs };
}

/** The client's Commit with something changed in it, signed by it again. */
function committed(
  { session, identities }: TestSession,
  run: Exchange,
  change: (body: CommitBody) => Partial<CommitBody>,
): Uint8Array {
  const codec = codecOf('commit', session);
  const message = run.sent.commit.get(CLIENT)!;
  return resigned(session, identities[CLIENT]!, codec, message, (body) => ({
    ...body,
    ...change(body),
  })).envelope;
}

const own = (): ReturnType<typeof sentBy> => sentBy(proven, runs.proven);
const theirs = (): ReturnType<typeof sentBy> => sentBy(proven, runs.proven, 1);
/** Its Commit with the digest of other proofs. */
const standingBy = (bytes: Uint8Array): Uint8Array =>
  committed(proven, runs.proven, () => ({ proofsDigest: sha256(bytes) }));
/** What is made of a Commit and a Share with commitments and proofs beside them: the client's own, unless told otherwise. */
const shown = (
  changes: Partial<ReturnType<typeof sentBy>>,
  options?: { checker?: RangeVerifier | undefined },
): Promise<EvidenceVerdict> => {
  const { commit, share, commitments, proofs } = { ...own(), ...changes };
  return judged(proven, [commit, share], concatBytes(commitments, proofs), options);
};

describe('commitments', () => {
  const says = 'what its Share fixed is not a list of canonical points on the curve';
  const worlds = (): (readonly [TestSession, Exchange])[] => [
    [plain, runs.plain],
    [proven, runs.proven],
  ];
  /** Commitments that no honest client fixes. */
  const unsound = (commitments: Uint8Array): Uint8Array[] => [
    flipped(commitments, 0),
    flipped(commitments, -1),
    commitments.map(() => 255),
    commitments.slice(POINT_BYTES),
    concatBytes(commitments, commitments.subarray(0, POINT_BYTES)),
    concatBytes(commitments, Uint8Array.of(0)),
    new Uint8Array(0),
  ];

  it('are points on the curve, one for each row, in sessions with proofs and without', async () => {
    for (const [setup, run] of worlds()) {
      const { share, commitments } = sentBy(setup, run);
      expect(await judged(setup, [share], commitments)).toEqual(NOTHING);
      for (const bad of unsound(commitments)) {
        const fixing = refixed(setup, share, CLIENT, bad);
        expect(await judged(setup, [fixing], bad)).toMatchObject(guilty('broken-commitment', says));
        // Whatever lies before it in the file.
        const others = (['confirm', 'commit', 'share'] as const).map((kind) => run.sent[kind]);
        const all = [...others.map((sent) => sent.get(1)!.envelope), fixing];
        expect(await judged(setup, all, bad)).toMatchObject(guilty('broken-commitment', says));
      }
    }
  });

  it('convict nobody whose Share does not have just their digest', async () => {
    for (const [setup, run] of worlds()) {
      const { share, commit, commitments } = sentBy(setup, run);
      const other = sentBy(setup, run, 1);
      for (const bad of unsound(commitments)) {
        const fixing = refixed(setup, share, CLIENT, bad);
        // The attachment is another one than the Share fixed.
        expect(await judged(setup, [share], bad)).toEqual(NOTHING);
        expect(await judged(setup, [fixing], commitments)).toEqual(NOTHING);
        expect(await judged(setup, [fixing], other.commitments)).toEqual(NOTHING);
        expect(await judged(setup, [fixing], concatBytes(bad, Uint8Array.of(1)))).toEqual(NOTHING);
        expect(await judged(setup, [fixing], flipped(commitments, 9))).toEqual(NOTHING);
        if (bad.length > 0) expect(await judged(setup, [fixing])).toEqual(NOTHING);
        // The Share is another client’s, or only the Commit is there.
        expect(await judged(setup, [other.share], bad)).toEqual(NOTHING);
        expect(await judged(setup, [commit], bad)).toEqual(NOTHING);
        // The digest names its client: fixed in another’s name, it stands for nothing.
        const copied = resigned(
          setup.session,
          setup.identities[1]!,
          codecOf('share', setup.session),
          { envelope: other.share },
          (body) => ({
            ...body,
            commitmentDigest: bodyOf(codecOf('share', setup.session), { envelope: fixing })
              .commitmentDigest,
          }),
        ).envelope;
        expect(await judged(setup, [copied], bad)).toEqual(NOTHING);
      }
    }
  });

  it('can’t be signed twice: a Share and a Commit never contradict each other', async () => {
    for (const [setup, run] of worlds()) {
      const { share, commit, commitments } = sentBy(setup, run);
      const other = refixed(setup, share, CLIENT, sentBy(setup, run, 1).commitments);
      expect(await judged(setup, [share, commit], commitments)).toEqual(NOTHING);
      expect(await judged(setup, [other, commit], commitments)).toEqual(NOTHING);
      expect(await judged(setup, [other, share], commitments)).toMatchObject(
        guilty('equivocation', /two messages of type share/),
      );
    }
  });
});

describe('proofs', () => {
  const something = guilty('unproven-bounds', 'the proof is of something else');

  it('that hold are no misbehaviour', async () => {
    expect(await shown({})).toEqual(NOTHING);
  });

  it('that do not hold convict whoever signed their digest', async () => {
    const proofs = flipped(own().proofs, 0);
    expect(await shown({ commit: standingBy(proofs), proofs })).toMatchObject(something);
    const { share, commitments } = own();
    const reversed = [share, standingBy(proofs)];
    expect(await judged(proven, reversed, concatBytes(commitments, proofs))).toMatchObject(
      something,
    );
  });

  it('of another client or another commitment convict as well', async () => {
    const { proofs, commitments } = theirs();
    expect(await shown({ commit: standingBy(proofs), proofs })).toMatchObject(something);
    const share = refixed(proven, own().share, CLIENT, commitments);
    expect(await shown({ share, commitments })).toMatchObject(something);
  });

  it('of another length convict without being checked, and without keys', async () => {
    const { proofBytes } = proven.session;
    for (const [bad, says] of [
      [own().proofs.slice(1), `they have ${proofBytes - 1} bytes instead of ${proofBytes}`],
      [new Uint8Array(0), `they have 0 bytes instead of ${proofBytes}`],
    ] as const) {
      const before = checker.batches.length;
      const evidence = { commit: standingBy(bad), proofs: bad };
      expect(await shown(evidence)).toMatchObject(guilty('unproven-bounds', says));
      expect(checker.batches).toHaveLength(before);
      expect(await shown(evidence, {})).toMatchObject(guilty('unproven-bounds', says));
    }
  });

  it('that nobody signed the digest of convict nobody', async () => {
    const { share, commit, commitments, proofs } = own();
    const bad = flipped(proofs, 0);
    expect(await shown({ proofs: bad })).toEqual(NOTHING);
    expect(await shown({ proofs: proofs.slice(1) })).toEqual(NOTHING);
    expect(await judged(proven, [commit, share])).toEqual(NOTHING);
    expect(await judged(proven, [commit, share], proofs)).toEqual(NOTHING);
    expect(await shown({ commit: standingBy(bad) })).toEqual(NOTHING);
    // Without the Commit there is nothing that they belong to.
    const confirm = runs.proven.sent.confirm.get(CLIENT)!.envelope;
    const beside = concatBytes(commitments, bad);
    expect(await judged(proven, [confirm, share], beside)).toEqual(NOTHING);
    expect(await judged(proven, [share], beside)).toEqual(NOTHING);
  });

  it('beside other commitments than their client fixed convict nobody', async () => {
    const proofs = flipped(own().proofs, 0);
    const commit = standingBy(proofs);
    const { share, commitments } = own();
    expect(await shown({ commit, proofs })).toMatchObject(something);
    for (const changed of [
      theirs().commitments,
      flipped(commitments, 0),
      flipped(commitments, -1),
      commitments.slice(POINT_BYTES),
      new Uint8Array(0),
    ]) {
      expect(await shown({ commit, proofs, commitments: changed })).toEqual(NOTHING);
      // Honest proofs are not of those, and its Commit alone does not say which ones are meant.
      expect(await shown({ commitments: changed })).toEqual(NOTHING);
    }
    // In the other order, or with the payload between the two, as they had been sent.
    expect(await judged(proven, [commit, share], concatBytes(proofs, commitments))).toEqual(
      NOTHING,
    );
    const { payload } = splitAttachment(
      proven.session,
      runs.proven.sent.commit.get(CLIENT)!.attachment!,
    );
    expect(
      await judged(proven, [commit, share], concatBytes(commitments, payload, proofs)),
    ).toEqual(NOTHING);
  });

  it('beside no Share of their own client, or beside another one, convict nobody', async () => {
    const proofs = flipped(own().proofs, 0);
    const commit = standingBy(proofs);
    const beside = concatBytes(own().commitments, proofs);
    expect(await judged(proven, [commit], beside)).toEqual(NOTHING);
    expect(await shown({ commit, proofs, share: theirs().share })).toEqual(NOTHING);
    // A Share of its own that fixes something else.
    const share = refixed(proven, own().share, CLIENT, theirs().commitments);
    expect(await shown({ commit, proofs, share })).toEqual(NOTHING);
    // Another’s Share, over the very commitments that this client fixed.
    const copied = refixed(proven, theirs().share, 1, own().commitments);
    expect(await shown({ commit, proofs, share: copied })).toEqual(NOTHING);
    // The Share is found behind others.
    const all = [commit, theirs().share, own().share];
    expect(await judged(proven, all, beside)).toMatchObject(something);
  });

  it('are judged under the session’s keys and no others', async () => {
    const proofs = flipped(own().proofs, 0);
    const bad = { commit: standingBy(proofs), proofs };
    const other = { ...checker, setup: { ...checker.setup, digest: seedOf('another key') } };
    expect(await shown(bad, { checker: other })).toEqual(NOTHING);
    expect(await shown(bad, {})).toEqual(UNTOLD);
    const { share, commit, commitments } = sentBy(plain, runs.plain);
    const beside = concatBytes(commitments, proofs);
    expect(await judged(plain, [commit, share], beside, {})).toEqual(NOTHING);
  });
});

describe('a payload beside a Commit with proofs', () => {
  it('is judged by the digest of the payload, not by that of the proofs', async () => {
    const short = new Uint8Array(64);
    const bad = committed(proven, runs.proven, () => ({ payloadDigest: sha256(short) }));
    expect(await judged(proven, [bad], short)).toMatchObject(
      guilty('broken-payload', `it has 64 bytes instead of ${proven.session.payloadBytes}`),
    );
    expect(await judged(proven, [bad], own().proofs)).toEqual(NOTHING);
    expect(await judged(proven, [bad], own().commitments)).toEqual(NOTHING);
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
