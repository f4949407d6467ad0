import { maxEnvelopeBytes } from '../../messages/table.ts';
import type { CoordinatorSession } from '../../coordinator/coordinatorSession.ts';
import type { Examined, SubmissionOutcome } from '../../coordinator/submissions.ts';
import { toHex } from '../../crypto/hex.ts';
import { equalBytes } from '../../crypto/tupleHash.ts';

import type { Rejection } from '../../session/outcome.ts';
import type { ClientId } from '../../session/party.ts';
import type { Session } from '../../session/session.ts';
import { type Envelope, envelopeDigest, openEnvelope } from '../../wire/envelope.ts';
import type { Message } from '../../wire/transcript.ts';

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
  readonly #coordinator: Pick<CoordinatorSession, 'examine' | 'receive' | 'receiveExamined'>;
  /** The envelopes of each client and phase, with the outcomes of those that were received. */
  readonly #slots = new Map<string, Map<string, SubmissionOutcome | 'under way'>>();

  /** What was examined here and is not applied yet, by the digest of its envelope. */
  readonly #examined = new Map<string, Examined>();

  constructor(
    session: Session,
    coordinator: Pick<CoordinatorSession, 'examine' | 'receive' | 'receiveExamined'>,
  ) {
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
    const examined = await this.#coordinator.examine(message, from);
    if ('kind' in examined) return examined;
    const { signed } = examined;
    if ((message.attachment?.length ?? 0) > maxAttachmentBytes) {
      // Nobody is named: the attachment of a second envelope is not compared with anything that was
      // signed.
      return {
        kind: 'rejection',
        code: 'well-formed',
        message: `the attachment is larger than the ${maxAttachmentBytes} bytes of any in this phase`,
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
        message: `client ${client} has signed ${MOST_TRIES} other messages for this phase; no more are taken`,
        culprit: client,
      };
    }
    this.#set(place, 'under way');
    this.#examined.set(place.digest, examined);
    return { kind: 'admitted', place };
  }

  /** A message that was admitted is kept and judged, or could not be kept. */
  over({ slot, digest }: IntakePlace): void {
    this.#examined.delete(digest);
    const envelopes = this.#slots.get(slot);
    if (envelopes?.get(digest) === 'under way') envelopes.delete(digest);
  }

  /**
   * Gives a message that is kept to the coordinator, and counts it with its outcome. What was examined here is not examined a
   * second time, if the store gives back the same bytes.
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
    // Two processes may have kept it: its first outcome stands.
    if (known === undefined || known === 'under way') this.#set(place, withoutEvidence(outcome));
    return outcome;
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

function slotOf({ type, sender }: Pick<Envelope, 'type' | 'sender'>): string {
  return `${type} ${sender}`;
}
