import { maxEnvelopeBytes } from '../../messages/table.ts';
import type { JointSessions } from '../../coordinator/parts/jointSessions.ts';
import type { Examined, SubmissionOutcome } from '../../coordinator/submissions.ts';
import { toHex } from '../../crypto/hex.ts';
import { equalBytes } from '../../crypto/tupleHash.ts';

import type { Rejection } from '../../session/outcome.ts';
import type { ClientId } from '../../session/party.ts';
import type { Session } from '../../session/session.ts';
import { type Envelope, envelopeDigest, openEnvelope } from '../../wire/envelope.ts';
import type { Message } from '../../wire/transcript.ts';

/**
 * Limit on the messages of one client in one phase that are stored, so that no client can fill the
 * store.
 */
const MOST_TRIES = 4;

/**
 * The result of examining a message before it is stored: admitted, its earlier outcome, or a
 * rejection.
 */
type Verdict =
  | { readonly kind: 'admitted'; readonly place: IntakePlace }
  | { readonly kind: 'judged'; readonly receipt: SubmissionOutcome }
  | Rejection;

/** Identifies a message: its sender and type, and the digest of its envelope. */
interface IntakePlace {
  readonly slot: string;
  readonly digest: string;
}

/**
 * Checks messages before they are stored: their sender, phase and size, and how many others there
 * were. Signed envelopes are counted, so copies of one count once, and a message with an altered
 * attachment does not count. Stored messages are counted from the session's events, so a restarted
 * process, or another one that shares the store, counts them too.
 */
export class Intake {
  /** Of the first part; no other part has larger envelopes. */
  readonly #session: Session;
  readonly #coordinator: Pick<JointSessions, 'examine' | 'receive' | 'receiveExamined'>;
  /**
   * The envelopes of each client, phase and part, by digest, with the outcomes of those that were
   * received.
   */
  readonly #slots = new Map<string, Map<string, SubmissionOutcome | 'under way'>>();

  /** Messages that were examined but not applied yet, by the digest of their envelope. */
  readonly #examined = new Map<string, Examined>();

  constructor(
    session: Session,
    coordinator: Pick<JointSessions, 'examine' | 'receive' | 'receiveExamined'>,
  ) {
    this.#session = session;
    this.#coordinator = coordinator;
  }

  /**
   * Examines a message for the open phase. If it is admitted, it counts as in progress until it is
   * received or `over` is called.
   *
   * @param maxAttachmentBytes - Limit on the attachment in the open phase, in bytes.
   * @param from - The client that delivered it, if that is known.
   */
  async admit(
    message: Message,
    maxAttachmentBytes: number,
    from: ClientId | undefined,
  ): Promise<Verdict> {
    const examined = await this.#coordinator.examine(message, from);
    if ('kind' in examined) return examined;
    const { signed } = examined;
    if ((message.attachment?.length ?? 0) > maxAttachmentBytes) {
      // No culprit: the attachment has not been compared with the envelope, so the sender need not
      // have made it.
      return {
        kind: 'rejection',
        code: 'well-formed',
        message: `the attachment is larger than ${maxAttachmentBytes} bytes, the limit in this phase`,
      };
    }
    const place = { slot: slotOf(signed), digest: toHex(envelopeDigest(signed.bytes)) };
    const known = this.#slots.get(place.slot)?.get(place.digest);
    if (known !== undefined && known !== 'under way') return { kind: 'judged', receipt: known };
    const envelopes = this.#slots.get(place.slot)?.size ?? 0;
    if (known === undefined && envelopes >= MOST_TRIES) {
      const { client } = signed;
      return {
        kind: 'rejection',
        code: 'one-envelope',
        message: `client ${client} has signed ${MOST_TRIES} other messages for this phase; no more are accepted`,
        culprit: client,
      };
    }
    this.#set(place, 'under way');
    this.#examined.set(place.digest, examined);
    return { kind: 'admitted', place };
  }

  /** Ends the progress of an admitted message: it was received, or could not be stored. */
  over({ slot, digest }: IntakePlace): void {
    this.#examined.delete(digest);
    const envelopes = this.#slots.get(slot);
    if (envelopes?.get(digest) === 'under way') envelopes.delete(digest);
  }

  /**
   * Passes a stored message to the coordinator, and counts it with its outcome. A message that was
   * examined here is not examined again if the store returned the same bytes.
   */
  async receive(message: Required<Message>): Promise<SubmissionOutcome> {
    const digest = toHex(envelopeDigest(message.envelope));
    const examined = this.#examined.get(digest);
    this.#examined.delete(digest);
    const outcome =
      examined && equalBytes(examined.attachment, message.attachment!)
        ? await this.#coordinator.receiveExamined(message, examined)
        : await this.#coordinator.receive(message);
    const envelope =
      examined?.signed ?? openEnvelope(message.envelope, maxEnvelopeBytes(this.#session));
    const place = { slot: slotOf(envelope), digest };
    const known = this.#slots.get(place.slot)?.get(place.digest);
    // Two processes may have stored it; the first outcome stands.
    if (known === undefined || known === 'under way') this.#set(place, withoutEvidence(outcome));
    return outcome;
  }

  #set({ slot, digest }: IntakePlace, state: SubmissionOutcome | 'under way'): void {
    const envelopes = this.#slots.get(slot) ?? new Map<string, SubmissionOutcome | 'under way'>();
    this.#slots.set(slot, envelopes.set(digest, state));
  }
}

/** An outcome without its evidence, which the session's view keeps. */
function withoutEvidence(receipt: SubmissionOutcome): SubmissionOutcome {
  return receipt.kind === 'rejection'
    ? { ...receipt, evidence: undefined, attachment: undefined }
    : receipt;
}

function slotOf({ session, type, sender }: Pick<Envelope, 'session' | 'type' | 'sender'>): string {
  return `${toHex(session)} ${type} ${sender}`;
}
