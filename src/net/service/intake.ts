import type { Receipt } from '../../coordinator/inbox.ts';
import { ALL_DEFENCES } from '../../session/defences.ts';
import { maxEnvelopeBytes, maxMessageBytes } from '../../session/messageSizes.ts';
import { orRefuse } from '../../session/outcome.ts';
import type { ClientPhase } from '../../session/parameters.ts';
import type { Roster } from '../../session/roster.ts';
import type { Session } from '../../session/session.ts';
import { openSigned } from '../../session/signed.ts';
import { openEnvelope, PHASES } from '../../wire/envelope.ts';
import type { Message } from '../../wire/message.ts';

/** Messages of one client in one phase that are kept at most, so that nobody fills the store. */
const MOST_TRIES = 4;

/** What is found before a message is kept: that it may be, or a refusal. */
type Verdict =
  { readonly kind: 'admitted'; readonly slot: string } | Extract<Receipt, { kind: 'refusal' }>;

/**
 * What can be said of a message before it is kept: whose it is, of which phase, how large, and how many like it there were. Those
 * that are kept are counted from the session's events, so that a process that comes back, or stands beside, counts them too.
 */
export class Intake {
  readonly #session: Session;
  readonly #roster: Roster;
  readonly #kept = new Map<string, number>();
  readonly #underWay = new Map<string, number>();

  constructor(session: Session, roster: Roster) {
    this.#session = session;
    this.#roster = roster;
  }

  /** Judges a message for the open phase; one that is admitted is under way until `over` is called with its slot. */
  async admit(
    { envelope, attachment }: Message,
    phase: ClientPhase,
    maxAttachmentBytes: number,
  ): Promise<Verdict> {
    const session = this.#session;
    const setting = { session, roster: this.#roster, defences: ALL_DEFENCES };
    const signed = await orRefuse(() =>
      openSigned(setting, envelope, phase, maxMessageBytes(session, phase)),
    );
    if ('kind' in signed) return signed;
    const { client } = signed;
    if ((attachment?.length ?? 0) > maxAttachmentBytes) {
      return {
        kind: 'refusal',
        code: 'well-formed',
        message: `the attachment of client ${client} is larger than any in phase ${phase}`,
        culprit: client,
      };
    }
    const slot = slotOf(PHASES[phase], client);
    const tries = (this.#kept.get(slot) ?? 0) + (this.#underWay.get(slot) ?? 0);
    if (tries >= MOST_TRIES) {
      return {
        kind: 'refusal',
        code: 'one-envelope',
        message: `client ${client} has sent ${MOST_TRIES} messages for ${phase}; no more are taken`,
        culprit: client,
      };
    }
    add(this.#underWay, slot, 1);
    return { kind: 'admitted', slot };
  }

  /** A message that was admitted is kept, or could not be. */
  over(slot: string): void {
    add(this.#underWay, slot, -1);
  }

  /** Counts a message that is kept; whoever kept it had admitted it. */
  count(envelope: Uint8Array): void {
    const { phase, sender } = openEnvelope(envelope, maxEnvelopeBytes(this.#session));
    add(this.#kept, slotOf(phase, sender), 1);
  }
}

function slotOf(phase: number, sender: number): string {
  return `${phase} ${sender}`;
}

function add(counts: Map<string, number>, slot: string, change: number): void {
  const count = (counts.get(slot) ?? 0) + change;
  if (count === 0) counts.delete(slot);
  else counts.set(slot, count);
}
