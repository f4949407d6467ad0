import { sha256 } from '../../src/crypto/tupleHash.ts';
import type { Identity } from '../../src/crypto/signing.ts';
import {
  type CommitAttachment,
  joinAttachment,
  splitAttachment,
} from '../../src/messages/commit.ts';
import { codecOf } from '../../src/messages/table.ts';
import type { Session } from '../../src/session/session.ts';
import type { Message } from '../../src/wire/transcript.ts';
import { resigned } from './forgery.ts';

/** What was sent with a Commit. */
export function partsOf(session: Session, { attachment }: Message): CommitAttachment {
  return splitAttachment(session, attachment!);
}

/** A Commit over other parts, with the digests of payload and proofs signed again. */
export function recommitted(
  session: Session,
  identity: Identity,
  message: Message,
  change: (parts: CommitAttachment) => Partial<CommitAttachment>,
): Message {
  const own = partsOf(session, message);
  const parts = { ...own, ...change(own) };
  const proven = session.proofBytes > 0;
  const signed = resigned(session, identity, codecOf('commit', session), message, (body) => ({
    ...body,
    payloadDigest: sha256(parts.payload),
    proofsDigest: proven ? sha256(parts.proofs) : new Uint8Array(0),
  }));
  return { ...signed, attachment: joinAttachment(parts) };
}
