import { openUnder } from '../../coordinator/open.ts';
import type { AttachmentRange } from '../../coordinator/attachments.ts';
import { JointSessions } from '../../coordinator/parts/jointSessions.ts';
import { toHex } from '../../crypto/hex.ts';
import { IdentityKey } from '../../crypto/signing.ts';
import type { RangeVerifier } from '../../proofs/system.ts';
import { allParts, sessionOfRound } from '../../session/parts.ts';
import { readParameters } from '../../session/parameters.ts';
import { Roster } from '../../session/roster.ts';
import { type Session, sessionFrom } from '../../session/session.ts';
import type { Message } from '../../wire/transcript.ts';
import type { EventOf } from './event.ts';
import type { GuardedOptions } from './hostOptions.ts';

/** Gives back ranges of attachments of accepted messages of one part, as `StoredAttachments`. */
export type StoredPartAttachments = (
  part: number,
  wanted: readonly AttachmentRange[],
) => Promise<readonly Uint8Array[]>;

/** The sessions that follow from the opening of a round. */
export interface Opened {
  /** The session over the whole vector, which names the round. */
  readonly session: Session;
  /** The sessions that clients take part in: one, or those of all parts. */
  readonly parts: readonly Session[];
  readonly roster: Roster;
  readonly coordinator: JointSessions;
  readonly invitations: readonly Message[];
}

/**
 * Opens the session of a round, or those of all parts of its vector.
 *
 * @throws UsageError as `openSession` does
 */
export function openRound(
  options: GuardedOptions,
  event: EventOf<'opened'>,
  checker: RangeVerifier | undefined,
  storedAttachments: StoredPartAttachments,
): Opened {
  const { checks, identity, kernel, allowDevelopmentKeys, addMasks } = options;
  const first = sessionFrom(readParameters(event.parameters), event.parameters);
  const parts = allParts(first);
  const keys = IdentityKey.parseAll(
    kernel,
    event.roster.map(({ key }) => key),
  );
  const roster = Roster.of(event.roster.map(({ name }, i) => ({ name, key: keys[i]! })));
  const opened = parts.map((session, part) => {
    const id = toHex(session.digest);
    return openUnder(checks, {
      session,
      roster,
      identity,
      kernel,
      checker,
      allowDevelopmentKeys,
      addMasks:
        addMasks && ((total, masks, work): Promise<void> => addMasks(id, total, masks, work)),
      storedAttachments: (wanted) => storedAttachments(part, wanted),
    });
  });
  return {
    session: sessionOfRound(first),
    parts,
    roster,
    coordinator: new JointSessions(opened.map(({ state }) => state)),
    invitations: opened.map(({ output }) => output),
  };
}
