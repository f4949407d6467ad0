import { concatBytes } from '@noble/hashes/utils.js';
import { integersToBytes } from '../../kernel/planes/workspace.ts';
import { equalBytes, sha256 } from '../../crypto/tupleHash.ts';
import { FIELD_ORDER } from '../../kernel/kernel.ts';
import { wellFormed } from '../../session/checks/enabledChecks.ts';
import type { ClientId } from '../../session/party.ts';
import type { Session } from '../../session/session.ts';
import { fromBytes, toBytes } from '../../wire/codec.ts';
import type { CoordinatorScheme } from '../coordinator.ts';
import { decode } from '../coding/code.ts';
import { answerBytes, splitSymbol, type OpenSymbol } from './answer.ts';
import { type Dealing, pointsOf, readLeaves } from './dealing.ts';
import { codedDealingFault } from './dealingFault.ts';
import {
  answerCodec,
  deliveriesCodec,
  type Delivery,
  deliveryCodec,
  NOTHING,
  requestCodec,
} from './messages.ts';
import { symbolSizes } from './demand.ts';
import { codeOf } from './setting.ts';
import { brokenCodes, unlinkedPayloads, wrongSums } from './verification.ts';

/** The coordinator's side of the coded scheme: LightSecAgg (So et al., MLSys 2022), with committed symbols. */
export const codedCoordinator: CoordinatorScheme<Dealing, OpenSymbol> = {
  kind: 'coded',
  readDealing: readLeaves,
  unsoundDealings: brokenCodes,
  deliveriesTo(to, { context: { session }, schemeKeys }, dealings) {
    const index = [...schemeKeys.keys()].indexOf(to);
    const deliveries = Array.from(dealings.values(), (dealing) =>
      deliveryOf(session, dealing, index),
    );
    const codec = deliveriesCodec(session.parameters.clients, symbolSizes(codeOf(session)));
    return toBytes(codec, deliveries);
  },
  unlinkedPayloads,
  dealingCheck: 'symbol-opens',
  judgeDealing: codedDealingFault,
  dealtTo(to, { context: { session }, schemeKeys }, dealing) {
    const codec = deliveryCodec(session.parameters.clients, symbolSizes(codeOf(session)));
    return toBytes(codec, deliveryOf(session, dealing, [...schemeKeys.keys()].indexOf(to)));
  },
  // Nothing of a dealer that is left out is in any payload.
  unrecoverable: () => undefined,
  request: () => toBytes(requestCodec, NOTHING),
  answerCovers(schemeBody, attachment) {
    try {
      const { answerDigest } = fromBytes(answerCodec, schemeBody, answerCodec.maxBytes, 'answer');
      return equalBytes(sha256(attachment), answerDigest);
    } catch {
      // A malformed body is refused when it is read.
      return false;
    }
  },
  readAnswer({ context: { session, checks, kernel } }, { client, bytes }, schemeBody, attachment) {
    wellFormed(() => fromBytes(answerCodec, schemeBody, answerCodec.maxBytes, 'answer'), client);
    const shape = codeOf(session);
    const size = answerBytes(shape);
    const formed = attachment.length === size && kernel.areCanonical(attachment);
    checks.require('answer-opens', formed, () => ({
      message: `the answer of client ${client} is not ${size} bytes of canonical elements`,
      culprit: client,
      evidence: [bytes],
      attachment: attachment.slice(),
    }));
    return splitSymbol(shape, formed ? attachment.slice() : new Uint8Array(size));
  },
  wrongAnswers: wrongSums,
  async unmask({ context: { session, kernel, work } }, answers, total) {
    const shape = codeOf(session);
    const chosen = answers.slice(0, shape.recovery);
    const holders: ClientId[] = chosen.map(([holder]) => holder);
    const symbols = concatBytes(...chosen.map(([, { symbol }]) => symbol));
    const mask = await decode(kernel, shape, holders, symbols, work);
    const minusOne = integersToBytes([FIELD_ORDER - 1n]);
    kernel.add(total, await kernel.combine(minusOne, mask, 1, work));
  },
};

function deliveryOf(session: Session, dealing: Dealing, index: number): Delivery {
  return {
    leaf: { box: dealing.boxes[index]!, points: pointsOf(session, dealing, index) },
    path: dealing.paths[index]!,
  };
}
