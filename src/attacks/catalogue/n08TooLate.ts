import type { Message } from '../../wire/transcript.ts';
import type { Attack } from '../attack.ts';
import { outcomeOf } from '../harness/events.ts';
import { runRound } from '../harness/round.ts';
import { ids, scenarioOf } from '../harness/scenario.ts';

const [SLOW, OTHER] = ids(0, 1);

export const tooLate: Attack = {
  id: 'N08',
  title: 'A message is delayed past its deadline, and its sender blamed for it',
  check: 'phase-bound',
  who: 'network',
  can: 'delay messages',
  steps: [
    'It holds the victim’s Commit message back until confirmations are collected.',
    'Read as a confirmation it is malformed, and malformed messages name their sender.',
  ],
  source: 'ours',
  run: async (testBed) => {
    const scenario = scenarioOf(testBed, { clients: 4, threshold: 3 });
    const delayed: Message[] = [];
    const { alarms } = await runRound(scenario, {
      up: (phase, from, message) => {
        if (phase === 'commit' && from === SLOW) {
          delayed.push(message);
          return [];
        }
        return phase === 'confirm' && from === OTHER ? [...delayed, message] : [message];
      },
    });
    const framed = alarms.find(({ culprit }) => culprit === SLOW);
    return outcomeOf(alarms, {
      succeeded: framed !== undefined,
      gained: framed ? `an honest client named for ${framed.code}` : 'nothing',
    });
  },
};
