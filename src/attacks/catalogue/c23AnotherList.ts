import { codecOf } from '../../messages/table.ts';
import type { Attack } from '../attack.ts';
import { CorruptClient } from '../harness/corruptClient.ts';
import { outcomeOf } from '../harness/events.ts';
import { bodyOf, isOf, resigned } from '../harness/forge.ts';
import { runRound } from '../harness/round.ts';
import { scenarioOf } from '../harness/scenario.ts';

export const anotherList: Attack = {
  id: 'C23',
  title: 'A Share that answers another list of keys is passed on, and the coordinator blamed',
  check: 'client-transcript',
  who: 'client',
  can: 'name any transcript hash in its Share',
  steps: [
    'It deals its shares as it should, and signs that it answers a list that nobody sent.',
    'The coordinator lists its Share with the others.',
    'The honest clients find a dealer that was shown another list of keys, and name the coordinator, whose own signature shows it.',
  ],
  source: 'ours',
  run: async (testBed) => {
    const scenario = scenarioOf(testBed, { clients: 4, threshold: 3 });
    const codec = codecOf('share', scenario.session);
    const deviation = CorruptClient.joiner({
      says: (message, { id }) => {
        if (!isOf('share', message)) return message;
        const body = { ...bodyOf(codec, message), transcriptHash: new Uint8Array(32) };
        return resigned(scenario, id, 'share', codec, body, message.attachment);
      },
    });
    const { alarms } = await runRound(scenario, { deviating: { 3: deviation } });
    const framed = alarms.filter(({ culprit }) => culprit === 'coordinator').length;
    return outcomeOf(alarms, {
      succeeded: framed > 0,
      gained: framed > 0 ? `${framed} honest clients that name the honest coordinator` : 'nothing',
    });
  },
};
