/** A session with real range proofs that ran to its end, and what it takes to make other records of it. */
import { sha256 } from '../../src/crypto/tupleHash.ts';
import type { ProofChecker, ProofKind, ProofMaker, ProofWitness } from '../../src/proofs/system.ts';
import { openRecord } from '../../src/record/record.ts';
import type { Checking } from '../../src/session/proofDemand.ts';
import { commitCodec } from '../../src/wire/bodies/commit.ts';
import { confirmCodec, includedRoot } from '../../src/wire/bodies/confirm.ts';
import { toBytes } from '../../src/wire/codec.ts';
import { envelopeDigest, sealEnvelope } from '../../src/wire/envelope.ts';
import { exchange, publishedBy } from '../support/exchange.ts';
import { testSession, type TestSession } from '../support/federation.ts';
import { resigned } from '../support/forgery.ts';
import { seededProofs } from '../support/seededProofs.ts';
import { changedBody, resealed } from './records.ts';

/** Σ x² of an input of the tests is at most 5 · 100². */
export const MAX_SQUARED_NORM = 50_000;

export interface Proven {
  readonly setup: TestSession;
  readonly record: Uint8Array;
  /** What each client proved. */
  readonly witnesses: readonly ProofWitness[];
  readonly prover: ProofMaker;
  readonly checker: ProofChecker;
}

/** Four clients, five coordinates in two rows, B = 100; none drops out. */
export async function provenSession(
  kind: ProofKind,
  checking: Checking = { mode: 'full' },
): Promise<Proven> {
  const { prover, checker } = await seededProofs(kind);
  const demand = { keyDigest: checker.keyDigest, checking };
  const session = testSession(4, {
    threshold: 3,
    maxCorrupt: 1,
    maxDropouts: 1,
    bound: 100,
    proofs:
      kind === 'l2' ? { kind, ...demand, maxSquaredNorm: MAX_SQUARED_NORM } : { kind, ...demand },
  });
  const witnesses: ProofWitness[] = [];
  // The session is run as with keys of a ceremony; who verifies its record is told what they are.
  const origin = 'ceremony';
  const watched: ProofMaker = {
    ...prover,
    origin,
    prove: (witness, ...rest) => {
      witnesses[witness.client] = copied(witness);
      return prover.prove(witness, ...rest);
    },
  };
  const setup = { ...session, prover: watched, checker: { ...checker, origin } as const };
  const { record } = publishedBy(await exchange(setup));
  return { setup, record, witnesses, prover, checker };
}

/** Clients wipe what they proved with. */
function copied(witness: ProofWitness): ProofWitness {
  const { values, blinders, commitments } = witness;
  return {
    ...witness,
    values: values.slice(),
    blinders: blinders.slice(),
    commitments: commitments.slice(),
  };
}

/** The proofs of each client in a record. */
export function proofsIn(record: Uint8Array): readonly Uint8Array[] {
  return openRecord(record).body.proofs;
}

/** The record with other proofs, which nobody signed but the coordinator. */
export function withProofs(record: Uint8Array, proofs: readonly Uint8Array[]): Uint8Array {
  return resealed(record, changedBody(record, { proofs }));
}

/** The record as it had been if one client had signed and sent other proofs. */
export function withSignedProofs(
  { setup: { session, identities }, record }: Proven,
  client: number,
  proofs: Uint8Array,
): Uint8Array {
  const { body } = openRecord(record);
  const changed = resigned(
    session,
    identities[client]!,
    commitCodec(session.rows, true),
    { envelope: body.commits[client]! },
    (commit) => ({ ...commit, proofsDigest: sha256(proofs) }),
  ).envelope;
  const commits = body.commits.map((envelope, i) => (i === client ? changed : envelope));
  const entries = commits.map((bytes, i) => ({ client: i, commitDigest: envelopeDigest(bytes) }));
  const agreed = toBytes(confirmCodec, { history: body.history, root: includedRoot(entries) });
  const confirms = identities.map((identity, i) =>
    sealEnvelope(identity, session.digest, 'confirm', i, agreed),
  );
  const all = body.proofs.map((bytes, i) => (i === client ? proofs : bytes));
  return resealed(record, changedBody(record, { commits, confirms, proofs: all }));
}
