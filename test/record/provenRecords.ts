/** Records of sessions with range proofs: good ones, and each way to fail V24 and V25. */
import { seededRandom } from '../../src/crypto/random.ts';
import { integerBytes, readIntegers } from '../../src/proofs/groth16/bigEndian.ts';
import { COORDINATE_ORDER } from '../../src/proofs/groth16/bn254.ts';
import { decodeProof, encodeProof } from '../../src/proofs/groth16/proof.ts';
import type { VerifierPolicy } from '../../src/record/policy.ts';
import type { ProofPolicy } from '../../src/session/proofPolicy.ts';
import { rerandomised } from '../proofs/trapdoor.ts';
import { outsideOfSubgroup } from '../proofs/outsideOfSubgroup.ts';
import { seedOf } from '../support/federation.ts';
import { flipped } from '../support/forgery.ts';
import { proofsIn, withProofs, withSignedProofs } from './otherProofs.ts';
import { MAX_SQUARED_NORM, type Proven, provenSession } from './proven.ts';
import type { RecordCase } from './recordVectors.ts';

const DEVELOPMENT: ProofPolicy = { allowDevelopmentKeys: true };

function policyFor({ setup }: Proven, proofs: ProofPolicy = DEVELOPMENT): VerifierPolicy {
  return { rosterDigest: setup.roster.digest, proofs };
}

export async function provenRecords(): Promise<RecordCase[]> {
  const linf = await provenSession('linf');
  const l2 = await provenSession('l2');
  return [
    ...(await goodProofs(linf, l2)),
    ...badKeys(linf),
    ...(await badLinf(linf)),
    ...badL2(l2),
  ];
}

async function goodProofs(linf: Proven, l2: Proven): Promise<RecordCase[]> {
  const audit = await provenSession('linf', { mode: 'audit', sample: 2 });
  const random = seededRandom(seedOf('rerandomise'));
  const own = proofsIn(linf.record)[1]!;
  const others = Array.from({ length: own.length / PROOF }, (_, row) =>
    encodeProof(rerandomised(decodeProof(proofAt(own, row))!, random)),
  );
  const setup = l2.keys.digest;
  return [
    {
      name: 'good_linf_proofs',
      about: 'Every coordinate of every input is proven to be within ±100.',
      record: linf.record,
      checker: 'linf',
      policy: policyFor(linf, { ...DEVELOPMENT, kind: 'linf', checking: { mode: 'full' } }),
      fails: [],
    },
    {
      name: 'good_l2_proofs',
      about: 'The norm is proven as well, and the policy demands all that it can of proofs.',
      record: l2.record,
      checker: 'l2',
      policy: policyFor(l2, {
        ...DEVELOPMENT,
        kind: 'l2',
        checking: { mode: 'full' },
        maxSquaredNorm: MAX_SQUARED_NORM,
        setup,
      }),
      fails: [],
    },
    {
      name: 'good_audited_proofs',
      about: 'A session that leaves it at a sample of two: here the proofs of all are checked.',
      record: audit.record,
      checker: 'linf',
      policy: policyFor(audit, { ...DEVELOPMENT, checking: { mode: 'audit', sample: 2 } }),
      fails: [],
    },
    {
      name: 'good_other_proof_bytes',
      about: 'Client 1 turned its proofs into other bytes that prove the same, and signed these.',
      record: withSignedProofs(linf, 1, joined(others)),
      checker: 'linf',
      policy: policyFor(linf),
      fails: [],
    },
    {
      name: 'bad_proof_bytes_unsigned',
      about: 'The coordinator turned client 1’s proofs into other bytes that prove the same.',
      record: withProofs(linf.record, replaced(proofsIn(linf.record), 1, joined(others))),
      checker: 'linf',
      policy: policyFor(linf),
      fails: ['proof'],
    },
  ];
}

/** V24: the very record of good_linf_proofs, with other keys at hand or other demands. */
function badKeys(linf: Proven): RecordCase[] {
  const cases: readonly (readonly [string, string, string | undefined, ProofPolicy])[] = [
    ['none', 'Nothing is at hand to check the proofs with.', undefined, DEVELOPMENT],
    ['other', 'The keys at hand have another digest.', 'linf-other', DEVELOPMENT],
    ['kind', 'The keys at hand are for proofs of another kind.', 'l2', DEVELOPMENT],
    ['short_rows', 'The keys at hand are for shorter rows.', 'linf-short', DEVELOPMENT],
    ['few_bits', 'The keys at hand are for a smaller bound.', 'linf-narrow', DEVELOPMENT],
    ['unfinished', 'The keys have no contribution of their own.', 'linf-unfinished', DEVELOPMENT],
    ['development', 'Development keys, which the policy does not allow.', 'linf', {}],
    ['pinned', 'The policy pins another key.', 'linf', { ...DEVELOPMENT, setup: seedOf('a key') }],
  ];
  return cases.map(([name, about, checker, proofs]) => ({
    name: `bad_proof_key_${name}`,
    about,
    record: linf.record,
    checker,
    policy: policyFor(linf, proofs),
    fails: ['proof-setup'],
  }));
}

