import { MAX_CLIENTS_ALL_TO_ALL } from '../../session/limits.ts';
import type { SchemeRules } from '../../session/scheme.ts';
import { livenessProblem, thresholdSafetyProblem } from '../../session/thresholds.ts';
import { oneOf, struct } from '../../wire/codec.ts';
import {
  answerCodec,
  deliveriesCodec,
  requestCodec,
  shareLeavesCodec,
} from '../masking/messages.ts';
import { dealingCodec, keysCodec, maskKeyIn } from './messages.ts';

/**
 * Rules of the pairwise scheme: pairwise masks over the complete graph, and a self mask for each
 * client (Bonawitz et al., CCS 2017).
 *
 *     scheme = ["pairwise"]
 */
export const pairwiseRules: SchemeRules = {
  kind: 'pairwise',
  maxClients: MAX_CLIENTS_ALL_TO_ALL,
  choices: [],
  codec: struct({ kind: oneOf('pairwise') }),
  thresholdSafetyProblem,
  livenessProblem,
  deliveryProblem: () =>
    'a client that sends another payload than the committed input ends the session unnamed',
  answersNeeded: ({ threshold }) => threshold,
  sizes: ({ parameters: { clients } }) => ({
    keys: keysCodec.maxBytes,
    dealing: dealingCodec.maxBytes,
    dealingAttachment: shareLeavesCodec(clients).maxBytes,
    deliveries: deliveriesCodec(clients).maxBytes,
    heads: 0,
    request: requestCodec(clients).maxBytes,
    payloadProof: 0,
    answer: answerCodec(clients).maxBytes,
    answerAttachment: 0,
  }),
  keysIn: (body) => [maskKeyIn(body)],
};
