import { deriveBoxKey, openBox } from '../../crypto/box.ts';
import { scalarFromBytes, scalarToBytes } from '../../crypto/scalar.ts';
import { Secret } from '../../crypto/secret.ts';
import { equalBytes } from '../../crypto/tupleHash.ts';
import { SCALAR_ORDER } from '../../kernel/kernel.ts';
import { readAccusations } from '../../messages/accusations.ts';
import { splitAttachment } from '../../messages/commit.ts';
import { type ShareLeaf, shareLeavesCodec } from '../../schemes/masking/messages.ts';
import { pairwiseAdvertiseCodec } from '../../schemes/pairwise/messages.ts';
import { pointsOf } from '../../schemes/masking/secrets.ts';
import { fromBytes } from '../../wire/codec.ts';
import { extendTranscript } from '../../wire/transcript.ts';
import type { EnabledChecks } from '../../session/checks/enabledChecks.ts';
import type { Attack, Outcome, TestBed } from '../attack.ts';
import { CorruptClient } from '../harness/corruptClient.ts';
import { outcomeOf } from '../harness/events.ts';
import { bodyOf, isOf, resigned } from '../harness/forge.ts';
import { NO_CHECKS } from '../harness/noChecks.ts';
import { runRound } from '../harness/round.ts';
import { ids, scenarioOf } from '../harness/scenario.ts';

const [VICTIM, ACCUSER, THIEF] = ids(0, 1, 3);

export const keyOfAnothers: Attack = {
  id: 'C24',
  title: 'A box key made from another client’s: accusations open that client’s boxes',
  check: 'key-possession',
  scheme: 'pairwise',
  who: 'client',
  can: 'advertise any key, while somebody listens',
  steps: [
    'It advertises twice the box key of the victim, the secret of which it does not know.',
    'No box of its opens for anyone, so everyone accuses it, and shows what it agreed on with that key.',
    'Half of that is what the accuser agreed on with the victim: the key of the victim’s box.',
  ],
  names: 3,
  proves: 'broken-keys',
  source: 'ours; rogue keys (Ristenpart and Yilek, EUROCRYPT 2007)',
  run: (testBed) => accusedWith(testBed),
};

/** The same with a coordinator that lists the key: only those who are to accuse can stop it. */
export const listedKeyOfAnothers: Attack = {
  ...keyOfAnothers,
  id: 'C27',
  title: 'A box key made from another client’s, and a coordinator that lists it',
  can: 'advertise any key, and have the coordinator list it',
  run: (testBed) => accusedWith(testBed, NO_CHECKS),
};

/** Runs the attack. @param coordinator - the checks of a malicious coordinator; default: an honest one */
async function accusedWith(testBed: TestBed, coordinator?: EnabledChecks): Promise<Outcome> {
  const scenario = scenarioOf(testBed, { clients: 4, threshold: 3 });
  const { kernel } = testBed;
  let victimKey: Uint8Array | undefined;
  let transcriptHash: Uint8Array | undefined;
  let leaf: ShareLeaf | undefined;
  let shown: Uint8Array | undefined;
  const deviation = CorruptClient.joiner({
    says: (message, { id }) => {
      if (!isOf('advertise', message)) return message;
      const boxKey = kernel.multiplyRistretto(victimKey!, scalarToBytes(2n))!;
      const body = { ...bodyOf(pairwiseAdvertiseCodec, message), boxKey };
      return resigned(scenario, id, 'advertise', pairwiseAdvertiseCodec, body);
    },
  });
  const { alarms } = await runRound(scenario, {
    ...(coordinator && { coordinator }),
    deviating: { [THIEF!]: deviation },
    down: (phase, to, message) => {
      if (to === VICTIM && (phase === 'advertise' || phase === 'share')) {
        transcriptHash = extendTranscript(transcriptHash, message.envelope);
      }
      return message;
    },
    up: (phase, from, message) => {
      if (phase === 'advertise' && from === VICTIM) {
        victimKey = bodyOf(pairwiseAdvertiseCodec, message).boxKey;
      }
      if (phase === 'share' && from === VICTIM) {
        const bytes = message.attachment!;
        const codec = shareLeavesCodec(scenario.roster.size);
        leaf = fromBytes(codec, bytes, bytes.length, 'leaves')[ACCUSER!];
      }
      if (phase === 'commit' && from === ACCUSER) {
        const { accusations } = splitAttachment(scenario.session, message.attachment!);
        shown = readAccusations(scenario.roster.size, accusations).find(
          ({ dealer }) => dealer === THIEF,
        )?.agreedPoint;
      }
      return [message];
    },
  });
  const half = scalarToBytes((SCALAR_ORDER + 1n) / 2n);
  const agreed = shown && kernel.multiplyRistretto(shown, half);
  const session = scenario.session.digest;
  const pair =
    agreed &&
    openBox(
      deriveBoxKey(Secret.of(agreed), transcriptHash!, VICTIM!, ACCUSER!, session),
      leaf!.box,
    );
  const share = pair && scalarFromBytes(pair.slice(0, 32));
  const [point] = share === undefined ? [] : pointsOf(kernel, [share]);
  const succeeded = point !== undefined && equalBytes(point, leaf!.maskPoint);
  return outcomeOf(alarms, {
    succeeded,
    gained: succeeded
      ? 'both shares that client 0 dealt to client 1; with t accusers, both of its secrets'
      : 'nothing',
  });
}
