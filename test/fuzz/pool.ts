import { MESSAGE_TYPES, type MessageType } from '../../src/messages/table.ts';
import type { Identity } from '../../src/crypto/signing.ts';
import type { Scenario } from '../../src/attacks/harness/scenario.ts';
import { COORDINATOR_SENDER, openEnvelope, sealEnvelope } from '../../src/wire/envelope.ts';
import type { Message } from '../../src/wire/transcript.ts';
import type { Dice } from './dice.ts';
import { mutatedBytes } from './mutation/bytes.ts';
import { mutatedEncoding } from './mutation/tree.ts';
import { IMPOSTOR } from './parties/impostor.ts';

const ANY_SIZE = Number.MAX_SAFE_INTEGER;
const PHASE_NAMES = Object.keys(MESSAGE_TYPES) as MessageType[];
const CAPACITY = 400;

/** All that the network has carried, of whichever session, and what it makes of it without anybody's key but its own. */
export class Pool {
  readonly messages: Message[] = [];
  readonly #dice: Dice;

  constructor(dice: Dice) {
    this.#dice = dice;
  }

  add(message: Message): void {
    if (this.messages.length < CAPACITY) this.messages.push(message);
    else this.messages[this.#dice.between(0, CAPACITY - 1)] = message;
  }

  /** Envelopes of one kind. */
  envelopes(phase: MessageType): Uint8Array[] {
    return this.messages
      .map(({ envelope }) => envelope)
      .filter((bytes) => openEnvelope(bytes, ANY_SIZE).type === MESSAGE_TYPES[phase]);
  }

  /** A message that somebody sent, as it was. */
  replay(): Message {
    return this.#dice.pick(this.messages);
  }

  /** A message that nobody sent, whose envelope carries no valid signature of the one whom it names. */
  noise(scenario: Scenario, owned: readonly Identity[]): Message {
    const dice = this.#dice;
    const { envelope, attachment } = this.replay();
    switch (dice.between(0, 4)) {
      case 0:
        return { envelope: mutatedBytes(dice, envelope), attachment };
      case 1:
        return { envelope: mutatedEncoding(dice, envelope), attachment };
      case 2:
        return { envelope: dice.bytes(dice.between(0, 60)), attachment };
      case 3:
        return { envelope: mutatedBytes(dice, mutatedEncoding(dice, envelope)), attachment };
      default:
        return { envelope: this.#impersonation(scenario, owned, envelope), attachment };
    }
  }

  /** A body under the name of somebody whose key the network does not have. */
  #impersonation(scenario: Scenario, owned: readonly Identity[], envelope: Uint8Array): Uint8Array {
    const dice = this.#dice;
    const { body } = openEnvelope(envelope, ANY_SIZE);
    const signer = dice.pick([...owned, IMPOSTOR]);
    const sender = dice.chance(0.5)
      ? COORDINATOR_SENDER
      : dice.between(0, scenario.identities.length);
    const changed = dice.chance(0.5) ? mutatedEncoding(dice, body) : body;
    const phase = dice.pick(PHASE_NAMES);
    const named =
      sender === COORDINATOR_SENDER ? scenario.coordinator : scenario.identities[sender];
    // A corrupt client's true signature is no noise.
    const key = named === signer ? IMPOSTOR : signer;
    return sealEnvelope(key, scenario.session.digest, phase, sender, changed);
  }
}
