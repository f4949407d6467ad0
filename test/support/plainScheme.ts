import { concatBytes } from '@noble/hashes/utils.js';
import type { ClientScheme } from '../../src/schemes/client.ts';
import type { CoordinatorScheme } from '../../src/schemes/coordinator.ts';
import { wellFormed } from '../../src/session/checks/enabledChecks.ts';
import type { SchemeRules } from '../../src/session/scheme.ts';
import { livenessProblem, thresholdSafetyProblem } from '../../src/session/thresholds.ts';
import { type Codec, fromBytes, list, oneOf, struct, toBytes } from '../../src/wire/codec.ts';

/**
 * A scheme without masks: everyone's payload is open to the coordinator. A test double of another shape than `pairwise`, with no keys,
 * no boxes and no secrets: it shows what of a session does not depend on the scheme.
 */
const KIND = 'plain';

/** The scheme's part of every message: which one it is. */
const word = <const W extends string>(name: W): Codec<{ readonly name: W }> =>
  struct<{ readonly name: W }>({ name: oneOf(name) });

const bytesOf = (name: string): Uint8Array => toBytes(word(name), { name });

const requireWord = (name: string, bytes: Uint8Array, culprit: 'coordinator' | undefined): void => {
  wellFormed(() => fromBytes(word(name), bytes, bytes.length, name), culprit);
};

export const plainRules: SchemeRules = {
  kind: KIND,
  maxClients: 500,
  choices: [],
  codec: struct({ kind: oneOf(KIND) }),
  thresholdSafetyProblem,
  livenessProblem,
  deliveryProblem: () => 'nothing is masked',
  answersNeeded: ({ threshold }) => threshold,
  sizes: ({ parameters: { clients } }) => ({
    keys: word('keys').maxBytes,
    dealing: word('dealing').maxBytes,
    dealingAttachment: word('attachment').maxBytes,
    deliveries: list(word('delivery'), clients).maxBytes,
    heads: 0,
    request: word('request').maxBytes,
    payloadProof: 0,
    answer: word('answer').maxBytes,
    answerAttachment: 0,
  }),
  keysIn(body) {
    fromBytes(word('keys'), body, body.length, 'keys');
    return [];
  },
};

export const plainClient: ClientScheme = {
  rules: plainRules,
  makeKeys: () => ({
    body: bytesOf('keys'),
    deal: () =>
      Promise.resolve({
        body: bytesOf('dealing'),
        attachment: bytesOf('attachment'),
        receive(_context, { list: dealers }, deliveries) {
          for (const { schemeBody } of dealers) requireWord('dealing', schemeBody, undefined);
          const codec = list(word('delivery'), dealers.length);
          wellFormed(() => fromBytes(codec, deliveries, codec.maxBytes, 'deliveries'), undefined);
          return Promise.resolve({
            faulty: [],
            answer(_own, _included, request) {
              requireWord('request', request, 'coordinator');
              return { body: bytesOf('answer'), attachment: new Uint8Array(0) };
            },
          });
        },
        conceal: () => Promise.resolve(new Uint8Array(0)),
        wipe: () => undefined,
      }),
    wipe: () => undefined,
  }),
};

export const plainCoordinator: CoordinatorScheme<string, null> = {
  kind: KIND,
  readDealing(_phase, { client }, schemeBody, attachment) {
    wellFormed(() => fromBytes(word('dealing'), schemeBody, schemeBody.length, 'dealing'), client);
    requireWord('attachment', attachment, undefined);
    return { covered: true, dealing: `dealt by ${client}` };
  },
  dealingCheck: 'share-matches',
  judgeDealing: () => Promise.resolve({ kind: 'sound' }),
  dealtTo: (_to, _phase, dealers) =>
    Promise.resolve(concatBytes(...dealers.map(() => bytesOf('delivery')))),
  dealtBytes: () => bytesOf('delivery').length,
  unrecoverable: () => undefined,
  unsoundDealings: () => Promise.resolve([]),
  request: () => bytesOf('request'),
  answerCovers: (_schemeBody, attachment) => attachment.length === 0,
  readAnswer(_phase, { client }, schemeBody) {
    wellFormed(() => fromBytes(word('answer'), schemeBody, schemeBody.length, 'answer'), client);
    return null;
  },
  wrongAnswers: () => Promise.resolve([]),
  unmask: () => Promise.resolve(),
};
