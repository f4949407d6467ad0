import { sha256 } from '../../crypto/tupleHash.ts';
import type { Message } from '../../wire/transcript.ts';
import type { Attack } from '../attack.ts';
import { outcomeOf } from '../harness/events.ts';
import { runRound } from '../harness/round.ts';
import { another, ids, scenarioOf } from '../harness/scenario.ts';

const [VICTIM] = ids(0);

export const replayedKeys: Attack = {
  id: 'N01',
  title: 'Keys of the round before are replayed, and their owner blamed',
  check: 'session-bound',
  who: 'network',
  can: 'keep messages, and deliver them again in another session',
  steps: [
    'It keeps the victim’s Advertise message of round 1.',
    'In round 2 it delivers that one before the victim’s new one.',
    'It is taken for one of this session, in which its proof of possession does not hold: the victim is named for it.',
  ],
  source: 'Bonawitz et al., CCS 2017: signatures that cover neither session nor round',
  run: async (testBed) => {
    const first = scenarioOf(testBed, { clients: 4, threshold: 3 });
    const second = another(first, { round: 2, nonce: sha256(Uint8Array.of(1)) });
    const kept: Message[] = [];
    await runRound(first, {
      up: (phase, from, message) => {
        if (phase === 'advertise' && from === VICTIM) kept.push(message);
        return phase === 'advertise' ? [message] : [];
      },
    });
    const { alarms } = await runRound(second, {
      up: (phase, from, message) =>
        phase === 'advertise' && from === VICTIM ? [...kept, message] : [message],
    });
    const framed = alarms.some(({ culprit }) => culprit === VICTIM);
    return outcomeOf(alarms, {
      succeeded: framed,
      gained: framed ? 'an honest client that is named, with its own signature' : 'nothing',
    });
  },
};
