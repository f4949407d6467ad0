import { isAgreementKey } from '../../crypto/agreement.ts';
import { equalBytes, sha256Bulk } from '../../crypto/tupleHash.ts';
import { type RangeVerifier, verdictsOf } from '../../proofs/system.ts';
import { type ProofDemand, setupDigest } from '../../session/proofDemand.ts';
import { maxMessageBytes } from '../../messages/sizes.ts';
import { claimOf } from '../../session/proofClaim.ts';
import { commitmentDigest } from '../../session/secrets.ts';
import type { Session } from '../../session/session.ts';
import { advertiseCodec } from '../../messages/advertise.ts';
import { commitCodec, type CommitBody } from '../../messages/commit.ts';
import { confirmCodec } from '../../messages/confirm.ts';
import { collectedCodec, includedCodec, unmaskingCodec } from '../../messages/broadcasts.ts';
import { shareCodec } from '../../messages/share.ts';
import { unmaskCodec } from '../../messages/unmask.ts';
import { type Codec, fromBytes } from '../../wire/codec.ts';
import { WireError } from '../../wire/errors.ts';
import type { ClientId } from '../../session/party.ts';
import { partBy, type EvidenceRule, type SignedPart } from './misbehaviour.ts';

/** Two bodies for one slot: an honest party signs each kind of message once in a session. */
export const equivocation: EvidenceRule = ({ parts }) => {
  for (const first of parts) {
    const second = parts.find(
      ({ by, type, body }) =>
        by === first.by && type === first.type && !equalBytes(body, first.body),
    );
    if (second) {
      const detail = `two messages of the kind ${first.type}`;
      return { misbehaviour: 'equivocation', culprit: first.by, detail };
    }
  }
  return undefined;
};

/** A body that is not the canonical encoding of its kind, under the parameters that the signature binds it to. */
export const brokenMessage: EvidenceRule = ({ session, parts }) => {
  for (const { type, by, body } of parts) {
    const codec = codecOf(session, type);
    const problem = codec && problemIn(codec, body, maxMessageBytes(session, type));
    if (problem !== undefined) {
      return { misbehaviour: 'broken-message', culprit: by, detail: `${type}: ${problem}` };
    }
  }
  return undefined;
};

/** Keys that no honest client makes. */
export const brokenKeys: EvidenceRule = ({ parts, kernel }) => {
  for (const { type, by, body } of parts) {
    if (type !== 'advertise') continue;
    const { maskKey, boxKey } = fromBytes(advertiseCodec, body, body.length, type);
    const valid = isAgreementKey(kernel, maskKey) && isAgreementKey(kernel, boxKey);
    if (!valid || equalBytes(maskKey, boxKey)) {
      const detail = valid
        ? 'its two keys are one'
        : 'a key is no element of the group, or its identity';
      return { misbehaviour: 'broken-keys', culprit: by, detail };
    }
  }
  return undefined;
};

/** Commitments off the curve. */
export const brokenCommitment: EvidenceRule = ({ session, parts, kernel }) => {
  for (const part of parts) {
    if (part.type !== 'commit') continue;
    if (!kernel.areOnCurve(commitIn(session, part).commitments)) {
      return {
        misbehaviour: 'broken-commitment',
        culprit: part.by,
        detail: 'a point is off the curve',
      };
    }
  }
  return undefined;
};

/** A payload with the signed digest that is too short, too long, or holds what is no element of the field. */
export const brokenPayload: EvidenceRule = async (evidence) => {
  const { session, kernel, attachment } = evidence;
  const part = partBy(evidence, 'commit');
  if (!part) return undefined;
  if (!equalBytes(await sha256Bulk(attachment), commitIn(session, part).payloadDigest))
    return undefined;
  const sized = attachment.length === session.payloadBytes;
  return sized && kernel.areCanonical(attachment)
    ? undefined
    : {
        misbehaviour: 'broken-payload',
        culprit: part.by,
        detail: sized
          ? 'an element of it is no element of the field'
          : `it has ${attachment.length} bytes instead of ${session.payloadBytes}`,
      };
};

/** A Commit whose commitments are not those of the digest in the same client's Share. */
export const changedCommitment: EvidenceRule = (evidence) => {
  const { session, parts } = evidence;
  for (const commit of parts) {
    if (commit.type !== 'commit') continue;
    const client = commit.by as ClientId;
    const share = partBy(evidence, 'share', client);
    if (!share) continue;
    const { commitmentDigest: fixed } = fromBytes(
      shareCodec,
      share.body,
      share.body.length,
      'share',
    );
    const { commitments } = commitIn(session, commit);
    if (!equalBytes(commitmentDigest(session.digest, client, commitments), fixed)) {
      const detail = 'its Share fixed other commitments than its Commit holds';
      return { misbehaviour: 'changed-commitment', culprit: client, detail };
    }
  }
  return undefined;
};

/** Proofs with the signed digest that do not prove what the session asks for. */
export const unprovenBounds: EvidenceRule = async (evidence) => {
  const { session, attachment, checker } = evidence;
  const { proofs } = session.parameters;
  const part = partBy(evidence, 'commit');
  if (!part || proofs.system === 'none') return undefined;
  const { commitments, proofsDigest } = commitIn(session, part);
  if (!equalBytes(await sha256Bulk(attachment), proofsDigest)) return undefined;
  const client = part.by as ClientId;
  if (attachment.length !== session.proofBytes) {
    const detail = `they have ${attachment.length} bytes instead of ${session.proofBytes}`;
    return { misbehaviour: 'unproven-bounds', culprit: client, detail };
  }
  // Under another system or other keys than the session's, honest proofs fail, too.
  if (!checker || !isOfSession(checker, proofs)) return undefined;
  const [problem] = await verdictsOf(checker, [
    { ...claimOf(session, client, commitments), proof: attachment },
  ]);
  return problem === undefined
    ? undefined
    : { misbehaviour: 'unproven-bounds', culprit: client, detail: problem };
};

function isOfSession({ system, setup }: RangeVerifier, proofs: ProofDemand): boolean {
  const digest = setupDigest(proofs);
  if (system !== proofs.system) return false;
  return digest === undefined || (setup.kind === 'structured' && equalBytes(digest, setup.digest));
}

/** The body of a Commit; `brokenMessage` was asked before. */
export function commitIn(session: Session, { body }: SignedPart): CommitBody {
  return fromBytes(commitCodec(session.rows, session.proofBytes > 0), body, body.length, 'commit');
}

function problemIn(codec: Codec<unknown>, body: Uint8Array, maxBytes: number): string | undefined {
  try {
    fromBytes(codec, body, maxBytes, 'body');
    return undefined;
  } catch (error) {
    if (error instanceof WireError) return error.message;
    throw error;
  }
}

/** The codec of a kind of message whose body is a value of its own; records are judged as such. */
function codecOf(session: Session, phase: SignedPart['type']): Codec<unknown> | undefined {
  const { clients } = session.parameters;
  switch (phase) {
    case 'advertise':
      return advertiseCodec;
    case 'share':
      return shareCodec;
    case 'commit':
      return commitCodec(session.rows, session.proofBytes > 0);
    case 'confirm':
      return confirmCodec;
    case 'unmask':
      return unmaskCodec(clients);
    case 'advertised':
    case 'shared':
      return collectedCodec(clients);
    case 'included':
      return includedCodec(clients);
    case 'unmasking':
      return unmaskingCodec(clients);
    case 'invitation':
    case 'record':
      return undefined;
  }
}
