import { type ShareLeaf, shareLeavesCodec } from '../../schemes/masking/messages.ts';
import { pairwiseAdvertiseCodec } from '../../schemes/pairwise/messages.ts';
import { pointsOf } from '../../schemes/masking/secrets.ts';
import { deriveBoxKey, openBox } from '../../crypto/box.ts';
import { proveLogarithm } from '../../crypto/logarithmProof.ts';
import { possessionClaim } from '../../messages/possession.ts';
import { scalarFromBytes } from '../../crypto/scalar.ts';
import { Secret } from '../../crypto/secret.ts';
import { equalBytes } from '../../crypto/tupleHash.ts';

import { fromBytes } from '../../wire/codec.ts';
import { extendTranscript } from '../../wire/transcript.ts';
import type { Attack } from '../attack.ts';
import { outcomeOf } from '../harness/events.ts';
import { bodyOf, isOf, resigned } from '../harness/forge.ts';
import { CorruptClient } from '../harness/corruptClient.ts';
import { runRound } from '../harness/round.ts';
import { ids, scenarioOf } from '../harness/scenario.ts';

const [VICTIM, WEAK] = ids(0, 3);

export const identityKey: Attack = {
  id: 'C16',
  title: 'A key whose agreed secret everyone knows',
  check: 'agreement-keys',
  scheme: 'pairwise',
  who: 'client',
  can: 'advertise any 32 bytes, while somebody listens who holds no secret at all',
  steps: [
    'It advertises the group’s identity as its box key, so that every agreed point with it is the identity.',
    'The listener derives the key of each box to it from public values, and reads the shares.',
  ],
  names: 3,
  proves: 'broken-keys',
  source: 'RFC 7748, section 6.1, on all-zero shared secrets (S21)',
  run: async (testBed) => {
    const scenario = scenarioOf(testBed, { clients: 4, threshold: 3 });
    const session = scenario.session.digest;
    let transcriptHash: Uint8Array | undefined;
    let leaf: ShareLeaf | undefined;
    const deviation = CorruptClient.joiner({
      says: (message, { id }) => {
        if (!isOf('advertise', message)) return message;
        const boxKey = new Uint8Array(32);
        // The identity’s logarithm is known: it is 0.
        const secret = Secret.of(new Uint8Array(32));
        const claim = possessionClaim(scenario.session, id, boxKey);
        const possession = proveLogarithm(testBed.kernel, secret, claim);
        const body = { ...bodyOf(pairwiseAdvertiseCodec, message), boxKey, possession };
        return resigned(scenario, id, 'advertise', pairwiseAdvertiseCodec, body);
      },
    });
    const { alarms } = await runRound(scenario, {
      deviating: { [WEAK!]: deviation },
      down: (phase, to, message) => {
        // The listener keeps the transcript hash that all keys are derived under.
        if (to === VICTIM && (phase === 'advertise' || phase === 'share')) {
          transcriptHash = extendTranscript(transcriptHash, message.envelope);
        }
        return message;
      },
      up: (phase, from, message) => {
        if (phase === 'share' && from === VICTIM) {
          const bytes = message.attachment!;
          leaf = fromBytes(shareLeavesCodec(scenario.roster.size), bytes, bytes.length, 'leaves')[
            WEAK!
          ];
        }
        return [message];
      },
    });
    const known = Secret.of(new Uint8Array(32));
    const pair =
      leaf && openBox(deriveBoxKey(known, transcriptHash!, VICTIM!, WEAK!, session), leaf.box);
    const share = pair && scalarFromBytes(pair.slice(0, 32));
    const [point] = share === undefined ? [] : pointsOf(testBed.kernel, [share]);
    const succeeded = point !== undefined && equalBytes(point, leaf!.maskPoint);
    return outcomeOf(alarms, {
      succeeded,
      gained: succeeded
        ? 'both shares that client 0 dealt to client 3, read by a listener'
        : 'nothing',
    });
  },
};
