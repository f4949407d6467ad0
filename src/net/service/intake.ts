import type { CoordinatorSession } from '../../coordinator/coordinatorSession.ts';
import type { SubmissionOutcome } from '../../coordinator/submissions.ts';
import { toHex } from '../../crypto/hex.ts';
import { maxEnvelopeBytes } from '../../messages/sizes.ts';
import type { Rejection } from '../../session/outcome.ts';
import type { ClientId } from '../../session/party.ts';
import type { Session } from '../../session/session.ts';
import { type Envelope, envelopeDigest, openEnvelope } from '../../wire/envelope.ts';
import type { Message } from '../../wire/message.ts';

/** Messages of one client in one phase that are kept at most, so that nobody fills the store. */
const MOST_TRIES = 4;

/**
 * The result of examining a message before it is stored: admitted, its earlier outcome, or a
 * rejection.
 */
type Verdict =
  | { readonly kind: 'admitted'; readonly place: IntakePlace }
  | { readonly kind: 'judged'; readonly receipt: SubmissionOutcome }
  | Rejection;

/** Where a message counts: with its sender's others of the phase, as the envelope that it is. */
interface IntakePlace {
  readonly slot: string;
  readonly digest: string;
}

/**
 * Checks that are made before a message is stored: its sender, phase and size, and how many others
 * there were. Signed envelopes are counted: copies of one count once, and one whose attachment was
 * altered does not count. Stored ones are counted from the session's events, so that a restarted or
 * parallel process counts them too.
 */
export class Intake {
  readonly #session: Session;
  readonly #coordinator: Pick<CoordinatorSession, 'examine'>;
  /** The envelopes of each client and phase, with the outcomes of those that were received. */
  readonly #slots = new Map<string, Map<string, SubmissionOutcome | 'under way'>>();

  constructor(session: Session, coordinator: Pick<CoordinatorSession, 'examine'>) {
    this.#session = session;
    this.#coordinator = coordinator;
  }

  /**
   * Examines a message for the open phase; one that is admitted is under way until it was judged, or `over` is called.
   *
   * @param from - who brought it, where that is known
   */
  async admit(
    message: Message,
    maxAttachmentBytes: number,
    from: ClientId | undefined,
  ): Promise<Verdict> {
    const signed = await this.#coordinator.examine(message, from);
    if ('kind' in signed) return signed;
    if ((message.attachment?.length ?? 0) > maxAttachmentBytes) {
      // Nobody is named: the attachment of a second envelope is not compared with anything that was
      // signed.
      return {
        kind: 'rejection',
        code: 'well-formed',
        message: `the attachment is larger than the ${maxAttachmentBytes} bytes of any in this phase`,
      };
    }
    const place = placeOf(signed);
    const known = this.#slots.get(place.slot)?.get(place.digest);
    if (known !== undefined && known !== 'under way') return { kind: 'judged', receipt: known };
    const envelopes = this.#slots.get(place.slot)?.size ?? 0;
    if (known === undefined && envelopes >= MOST_TRIES) {
      const { client } = signed;
      return {
        kind: 'rejection',
        code: 'one-envelope',
        message: `client ${client} has signed ${MOST_TRIES} other messages for this phase; no more are taken`,
        culprit: client,
      };
    }
    this.#set(place, 'under way');
    return { kind: 'admitted', place };
  }

  /** A message that was admitted is kept and judged, or could not be kept. */
  over({ slot, digest }: IntakePlace): void {
    const envelopes = this.#slots.get(slot);
    if (envelopes?.get(digest) === 'under way') envelopes.delete(digest);
  }

  /** Counts a stored message, with its outcome; the process that stored it had admitted it. */
  judged(envelope: Uint8Array, receipt: SubmissionOutcome): void {
    const place = placeOf(openEnvelope(envelope, maxEnvelopeBytes(this.#session)));
    const known = this.#slots.get(place.slot)?.get(place.digest);
    // Two processes may have stored it: the first outcome stands.
    if (known === undefined || known === 'under way') this.#set(place, withoutEvidence(receipt));
  }

  #set({ slot, digest }: IntakePlace, state: SubmissionOutcome | 'under way'): void {
    const envelopes = this.#slots.get(slot) ?? new Map<string, SubmissionOutcome | 'under way'>();
    this.#slots.set(slot, envelopes.set(digest, state));
  }
}

/** What is said again; the evidence is with what the session has found. */
function withoutEvidence(receipt: SubmissionOutcome): SubmissionOutcome {
  return receipt.kind === 'rejection'
    ? { ...receipt, evidence: undefined, attachment: undefined }
    : receipt;
}

function placeOf({ type, sender, bytes }: Envelope): IntakePlace {
  return { slot: `${type} ${sender}`, digest: toHex(envelopeDigest(bytes)) };
}
