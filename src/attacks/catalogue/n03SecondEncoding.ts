import type { Message } from '../../wire/transcript.ts';
import type { Attack } from '../attack.ts';
import { outcomeOf } from '../harness/events.ts';
import { runRound } from '../harness/round.ts';
import { ids, scenarioOf } from '../harness/scenario.ts';

const [VICTIM] = ids(0);

/**
 * The same envelope with its version encoded in two bytes, which CBOR allows and the deterministic
 * encoding does not.
 */
function written({ envelope, ...rest }: Message): Message {
  const [array, version, ...fields] = envelope;
  return { ...rest, envelope: Uint8Array.of(array!, 0x18, version!, ...fields) };
}

export const secondEncoding: Attack = {
  id: 'N03',
  title: 'A second encoding of an honest envelope makes its sender an equivocator',
  check: 'well-formed',
  who: 'network',
  can: 'rewrite a message without its sender’s key',
  steps: [
    'It delivers the victim’s envelope, and once more with one number encoded in a longer form.',
    'The signature covers what is in the envelope, so both are valid, and their bytes differ.',
    'Two different envelopes for one slot are evidence, and the victim is named.',
  ],
  source: 'Malleable encodings, as in BIP 66 for signatures',
  run: async (testBed) => {
    const scenario = scenarioOf(testBed, { clients: 4, threshold: 3 });
    const { alarms } = await runRound(scenario, {
      up: (phase, from, message) =>
        phase === 'advertise' && from === VICTIM ? [message, written(message)] : [message],
    });
    const framed = alarms.find(({ culprit }) => culprit === VICTIM);
    return outcomeOf(alarms, {
      succeeded: framed?.evidence?.length === 2,
      gained: framed ? 'two signed envelopes as evidence against an honest client' : 'nothing',
    });
  },
};