/** V25 of one row each. Client 1 signed what it sent, unless the text says otherwise. */
async function badLinf(linf: Proven): Promise<RecordCase[]> {
  const { record, witnesses, prover } = linf;
  const all = proofsIn(record);
  const [first, own] = [all[0]!, all[1]!];
  const witness = witnesses[1]!;
  const random = seededRandom(seedOf('not drawn from'));
  const proven = (changes: Partial<typeof witness>): Promise<Uint8Array> =>
    prover.prove({ ...witness, ...changes }, random);
  const numbers = readIntegers(proofAt(own, 0));
  const coordinate = (index: number, change: (value: bigint) => bigint): Uint8Array => {
    const changed = numbers.map((value, i) => (i === index ? change(value) : value));
    return joined([integerBytes(changed), proofAt(own, 1)]);
  };
  const decoded = decodeProof(proofAt(own, 0))!;
  const signed: readonly (readonly [string, string, Uint8Array])[] = [
    ['anothers', 'Client 1 sent client 0’s proofs.', first],
    [
      'other_session',
      'Client 1’s proofs are of another session.',
      await proven({ sessionDigest: seedOf('another session') }),
    ],
    ['other_client', 'Client 1’s proofs are of client 2.', await proven({ client: 2 })],
    ['larger_bound', 'Client 1 proved a bound of 101.', await proven({ bound: 101 })],
    ['rows_swapped', 'The rows’ proofs are swapped.', joined([proofAt(own, 1), proofAt(own, 0)])],
    ['row_repeated', 'One proof for both rows.', joined([proofAt(own, 0), proofAt(own, 0)])],
    ['negated', 'The negative of C in row 0.', coordinate(7, (y) => COORDINATE_ORDER - y)],
    [
      'a_and_c',
      'A in the place of C in row 0.',
      joined([encodeProof({ ...decoded, c: decoded.a }), proofAt(own, 1)]),
    ],
    ['not_reduced', 'The x of A, plus p.', coordinate(0, (x) => x + COORDINATE_ORDER)],
    [
      'b_not_reduced',
      'The last coordinate of B, plus p.',
      coordinate(5, (y) => y + COORDINATE_ORDER),
    ],
    ['off_curve', 'A point off the curve for C.', coordinate(7, (y) => y ^ 1n)],
    ['off_twist', 'A point off the twist for B.', coordinate(2, (x) => x ^ 1n)],
    ['infinity', 'Zeros for A.', own.map((byte, i) => (i < 64 ? 0 : byte))],
    [
      'outside_of_subgroup',
      'B is on the twist, and not in the subgroup.',
      joined([encodeProof({ ...decoded, b: outsideOfSubgroup() }), proofAt(own, 1)]),
    ],
    ['row_missing', 'A proof for row 0 alone.', proofAt(own, 0)],
    ['byte_long', 'One byte more.', Uint8Array.of(...own, 0)],
    ['none_signed', 'Client 1 signed that it sends none.', new Uint8Array(0)],
  ];
  const carried: readonly (readonly [string, string, readonly Uint8Array[]])[] = [
    [
      'altered',
      'The coordinator flipped a bit of client 1’s proofs.',
      replaced(all, 1, flipped(own, 40)),
    ],
    ['left_out', 'The coordinator left out client 3’s proofs.', all.slice(0, 3)],
    ['all_left_out', 'The coordinator left out all proofs.', []],
    ['one_more', 'The coordinator added proofs of nobody.', [...all, own]],
    [
      'clients_swapped',
      'The coordinator swapped two clients’ proofs.',
      [own, first, ...all.slice(2)],
    ],
  ];
  return [
    ...signed.map(
      ([name, about, bytes]) => [name, about, withSignedProofs(linf, 1, bytes)] as const,
    ),
    ...carried.map(([name, about, proofs]) => [name, about, withProofs(record, proofs)] as const),
  ].map(([name, about, bytes]) => ({
    name: `bad_proof_${name}`,
    about,
    record: bytes,
    checker: 'linf',
    policy: policyFor(linf),
    fails: ['proof'],
  }));
}

/** V25 where the norm is bounded: what `linf` does not have. */
function badL2(l2: Proven): RecordCase[] {
  const [first, own] = [proofsIn(l2.record)[0]!, proofsIn(l2.record)[1]!];
  const norm = own.length - PROOF;
  const put = (at: number, bytes: Uint8Array): Uint8Array => {
    const changed = own.slice();
    changed.set(bytes, at);
    return changed;
  };
  const cases: readonly (readonly [string, string, Uint8Array])[] = [
    ['norm_anothers', 'The proof of client 0’s norm.', put(norm, first.subarray(norm))],
    ['norm_missing', 'No proof of the norm.', own.slice(0, norm)],
    ['norm_off_curve', 'The proof of the norm has a point off the curve.', flipped(own, -1)],
    ['squares_anothers', 'Client 0’s sum of squares in row 0.', put(0, first.subarray(0, 64))],
    ['squares_off_curve', 'A sum of squares that is no point.', flipped(own, 0)],
    [
      'squares_not_reduced',
      'A sum of squares with coordinates of 2^256 − 1.',
      own.map((b, i) => (i < 64 ? 255 : b)),
    ],
    [
      'squares_identity',
      'The identity for a sum of squares.',
      own.map((b, i) => (i < 64 ? Number(i === 32) : b)),
    ],
  ];
  return cases.map(([name, about, bytes]) => ({
    name: `bad_proof_${name}`,
    about,
    record: withSignedProofs(l2, 1, bytes),
    checker: 'l2',
    policy: policyFor(l2),
    fails: ['proof'],
  }));
}

const PROOF = 256;

function proofAt(proofs: Uint8Array, row: number): Uint8Array {
  return proofs.slice(row * PROOF, (row + 1) * PROOF);
}

function joined(parts: readonly Uint8Array[]): Uint8Array {
  return Uint8Array.from(parts.flatMap((part) => [...part]));
}

function replaced(list: readonly Uint8Array[], at: number, value: Uint8Array): Uint8Array[] {
  return list.map((each, i) => (i === at ? value : each));
}
