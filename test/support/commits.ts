import { type CommitAttachment, splitAttachment } from '../../src/messages/commit.ts';
import type { Session } from '../../src/session/session.ts';
import type { Message } from '../../src/wire/transcript.ts';

export { recommitted } from '../../src/attacks/harness/forge.ts';

/** What was sent with a Commit. */
export function partsOf(session: Session, { attachment }: Message): CommitAttachment {
  return splitAttachment(session, attachment!);
}
