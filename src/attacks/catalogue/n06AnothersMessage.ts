import type { Message } from '../../wire/transcript.ts';
import type { Attack } from '../attack.ts';
import { outcomeOf } from '../harness/events.ts';
import { runRound } from '../harness/round.ts';
import { ids, scenarioOf } from '../harness/scenario.ts';

const [VICTIM] = ids(0);

/** Bytes after the nonce: the proof of possession and the signature, each with its CBOR head. */
const TAIL_BYTES = 2 * 66;

/** The message with its nonce changed, under the original signature. */
function rewritten({ envelope }: Message): Message {
  const changed = envelope.slice();
  changed[changed.length - TAIL_BYTES - 1]! ^= 1;
  return { envelope: changed };
}

export const anothersMessage: Attack = {
  id: 'N06',
  title: 'A message in a client’s name takes the client’s place',
  check: 'client-signature',
  who: 'network',
  can: 'rewrite a message, and deliver it before the right one',
  steps: [
    'It changes the victim’s Advertise message and delivers the changed one first.',
    'It fills the victim’s slot; the true one counts as a second envelope, for which the victim is named.',
  ],
  source: 'ours',
  run: async (testBed) => {
    const scenario = scenarioOf(testBed, { clients: 4, threshold: 3 });
    const { alarms, published } = await runRound(scenario, {
      up: (phase, from, message) =>
        phase === 'advertise' && from === VICTIM ? [rewritten(message), message] : [message],
    });
    const framed = alarms.some(({ culprit }) => culprit === VICTIM);
    const succeeded = framed && published?.included.includes(VICTIM!) !== true;
    return outcomeOf(alarms, {
      succeeded,
      gained: succeeded ? 'a round without the victim, for which the victim is named' : 'nothing',
    });
  },
};
