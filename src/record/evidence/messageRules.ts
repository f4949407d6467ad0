import { isAgreementKey } from '../../crypto/agreement.ts';
import { provesLogarithm } from '../../crypto/logarithmProof.ts';
import { toHex } from '../../crypto/hex.ts';
import { equalBytes, sha256Bulk } from '../../crypto/tupleHash.ts';
import type { CommitBody } from '../../messages/commit.ts';
import { type EvidenceRule, partBy, type SignedPart } from '../../messages/misbehaviour.ts';
import { possessionClaim } from '../../messages/possession.ts';
import type { ShareBody } from '../../messages/share.ts';
import { codecOf } from '../../messages/table.ts';
import { type RangeVerifier, verdictsOf } from '../../proofs/system.ts';
import type { ClientId } from '../../session/party.ts';
import { type ProofDemand, setupDigest } from '../../session/proofDemand.ts';
import { claimOf } from '../../session/proofClaim.ts';
import { commitmentDigest } from '../../session/secrets.ts';
import type { Session } from '../../session/session.ts';
import { type Codec, fromBytes } from '../../wire/codec.ts';
import { WireError } from '../../wire/errors.ts';

/**
 * A party signed two different bodies of one message type; an honest party signs each type once in
 * a session.
 */
export const equivocation: EvidenceRule = ({ parts }) => {
  for (const first of parts) {
    const second = parts.find(
      ({ by, type, body }) =>
        by === first.by && type === first.type && !equalBytes(body, first.body),
    );
    if (second) {
      const detail = `two messages of type ${first.type}`;
      return { misbehaviour: 'equivocation', culprit: first.by, detail };
    }
  }
  return undefined;
};

/** A body is not the canonical encoding of its type, under the session's parameters. */
export const brokenMessage: EvidenceRule = ({ session, parts }) => {
  for (const { type, by, body } of parts) {
    const problem = bodyProblem(session, type, body);
    if (problem !== undefined) {
      return { misbehaviour: 'broken-message', culprit: by, detail: `${type}: ${problem}` };
    }
  }
  return undefined;
};

/** Keys that an honest client never generates. */
export const brokenKeys: EvidenceRule = async ({ session, parts, kernel }) => {
  for (const { type, by, body } of parts) {
    if (type !== 'advertise') continue;
    const codec = codecOf('advertise', session);
    const { schemeKeys, boxKey, possession } = fromBytes(codec, body, codec.maxBytes, type);
    const keys = [...session.scheme.keysIn(schemeKeys), boxKey];
    const valid = keys.every((key) => isAgreementKey(kernel, key));
    const distinct = new Set(keys.map(toHex)).size === keys.length;
    const claim = possessionClaim(session, by as ClientId, boxKey);
    if (!valid || !distinct || !(await provesLogarithm(kernel, claim, possession))) {
      const detail = !valid
        ? 'a key is not a valid group element, or is the identity'
        : distinct
          ? 'it does not prove that it holds the secret of its box key'
          : 'it uses one key twice';
      return { misbehaviour: 'broken-keys', culprit: by, detail };
    }
  }
  return undefined;
};

/** Commitments with the digest in their client's Share are not points on the curve. */
export const brokenCommitment: EvidenceRule = ({ session, parts, attachment, kernel }) => {
  for (const { by, body } of sharesAmong(session, parts)) {
    if (!equalBytes(commitmentDigest(session.digest, by, attachment), body.commitmentDigest))
      continue;
    if (attachment.length !== session.commitmentBytes || !kernel.areOnCurve(attachment)) {
      return {
        misbehaviour: 'broken-commitment',
        culprit: by,
        detail: 'what its Share fixed is not a list of canonical points on the curve',
      };
    }
  }
  return undefined;
};

/**
 * A payload with the digest in a Commit has the wrong length or contains a non-canonical field
 * element.
 */
export const brokenPayload: EvidenceRule = async (evidence) => {
  const { session, kernel, attachment } = evidence;
  const part = partBy(evidence, 'commit');
  if (!part) return undefined;
  if (!equalBytes(await sha256Bulk(attachment), commitIn(session, part).payloadDigest))
    return undefined;
  const sized = attachment.length === session.concealedBytes;
  return sized && kernel.areCanonical(attachment.subarray(0, session.payloadBytes))
    ? undefined
    : {
        misbehaviour: 'broken-payload',
        culprit: part.by,
        detail: sized
          ? 'it holds a non-canonical field element'
          : `it has ${attachment.length} bytes instead of ${session.concealedBytes}`,
      };
};

/**
 * Commitments and proofs with the digests in a client's Share and Commit: the proofs are not valid
 * for the session's statement.
 */
export const unprovenBounds: EvidenceRule = async (evidence) => {
  const { session, parts, attachment, checker } = evidence;
  const { proofs: demand } = session.parameters;
  const part = partBy(evidence, 'commit');
  if (!part || demand.system === 'none') return undefined;
  const commitments = attachment.subarray(0, session.commitmentBytes);
  const proofs = attachment.subarray(session.commitmentBytes);
  const client = part.by as ClientId;
  const share = sharesAmong(session, parts).find(({ by }) => by === client);
  if (!share) return undefined;
  const { proofsDigest } = commitIn(session, part);
  const digest = commitmentDigest(session.digest, client, commitments);
  if (!equalBytes(digest, share.body.commitmentDigest)) return undefined;
  if (!equalBytes(await sha256Bulk(proofs), proofsDigest)) return undefined;
  if (proofs.length !== session.proofBytes) {
    const detail = `they have ${proofs.length} bytes instead of ${session.proofBytes}`;
    return { misbehaviour: 'unproven-bounds', culprit: client, detail };
  }
  // With another proof system or other keys, honest proofs fail too.
  if (!checker || !isOfSession(checker, demand)) return undefined;
  const [problem] = await verdictsOf(checker, [
    { ...claimOf(session, client, commitments), proof: proofs },
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

/** Decodes a Commit body, which `brokenMessage` has checked. */
function commitIn(session: Session, { body }: SignedPart): CommitBody {
  return fromBytes(codecOf('commit', session), body, body.length, 'commit');
}

/** A decoded Share. */
interface ShareOf {
  readonly by: ClientId;
  readonly body: ShareBody;
}

function sharesAmong(session: Session, parts: readonly SignedPart[]): readonly ShareOf[] {
  return parts.flatMap(({ type, by, body }) =>
    type === 'share' && by !== 'coordinator'
      ? [{ by, body: fromBytes(codecOf('share', session), body, body.length, 'share') }]
      : [],
  );
}

function problemIn(codec: Codec<unknown>, body: Uint8Array): string | undefined {
  try {
    fromBytes(codec, body, codec.maxBytes, 'body');
    return undefined;
  } catch (error) {
    if (error instanceof WireError) return error.message;
    throw error;
  }
}

/** Records have a separate rule; the parameters in an invitation were decoded before. */
function bodyProblem(
  session: Session,
  type: SignedPart['type'],
  body: Uint8Array,
): string | undefined {
  return type === 'record' || type === 'invitation'
    ? undefined
    : problemIn(codecOf(type, session), body);
}
