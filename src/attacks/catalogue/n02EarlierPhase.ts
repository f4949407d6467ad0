import type { Message } from '../../wire/transcript.ts';
import type { Attack } from '../attack.ts';
import { outcomeOf } from '../harness/events.ts';
import { runRound } from '../harness/round.ts';
import { ids, scenarioOf } from '../harness/scenario.ts';

const [VICTIM] = ids(0);

export const earlierPhase: Attack = {
  id: 'N02',
  title: 'A message of an earlier phase is read as one of this phase, and its sender blamed',
  check: 'phase-bound',
  who: 'network',
  can: 'deliver a message again, in a later phase',
  steps: [
    'It keeps the victim’s Share envelope, which is valid under the victim’s key.',
    'It delivers it while confirmations are collected.',
    'Read as one, it confirms a set that nobody announced, under the victim’s own valid signature.',
  ],
  source: 'ours; a signature moved from one kind of message to another',
  run: async (testBed) => {
    const scenario = scenarioOf(testBed, { clients: 4, threshold: 3 });
    const kept: Message[] = [];
    const { alarms } = await runRound(scenario, {
      up: (phase, from, message) => {
        if (from !== VICTIM) return [message];
        if (phase === 'share') kept.push(message);
        return phase === 'confirm' ? [...kept, message] : [message];
      },
    });
    const framed = alarms.find(({ culprit }) => culprit === VICTIM);
    return outcomeOf(alarms, {
      succeeded: framed !== undefined,
      gained: framed ? `an honest client named for ${framed.code}` : 'nothing',
    });
  },
};
