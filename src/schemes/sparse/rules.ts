import { MAX_CLIENTS, MAX_CLIENTS_ALL_TO_ALL } from '../../session/limits.ts';
import type {
  SchemeDraft,
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
import { envelopeBytes } from '../../wire/envelopeCodec.ts';
import { fromBytes, integer, oneOf, struct } from '../../wire/codec.ts';
import { commitCodec } from '../../messages/commit.ts';
import {
  answerCodec,
  deliveriesCodec,
  requestCodec,
  shareLeavesCodec,
} from '../masking/messages.ts';
import { graphSafetyProblem, lossBound } from './bounds.ts';
import { chooseMaskGraph, MAX_NEIGHBOURS } from './choose.ts';
import { graphOf, type SparseDemand } from './demand.ts';
import { dealingCodec, headsCodec, keysCodec } from './messages.ts';

/** A mask graph exposes a secret, and falls apart, with a probability of at most 2^-40 each. */
const ERROR_EXPONENT = 40;

const degree = integer(1, MAX_NEIGHBOURS);

/** The rules of the scheme, with what its clients require of a graph. */
export interface SparseRules extends SchemeRules {
  /** σ: a mask graph exposes a secret, and falls apart, with a probability of at most 2^−σ each. */
  readonly errorExponent: number;
  verifiesSome(thresholds: Pick<SchemeThresholds, 'clients'>): boolean;
}

/** The graph of a draft; where there is no safe one, one whose numbers say why: everyone is a neighbour, as far as that goes. */
function completed(
  draft: SchemeDraft,
  thresholds: Thresholds,
  errorExponent: number,
): SparseDemand {
  const chosen = chooseMaskGraph(thresholds, errorExponent);
  const most = Math.max(1, Math.min(thresholds.clients - 1, MAX_NEIGHBOURS));
  const { neighbours, shareThreshold, minPresent } = draft;
  return {
    kind: draft.kind,
    neighbours: neighbours ?? chosen?.neighbours ?? most,
    shareThreshold: shareThreshold ?? chosen?.shareThreshold ?? most,
    minPresent: minPresent ?? chosen?.minPresent ?? most,
  };
}

/** Why dropouts alone may end a session with a probability of more than 2^−exponent, or `undefined`. */
function lossProblem(thresholds: SchemeThresholds, exponent: number): string | undefined {
  const { clients, maxDropouts } = thresholds;
  const { neighbours, shareThreshold } = graphOf(thresholds);
  const lost = lossBound({ neighbours, shareThreshold }, clients, maxDropouts);
  return lost <= -exponent
    ? undefined
    : `with ${maxDropouts} dropouts, fewer than t_k = ${shareThreshold} of the ${neighbours} neighbours of some client stay with a probability of up to 2^${Math.min(0, lost).toFixed(1)}, more than 2^-${exponent}; promise fewer dropouts or lower n_C`;
}

/**
 * Rules of the sparse scheme: pairwise masks and shares along the edges of a graph that nobody chooses, and one signed set (after
 * Bell et al., CCS 2020).
 *
 *     scheme = ["sparse", k, t_k, minPresent]
 *
 * @param errorExponent - σ; sessions have 40, and dropouts end one with a probability of at most 2^−(σ/2)
 * @param verifiedWhole - up to so many clients, everyone verifies all signatures; sessions have 500
 */
export function sparseRulesWith(
  errorExponent: number,
  verifiedWhole: number = MAX_CLIENTS_ALL_TO_ALL,
): SparseRules {
  return {
    kind: 'sparse',
    maxClients: MAX_CLIENTS,
    errorExponent,
    choices: ['neighbours', 'shareThreshold', 'minPresent'],
    codec: struct<SparseDemand>({
      kind: oneOf('sparse'),
      neighbours: degree,
      shareThreshold: degree,
      minPresent: degree,
    }),
    complete: (draft, thresholds) => completed(draft, thresholds, errorExponent),
    thresholdSafetyProblem(thresholds) {
      const { clients, maxCorrupt } = thresholds;
      const list = { listed: clients, maxCorrupt };
      return (
        thresholdSafetyProblem(thresholds) ??
        graphSafetyProblem(graphOf(thresholds), list, errorExponent)
      );
    },
    livenessProblem: (thresholds) =>
      livenessProblem(thresholds) ?? lossProblem(thresholds, errorExponent / 2),
    deliveryProblem: () =>
      'a client that sends another payload than the committed input ends the session unnamed',
    // A client that is left out of one part would leave others with too few neighbours in the next.
    partsProblem: 'a sparse session cannot sum a part; take the scheme pairwise or coded',
    verifiesSome: ({ clients }) => clients > verifiedWhole,
    // What is needed are so many shares of each secret.
    answersNeeded: (thresholds) => graphOf(thresholds).shareThreshold,
    sizes,
    keysIn: (body) => [fromBytes(keysCodec, body, keysCodec.maxBytes, 'keys').maskKey],
  };
}

function sizes({ parameters }: SchemeSetting): SchemeSizes {
  const { clients } = parameters;
  const commit = envelopeBytes(commitCodec(true));
  return {
    keys: keysCodec.maxBytes,
    dealing: dealingCodec.maxBytes,
    dealingAttachment: shareLeavesCodec(graphOf(parameters).neighbours).maxBytes,
    deliveries: deliveriesCodec(clients).maxBytes,
    heads: headsCodec(clients, commit).maxBytes,
    request: requestCodec(clients).maxBytes,
    payloadProof: 0,
    answer: answerCodec(clients).maxBytes,
    answerAttachment: 0,
  };
}

/** The rules of sessions. */
export const sparseRules: SparseRules = sparseRulesWith(ERROR_EXPONENT);
