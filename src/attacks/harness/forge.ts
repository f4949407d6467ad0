import { codecOf, MESSAGE_TYPES, type MessageType } from '../../messages/table.ts';
import type { Identity } from '../../crypto/signing.ts';
import { sha256 } from '../../crypto/tupleHash.ts';
import { type CommitAttachment, joinAttachment, splitAttachment } from '../../messages/commit.ts';
import type { Session } from '../../session/session.ts';
import { sumToBytes } from '../../record/sumBytes.ts';
import { openRecord, type RecordBody, sealRecord } from '../../record/record.ts';
import type { VerifierPolicy } from '../../record/policy.ts';
import { type Report, verifyUnder } from '../../record/verify.ts';
import type { ClientId } from '../../session/party.ts';
import { sumBytesPerCoordinate } from '../../session/slots.ts';
import { type Codec, fromBytes, toBytes } from '../../wire/codec.ts';
import { openEnvelope, sealEnvelope } from '../../wire/envelope.ts';
import type { Message } from '../../wire/transcript.ts';
import type { Opened, MaliciousCoordinator } from './maliciousCoordinator.ts';
import { collectRecordEvidence } from './evidence.ts';
import { note } from './trace.ts';
import { identityOf, TRIAL, type Scenario } from './scenario.ts';

/** Whether a message is of a type. */
export function isOf(phase: MessageType, message: Message): boolean {
  return openEnvelope(message.envelope, Number.MAX_SAFE_INTEGER).type === MESSAGE_TYPES[phase];
}

/** Decodes a message's body. */
export function bodyOf<T>(codec: Codec<T>, { envelope }: Message): T {
  const { body } = openEnvelope(envelope, Number.MAX_SAFE_INTEGER);
  return fromBytes(codec, body, body.length, 'body');
}

/** The identities that sign in a session. */
type Signers = Pick<Scenario, 'identities' | 'session'>;

/** A message of a corrupt client with another body, signed again. */
export function resigned<T>(
  { identities, session }: Signers,
  id: ClientId,
  phase: MessageType,
  codec: Codec<T>,
  body: T,
  attachment?: Uint8Array,
): Message {
  const bytes = toBytes(codec, body);
  return { envelope: sealEnvelope(identities[id]!, session.digest, phase, id, bytes), attachment };
}

/** The row commitments in a Commit's attachment. */
export function commitmentsOf(session: Session, { attachment }: Message): Uint8Array {
  return splitAttachment(session, attachment!).commitments.slice();
}

/** A Commit with changed parts, signed again by its client over their digests. */
export function recommitted(
  scenario: Signers,
  client: ClientId,
  message: Message,
  change: (parts: CommitAttachment) => Partial<CommitAttachment>,
): Message {
  const { session } = scenario;
  const own = splitAttachment(session, message.attachment!);
  const parts = { ...own, ...change(own) };
  const codec = codecOf('commit', session);
  const body = {
    ...bodyOf(codec, message),
    payloadDigest: sha256(parts.payload),
    accusationsDigest: sha256(parts.accusations),
    proofsDigest: session.proofBytes > 0 ? sha256(parts.proofs) : new Uint8Array(0),
  };
  return resigned(scenario, client, 'commit', codec, body, joinAttachment(parts));
}

/** An identity with another party's public key and the attacker's secret. */
export function impostorOf(identity: Identity): Identity {
  return { publicKey: identity.publicKey, secret: identityOf('impostor').secret };
}

/** The scenario with the attacker's own secret for every client. */
export function impostors(scenario: Scenario): Scenario {
  return { ...scenario, identities: scenario.identities.map(impostorOf) };
}

/** A record with a changed body, signed by the coordinator for a scenario's session. */
export function reissued(
  scenario: Scenario,
  record: Uint8Array,
  change: (body: RecordBody) => Partial<RecordBody>,
): Uint8Array {
  const { body } = openRecord(record);
  return sealRecord(scenario.coordinator, scenario.session, { ...body, ...change(body) });
}

/** A record that a malicious coordinator makes from what it has unmasked. */
export function recordOf(
  attacker: MaliciousCoordinator,
  { sum, blinders }: Opened,
  included: readonly ClientId[],
  signers: readonly ClientId[],
): Uint8Array {
  const { scenario } = attacker;
  return sealRecord(scenario.coordinator, scenario.session, {
    session: scenario.session.bytes,
    roster: scenario.roster.entries.map(({ name, key }) => ({ name, key: key.bytes })),
    transcriptHash: attacker.transcriptAtConfirm(signers[0]!),
    shared: attacker.listShownTo(signers[0]!),
    commits: included.map((id) => attacker.commits.get(id)!.envelope),
    commitments: included.map((id) => commitmentsOf(scenario.session, attacker.commits.get(id)!)),
    proofs: [],
    confirms: signers.map((id) => attacker.confirms.get(id)!),
    sum: writtenSum(scenario, sum),
    blinders,
  });
}

/** Encodes a sum as in the scenario's records. */
export function writtenSum({ session }: Scenario, sum: Float64Array): Uint8Array {
  return sumToBytes(sum, sumBytesPerCoordinate(session.layout));
}

/** Verifies a record as an honest verifier that pins the scenario's roster. */
export async function judge(
  scenario: Scenario,
  record: Uint8Array,
  policy: Partial<VerifierPolicy> = {},
): Promise<Report> {
  const { testBed, roster, checker } = scenario;
  const trusted = { rosterDigest: roster.digest, proofs: TRIAL, ...policy };
  const report = await verifyUnder(testBed.checks, record, trusted, testBed.kernel, { checker });
  const failed = report.checks.filter(({ verdict }) => verdict === 'failed');
  const did =
    failed.length === 0 ? 'accepts' : `refuses: ${failed.map(({ check }) => check).join(', ')}`;
  note(testBed, 'verifier', { envelope: record }, did);
  collectRecordEvidence(scenario, record, report);
  return report;
}
