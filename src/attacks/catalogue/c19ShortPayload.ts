import type { Attack } from '../attack.ts';
import { outcomeOf } from '../harness/events.ts';
import { isOf, recommitted } from '../harness/forge.ts';
import { CorruptClient } from '../harness/corruptClient.ts';
import { runRound } from '../harness/round.ts';
import { plainSum, sameVector, scenarioOf } from '../harness/scenario.ts';

export const shortPayload: Attack = {
  id: 'C19',
  title: 'A payload of another length ends the session of all others',
  check: 'payload-canonical',
  scheme: 'pairwise',
  who: 'client',
  can: 'sign the digest of any payload',
  steps: [
    'It sends a payload of no bytes at all, with its digest.',
    'Adding it to the total fails inside the arithmetic, and the coordinator’s state is lost.',
  ],
  names: 3,
  proves: 'broken-payload',
  source: 'ours',
  run: async (testBed) => {
    const scenario = scenarioOf(testBed, { clients: 4, threshold: 3 });
    const deviation = CorruptClient.joiner({
      says: (message, { id }) => {
        if (!isOf('commit', message)) return message;
        return recommitted(scenario, id, message, () => ({ payload: new Uint8Array(0) }));
      },
    });
    const { alarms, published } = await runRound(scenario, { deviating: { 3: deviation } });
    const right = sameVector(published?.sum, plainSum(scenario, [0, 1, 2]));
    return outcomeOf(alarms, {
      succeeded: !right,
      gained: right ? 'nothing' : 'a session of 3 honest clients that ended without a sum',
    });
  },
};
