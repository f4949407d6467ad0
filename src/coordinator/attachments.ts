/** What came with accepted messages and is needed again: kept in memory, or by the host. */
import type { ClientId } from '../session/party.ts';

/** A range of the attachment of a message that was accepted. */
export interface AttachmentRange {
  readonly phase: 'share' | 'commit';
  readonly client: ClientId;
  /** The first byte. */
  readonly from: number;
  /** The byte after the last one. */
  readonly to: number;
}

/**
 * Gives back ranges of attachments of accepted Share and Commit messages, from where the host keeps messages, in the order asked for.
 * With it, the boxes and payloads of a session are never all in memory.
 */
export type StoredAttachments = (
  wanted: readonly AttachmentRange[],
) => Promise<readonly Uint8Array[]>;

/** Where a session's attachments are. */
export interface Attachments {
  /** Whether the host keeps them, so that messages to clients are put together as they are sent. */
  readonly hosted: boolean;
  /** Keeps the attachment of a message that is accepted. */
  keep(phase: AttachmentRange['phase'], client: ClientId, attachment: Uint8Array): void;
  readonly read: StoredAttachments;
  /** Forgets all: none is needed any more. */
  clear(): void;
}

/** Attachments that the host gives back, or else are kept in memory. */
export function attachmentsFrom(host: StoredAttachments | undefined): Attachments {
  if (host) {
    return { hosted: true, keep: () => undefined, read: host, clear: () => undefined };
  }
  const kept = new Map<string, Uint8Array>();
  return {
    hosted: false,
    keep: (phase, client, attachment) => {
      kept.set(`${phase} ${client}`, attachment.slice());
    },
    read: (wanted) =>
      Promise.resolve(
        wanted.map(({ phase, client, from, to }) =>
          kept.get(`${phase} ${client}`)!.subarray(from, to),
        ),
      ),
    clear: () => {
      kept.clear();
    },
  };
}
