import { type MessageType } from '../../../src/messages/table.ts';
import type { ClientSession } from '../../../src/client/clientSession.ts';
import type { Scenario } from '../../../src/attacks/harness/scenario.ts';
import type { ClientId } from '../../../src/session/party.ts';
import type { IncludedEntry } from '../../../src/messages/confirm.ts';

import type { Message } from '../../../src/wire/transcript.ts';
import type { Person } from './person.ts';

/** One process of an honest person in one session, with what it was made to believe. */
export interface Seat {
  readonly person: Person;
  readonly id: ClientId;
  readonly scenario: Scenario;
  readonly client: ClientSession;
  /** Its answers, by their phase. */
  readonly sent: Map<MessageType, Message>;
  /** The coordinator's messages that it answered, by their kind. */
  readonly heard: Map<MessageType, Message>;
  /** The transcript hash that it had seen before it answered a message of the coordinator's. */
  readonly before: Map<MessageType, Uint8Array>;
  transcriptHash: Uint8Array;
  /** What its keys are derived under, in hex; known once it dealt its shares. */
  keys?: string;
  /** Whom its Advertise list, its Share list and its included list named. */
  adverts?: readonly ClientId[];
  dealers?: readonly ClientId[];
  included?: readonly IncludedEntry[];
}
