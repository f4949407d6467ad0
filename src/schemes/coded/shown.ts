/** Attachments of evidence against parties of a coded session. */
import { concatBytes } from '@noble/hashes/utils.js';
import type { ClientId } from '../../session/party.ts';
import type { Session } from '../../session/session.ts';
import {
  bytesBetween,
  type Codec,
  fixedBytes,
  integer,
  list,
  struct,
  toBytes,
} from '../../wire/codec.ts';
import { maxPathLength } from '../../wire/merkle.ts';
import type { Agreed } from '../coordinator.ts';
import { answerBytes, type OpenSymbol } from './answer.ts';
import { type Dealing, pointsOf } from './dealing.ts';
import { shownLeavesCodec } from './messages.ts';
import { symbolSizes } from './demand.ts';
import { codeOf } from './setting.ts';

/** A payload with everything that its link proof is about. */
export interface ShownLink {
  readonly commitments: Uint8Array;
  /** The masked payload, then the link proof. */
  readonly concealed: Uint8Array;
  /** The dealing without its boxes, encoded. */
  readonly shown: Uint8Array;
}

/** Codec of {@link ShownLink}. */
export function shownLinkCodec(session: Session): Codec<ShownLink> {
  const symbol = symbolSizes(codeOf(session));
  return struct<ShownLink>({
    commitments: fixedBytes(session.commitmentBytes),
    concealed: fixedBytes(session.concealedBytes),
    shown: bytesBetween(0, shownLeavesCodec(session.parameters.clients, symbol).maxBytes),
  });
}

/** The attachment of evidence about a payload. */
export function linkEvidence(session: Session, shown: ShownLink): Uint8Array {
  return toBytes(shownLinkCodec(session), shown);
}

/** One dealer's points for the holder that answered, under the dealer's root. */
interface ShownPoints {
  readonly dealer: number;
  readonly boxDigest: Uint8Array;
  readonly points: Uint8Array;
  readonly path: readonly Uint8Array[];
}

/** An answer with the points of all included dealers. */
export interface ShownAnswer {
  readonly answer: Uint8Array;
  readonly dealers: readonly ShownPoints[];
}

/** Codec of {@link ShownAnswer}. */
export function shownAnswerCodec(session: Session): Codec<ShownAnswer> {
  const { clients } = session.parameters;
  const shape = codeOf(session);
  return struct<ShownAnswer>({
    answer: bytesBetween(0, answerBytes(shape)),
    dealers: list(
      struct<ShownPoints>({
        dealer: integer(0, clients - 1),
        boxDigest: fixedBytes(32),
        points: fixedBytes(symbolSizes(shape).points),
        path: list(fixedBytes(32), maxPathLength(clients)),
      }),
      clients,
    ),
  });
}

/**
 * Evidence that a holder's answer is not the sum of the symbols that it accepted: its Unmask, all broadcasts that this follows, and
 * the points that the included dealers dealt to it.
 */
export function wrongAnswerEvidence(
  {
    context: { session },
    advertised,
    shared,
    sentSince,
    dealings,
    included,
    schemeKeys,
  }: Agreed<Dealing>,
  unmask: Uint8Array,
  holder: ClientId,
  { symbol, blinders }: OpenSymbol,
): { readonly evidence: readonly Uint8Array[]; readonly attachment: Uint8Array } {
  const index = [...schemeKeys.keys()].indexOf(holder);
  const dealers = Array.from(included.keys(), (dealer): ShownPoints => {
    const dealing = dealings.get(dealer)!;
    return {
      dealer,
      boxDigest: dealing.boxes[index]!.digest,
      points: pointsOf(session, dealing, index).slice(),
      path: dealing.paths[index]!,
    };
  });
  return {
    evidence: [unmask, advertised, shared, ...sentSince],
    attachment: toBytes(shownAnswerCodec(session), {
      answer: concatBytes(symbol, blinders),
      dealers,
    }),
  };
}
