import { concatBytes } from '@noble/hashes/utils.js';
import { integersToBytes } from '../../kernel/planes/workspace.ts';
import { equalBytes, sha256 } from '../../crypto/tupleHash.ts';
import { FIELD_ORDER } from '../../kernel/kernel.ts';
import { wellFormed } from '../../session/checks/enabledChecks.ts';
import type { ClientId } from '../../session/party.ts';
import { fromBytes, toBytes } from '../../wire/codec.ts';
import type { CoordinatorScheme } from '../coordinator.ts';
import { decode } from '../coding/code.ts';
import { answerBytes, splitSymbol, type OpenSymbol } from './answer.ts';
import { type Dealing, readLeaves } from './dealing.ts';
import { codedDealingFault } from './dealingFault.ts';
import { dealtBytes, dealtTo } from './deliveries.ts';
import { answerCodec, NOTHING, requestCodec } from './messages.ts';
import { codeOf } from './setting.ts';
import { brokenCodes, readPayload, unlinkedPayloads, wrongSums } from './verification.ts';

/** The coordinator's side of the coded scheme: LightSecAgg (So et al., MLSys 2022), with committed symbols. */
export const codedCoordinator: CoordinatorScheme<Dealing, OpenSymbol> = {
  kind: 'coded',
  readDealing: readLeaves,
  unsoundDealings: brokenCodes,
  readPayload,
  unlinkedPayloads,
  dealingCheck: 'symbol-opens',
  judgeDealing: codedDealingFault,
  dealtTo,
  readsShares: true,
  dealtBytes,
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
