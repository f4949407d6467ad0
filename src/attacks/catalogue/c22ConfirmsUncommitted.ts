import { confirmCodec } from '../../messages/confirm.ts';
import type { Attack } from '../attack.ts';
import { outcomeOf } from '../harness/events.ts';
import { bodyOf, resigned } from '../harness/forge.ts';
import { CorruptClient } from '../harness/corruptClient.ts';
import { runRound } from '../harness/round.ts';
import { ids, scenarioOf } from '../harness/scenario.ts';

const [FIRST, LATE, OUTSIDER] = ids(0, 2, 3);

export const confirmsUncommitted: Attack = {
  id: 'C22',
  title: 'A client that is not in the set confirms it, and the coordinator is blamed',
  check: 'subset',
  who: 'client',
  can: 'fall silent in one phase and speak in the next, with what it hears from others',
  steps: [
    'It deals its shares, sends no commitment, and so is not in the included set.',
    'It signs the set all the same; an honest client is late, so that the quorum depends on it.',
    'The coordinator asks for shares; the honest clients count only signers in the set, and name the coordinator.',
  ],
  names: 3,
  source: 'ours',
  run: async (testBed) => {
    const scenario = scenarioOf(testBed, { clients: 4, threshold: 3 });
    const { alarms } = await runRound(scenario, {
      deviating: { [OUTSIDER!]: CorruptClient.joiner() },
      down: (phase, to, message) => {
        const silent = phase === 'commit' && to === OUTSIDER;
        const late = phase === 'confirm' && to === LATE;
        return silent || late ? undefined : message;
      },
      up: (phase, from, message) => {
        if (phase !== 'confirm' || from !== FIRST) return [message];
        const heard = bodyOf(confirmCodec, message);
        return [message, resigned(scenario, OUTSIDER!, 'confirm', confirmCodec, heard)];
      },
    });
    const framed = alarms.filter(({ culprit }) => culprit === 'coordinator').length;
    return outcomeOf(alarms, {
      succeeded: framed > 0,
      gained: framed > 0 ? `${framed} honest clients that name the honest coordinator` : 'nothing',
    });
  },
};
