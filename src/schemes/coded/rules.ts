import { MAX_CLIENTS_ALL_TO_ALL } from '../../session/limits.ts';
import type {
  DeliveryTerms,
  SchemeRules,
  SchemeSetting,
  SchemeSizes,
  SchemeThresholds,
} from '../../session/scheme.ts';
import {
  livenessProblem,
  thresholdSafetyProblem,
  type Thresholds,
} from '../../session/thresholds.ts';
import { fromBytes, integer, oneOf, struct } from '../../wire/codec.ts';
import { linkProofBytes } from '../coding/link/steps.ts';
import { answerBytes } from './answer.ts';
import {
  answerCodec,
  dealingCodec,
  deliveriesCodec,
  keysCodec,
  leavesCodec,
  requestCodec,
} from './messages.ts';
import { type CodedDemand, recoveryOf, shapeOf, symbolSizes } from './demand.ts';

/**
 * The default of U: t less the holders that may be lost between Confirm and Unmask, a twentieth of the roster, as long as a mask is
 * cut into one piece at least.
 */
function defaultRecovery({ clients, threshold, maxCorrupt }: Thresholds): number {
  const slack = Math.min(Math.ceil(clients / 20), Math.max(0, threshold - maxCorrupt - 1));
  return threshold - slack;
}

/** Why U is not safe, or `undefined`: n_C < U ≤ t. */
function recoveryProblem({ threshold, maxCorrupt, scheme }: SchemeThresholds): string | undefined {
  const recovery = recoveryOf({ scheme });
  if (recovery <= maxCorrupt) {
    return `U = ${recovery} answers are not more than n_C = ${maxCorrupt}: corrupt clients could decode a mask alone`;
  }
  return recovery <= threshold
    ? undefined
    : `U = ${recovery} answers are more than the t = ${threshold} clients that confirm a set`;
}

/** Why the sum may fail to come out, or `undefined`: t ≤ n − n_C − dropouts, with proofs that cover every committed coordinate. */
function deliveryProblem(terms: DeliveryTerms): string | undefined {
  const { clients, threshold, maxCorrupt, maxDropouts, proofs } = terms;
  const honest = clients - maxCorrupt - maxDropouts;
  if (threshold > honest) {
    return `t = ${threshold} is more than the ${honest} honest clients that stay where n_C = ${maxCorrupt} cheat and ${maxDropouts} drop out`;
  }
  return proofs.system === 'planes'
    ? undefined
    : 'without range proofs of the system planes, a client may commit to coordinates beyond the bound, which spoil the sum';
}

/** Sizes where there is no code: nothing is sent in a session whose thresholds are refused. */
const NOTHING: SchemeSizes = {
  keys: 0,
  dealing: 0,
  dealingAttachment: 0,
  deliveries: 0,
  heads: 0,
  request: 0,
  payloadProof: 0,
  answer: 0,
  answerAttachment: 0,
};

function sizes(setting: SchemeSetting): SchemeSizes {
  const { clients } = setting.parameters;
  const shape = shapeOf(setting);
  if (!shape) return NOTHING;
  const symbol = symbolSizes(shape);
  return {
    keys: keysCodec.maxBytes,
    dealing: dealingCodec.maxBytes,
    dealingAttachment: leavesCodec(clients, symbol).maxBytes,
    deliveries: deliveriesCodec(clients, symbol).maxBytes,
    heads: 0,
    request: requestCodec.maxBytes,
    payloadProof: linkProofBytes({ rowLength: setting.rowLength, shape }),
    answer: answerCodec.maxBytes,
    answerAttachment: answerBytes(shape),
  };
}

/**
 * Rules of the coded scheme: each client's mask is a ramp code word, of which every client holds one symbol (LightSecAgg: So et al.,
 * MLSys 2022).
 */
export const codedRules: SchemeRules = {
  kind: 'coded',
  maxClients: MAX_CLIENTS_ALL_TO_ALL,
  choices: ['recovery'],
  codec: struct<CodedDemand>({
    kind: oneOf('coded'),
    recovery: integer(1, MAX_CLIENTS_ALL_TO_ALL),
  }),
  complete: ({ kind, recovery }, thresholds): CodedDemand => ({
    kind,
    recovery: recovery ?? defaultRecovery(thresholds),
  }),
  thresholdSafetyProblem: (thresholds) =>
    thresholdSafetyProblem(thresholds) ?? recoveryProblem(thresholds),
  livenessProblem,
  deliveryProblem,
  answersNeeded: recoveryOf,
  sizes,
  keysIn(body) {
    fromBytes(keysCodec, body, keysCodec.maxBytes, 'keys');
    return [];
  },
};
