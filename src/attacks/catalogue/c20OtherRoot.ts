import { confirmCodec } from '../../messages/confirm.ts';
import type { Attack } from '../attack.ts';
import { outcomeOf } from '../harness/events.ts';
import { bodyOf, isOf, resigned } from '../harness/forge.ts';
import { CorruptClient } from '../harness/corruptClient.ts';
import { runRound } from '../harness/round.ts';
import { ids, scenarioOf } from '../harness/scenario.ts';

const [LATE] = ids(2);

export const otherRoot: Attack = {
  id: 'C20',
  title: 'A confirmation of another set is counted, and the coordinator blamed',
  check: 'confirmed-root',
  who: 'client',
  can: 'confirm any root',
  steps: [
    'One honest client is late, so that the quorum depends on the deviating one.',
    'It confirms a root that nobody announced; the coordinator counts it, and asks for shares.',
    'The honest clients find a quorum too small, and name the coordinator.',
  ],
  names: 3,
  source: 'ours',
  run: async (testBed) => {
    const scenario = scenarioOf(testBed, { clients: 4, threshold: 3 });
    const deviation = CorruptClient.joiner({
      says: (message, { id }) => {
        if (!isOf('confirm', message)) return message;
        const body = { ...bodyOf(confirmCodec, message), root: new Uint8Array(32) };
        return resigned(scenario, id, 'confirm', confirmCodec, body);
      },
    });
    const { alarms } = await runRound(scenario, {
      deviating: { 3: deviation },
      down: (phase, to, message) => (phase === 'confirm' && to === LATE ? undefined : message),
    });
    const framed = alarms.filter(({ culprit }) => culprit === 'coordinator').length;
    return outcomeOf(alarms, {
      succeeded: framed > 0,
      gained: framed > 0 ? `${framed} honest clients that name the honest coordinator` : 'nothing',
    });
  },
};
