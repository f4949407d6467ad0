/** Records with other proofs than those that they were published with. */
import { sha256 } from '../../src/crypto/tupleHash.ts';
import { openRecord } from '../../src/record/record.ts';
import { confirmCodec, includedRoot } from '../../src/messages/confirm.ts';
import { codecOf } from '../../src/messages/table.ts';
import { toBytes } from '../../src/wire/codec.ts';
import { envelopeDigest, sealEnvelope } from '../../src/wire/envelope.ts';
import type { TestSession } from '../support/federation.ts';
import { resigned } from '../support/forgery.ts';
import { changedBody, resealed } from './records.ts';

/** A record of a session with proofs in which all clients are included. */
export interface ProvenRecord {
  readonly setup: TestSession;
  readonly record: Uint8Array;
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
  { setup: { session, identities }, record }: ProvenRecord,
  client: number,
  proofs: Uint8Array,
): Uint8Array {
  const { body } = openRecord(record);
  const changed = resigned(
    session,
    identities[client]!,
    codecOf('commit', session),
    { envelope: body.commits[client]! },
    (commit) => ({ ...commit, proofsDigest: sha256(proofs) }),
  ).envelope;
  const commits = body.commits.map((envelope, i) => (i === client ? changed : envelope));
  const entries = commits.map((bytes, i) => ({ client: i, commitDigest: envelopeDigest(bytes) }));
  const agreed = toBytes(confirmCodec, {
    transcriptHash: body.transcriptHash,
    root: includedRoot(entries),
  });
  const confirms = identities.map((identity, i) =>
    sealEnvelope(identity, session.digest, 'confirm', i, agreed),
  );
  const all = body.proofs.map((bytes, i) => (i === client ? proofs : bytes));
  return resealed(record, changedBody(record, { commits, confirms, proofs: all }));
}
