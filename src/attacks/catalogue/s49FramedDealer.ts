import { agree, generateAgreementKey } from '../../crypto/agreement.ts';
import { proveLogarithm } from '../../crypto/logarithmProof.ts';
import { accusationClaim, accusationsBytes } from '../../messages/accusations.ts';
import { accusationEvidence } from '../../schemes/accusationEvidence.ts';
import { deliveryCodec } from '../../schemes/masking/messages.ts';
import { pairwiseAdvertiseCodec } from '../../schemes/pairwise/messages.ts';
import { toBytes } from '../../wire/codec.ts';
import type { Attack } from '../attack.ts';
import { bodyOf, resigned } from '../harness/forge.ts';
import { dealtIn, frame, overheard, relisted } from '../harness/framing.ts';
import { ids, randomOf, scenarioOf } from '../harness/scenario.ts';

const [DEALER, ACCUSER] = ids(0, 3);

export const framedDealer: Attack = {
  id: 'S49',
  title: 'A second key of a recipient makes an honest dealer’s box look bad',
  check: 'evidence-transcript',
  scheme: 'pairwise',
  who: 'coordinator',
  can: 'sign other lists for a judge, and have its client sign twice',
  steps: [
    'Its client signs a second Advertise, and the coordinator signs a list of keys that has this one.',
    'The client proves what its second key and the dealer’s agree on. No box was sealed under that.',
    'A judge that takes this list finds that the honest dealer’s box does not open.',
  ],
  source: 'ours',
  run: async (testBed) => {
    const scenario = scenarioOf(testBed, { clients: 4, threshold: 3 });
    const { session, roster } = scenario;
    const { kernel } = testBed;
    const { sent, told } = await overheard(scenario);
    const keysOf = (client: typeof DEALER): Uint8Array =>
      bodyOf(pairwiseAdvertiseCodec, sent('advertise', client!)).boxKey;
    const second = generateAgreementKey(kernel, randomOf(scenario, 'second key'));
    const body = {
      ...bodyOf(pairwiseAdvertiseCodec, sent('advertise', ACCUSER!)),
      boxKey: second.publicKey,
    };
    const { envelope } = resigned(scenario, ACCUSER!, 'advertise', pairwiseAdvertiseCodec, body);
    const list = relisted(scenario, 'advertised', told('share', DEALER!), ACCUSER!, envelope);
    const agreedPoint = agree(kernel, second.secret, keysOf(DEALER)).expose().slice();
    const said = { dealer: DEALER!, agreedPoint };
    const claim = accusationClaim(session, ACCUSER!, said, second.publicKey, keysOf(DEALER));
    const accusation = { ...said, proof: proveLogarithm(kernel, second.secret, claim) };
    const share = sent('share', DEALER!);
    return frame(
      scenario,
      DEALER!,
      [share.envelope, list],
      accusationEvidence(session, {
        accuser: ACCUSER!,
        dealer: DEALER!,
        accusations: accusationsBytes(roster.size, [accusation]),
        dealt: toBytes(deliveryCodec(roster.size), dealtIn(scenario, share, ACCUSER!)),
      }),
    );
  },
};
