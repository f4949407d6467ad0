import {
  deliveriesCodec,
  type Delivery,
  SHARE_TREE,
  shareLeafDigest,
  shareLeavesCodec,
} from '../../src/schemes/masking/messages.ts';
import { CLIENT_PHASES, type ClientPhase, codecOf } from '../../src/messages/table.ts';
import type { ClientId } from '../../src/session/party.ts';
import type { Session } from '../../src/session/session.ts';
import { fromBytes, toBytes } from '../../src/wire/codec.ts';
import { openEnvelope, sealEnvelope } from '../../src/wire/envelope.ts';
import { merkleTree } from '../../src/wire/merkle.ts';
import type { Message } from '../../src/wire/transcript.ts';
import { pairwiseUnmaskingCodec } from '../support/pairwise.ts';
import type { Dice } from './dice.ts';
import { mutatedEncoding } from './mutation/tree.ts';
import { mutatedList } from './mutation/lists.ts';
import { IMPOSTOR } from './parties/impostor.ts';

const ANY_SIZE = Number.MAX_SAFE_INTEGER;

/** What the coordinator tells clients, by kind. */
export type Letter = 'advertised' | 'shared' | 'included' | 'unmasking';

/** The client's message that answers each of them. */
export const ANSWER: Readonly<Record<Letter, ClientPhase>> = {
  advertised: 'share',
  shared: 'commit',
  included: 'confirm',
  unmasking: 'unmask',
};

export const LETTERS: readonly Letter[] = Object.keys(ANSWER) as readonly Letter[];

/** A dealer's message with the recipients that it dealt to, in their order. */
export interface Dealing {
  readonly message: Message;
  readonly recipients: readonly ClientId[];
}

/** The boxes from some dealers to one recipient, as they travel beside the Share list. */
export function deliveriesTo(
  to: ClientId,
  dealings: readonly Dealing[],
  clients: number,
): Uint8Array {
  const deliveries = dealings.map(({ message, recipients }): Delivery => {
    const bytes = message.attachment!;
    const leaves = fromBytes(shareLeavesCodec(clients), bytes, bytes.length, 'leaves');
    const position = Math.max(0, recipients.indexOf(to));
    const digests = leaves.map((leaf, i) => shareLeafDigest(recipients[i]!, leaf));
    return { leaf: leaves[position]!, path: merkleTree(SHARE_TREE, digests).paths[position]! };
  });
  return toBytes(deliveriesCodec(clients), deliveries);
}

/** A body of the coordinator's with something wrong in it; `others` are envelopes that may be put into its lists. */
export function bentBody(
  dice: Dice,
  letter: Letter,
  body: Uint8Array,
  session: Session,
  others: readonly Uint8Array[],
): Uint8Array {
  const { clients } = session.parameters;
  if (dice.chance(0.15)) return mutatedEncoding(dice, body);
  const sorted = (list: Uint8Array[]): Uint8Array[] => (dice.chance(0.7) ? bySender(list) : list);
  switch (letter) {
    case 'advertised':
    case 'shared': {
      const codec = codecOf(letter, session);
      const { transcriptHash, envelopes } = fromBytes(codec, body, ANY_SIZE, letter);
      const wrong = [...others, ...envelopes.map((bytes) => mutatedEncoding(dice, bytes))];
      const changed = dice.chance(0.3)
        ? dice.pick([withImpersonation, withReplay])(dice, envelopes, session, others)
        : sorted(mutatedList(dice, envelopes, wrong)).slice(0, clients);
      return orTheSame(body, () =>
        toBytes(codec, {
          transcriptHash: bentTranscript(dice, transcriptHash),
          envelopes: changed,
        }),
      );
    }
    case 'included': {
      const codec = codecOf(letter, session);
      const { transcriptHash, included } = fromBytes(codec, body, ANY_SIZE, letter);
      const wrong = Array.from({ length: clients }, (_, client) => ({
        client,
        commitDigest: dice.bytes(32),
      }));
      const changed = mutatedList(dice, included, wrong).slice(0, clients);
      if (dice.chance(0.7)) changed.sort((a, b) => a.client - b.client);
      return toBytes(codec, {
        transcriptHash: bentTranscript(dice, transcriptHash),
        included: changed,
      });
    }
    case 'unmasking': {
      const codec = pairwiseUnmaskingCodec(session);
      const request = fromBytes(codec, body, ANY_SIZE, letter);
      const { transcriptHash, schemeRequest: dropped, confirms } = request;
      const ids = Array.from({ length: clients }, (_, id) => id);
      if (dice.chance(0.3)) {
        const forge = dice.pick([withImpersonation, withReplay]);
        const forged = forge(dice, confirms, session, others);
        return toBytes(codec, { ...request, confirms: forged });
      }
      const names = dice.chance(0.6) ? mutatedList(dice, dropped, ids) : [...dropped];
      if (dice.chance(0.8)) names.sort((a, b) => a - b);
      const quorum = dice.chance(0.6) ? sorted(mutatedList(dice, confirms, others)) : confirms;
      return toBytes(codec, {
        transcriptHash: bentTranscript(dice, transcriptHash),
        confirms: quorum.slice(0, clients),
        schemeRequest: names.slice(0, clients),
      });
    }
  }
}

/** A list in which one of its envelopes says the same under a key that is not its sender's. */
function withImpersonation(
  dice: Dice,
  envelopes: readonly Uint8Array[],
  session: Session,
): Uint8Array[] {
  const at = dice.between(0, Math.max(0, envelopes.length - 1));
  return envelopes.map((bytes, i) => {
    if (i !== at) return bytes;
    const { type, sender, body } = openEnvelope(bytes, ANY_SIZE);
    return sealEnvelope(IMPOSTOR, session.digest, CLIENT_PHASES[type]!, sender, body);
  });
}

/** A list in which a sender's envelope gave place to another of its own, of whichever session. */
function withReplay(
  dice: Dice,
  envelopes: readonly Uint8Array[],
  _session: Session,
  others: readonly Uint8Array[],
): Uint8Array[] {
  const at = dice.between(0, Math.max(0, envelopes.length - 1));
  return envelopes.map((bytes, i) => {
    const earlier = others.filter((other) => senderOf(other) === senderOf(bytes));
    return i === at && earlier.length > 0 ? dice.pick(earlier) : bytes;
  });
}

/** What a client's Confirm envelope signs. */
export function confirmBodyOf({ envelope }: Message): Uint8Array {
  return openEnvelope(envelope, ANY_SIZE).body;
}

/** Envelopes by their senders; what is no envelope stays at the end. */
export function bySender(envelopes: readonly Uint8Array[]): Uint8Array[] {
  const keyed = envelopes.map((bytes) => [senderOf(bytes), bytes] as const);
  return keyed.sort(([a], [b]) => a - b).map(([, bytes]) => bytes);
}

function senderOf(bytes: Uint8Array): number {
  try {
    return openEnvelope(bytes, ANY_SIZE).sender;
  } catch {
    return ANY_SIZE;
  }
}

function bentTranscript(dice: Dice, transcriptHash: Uint8Array): Uint8Array {
  return dice.chance(0.1) ? dice.bytes(32) : transcriptHash;
}

function orTheSame(body: Uint8Array, encode: () => Uint8Array): Uint8Array {
  try {
    return encode();
  } catch {
    return body;
  }
}
