import { sha256 } from '../../crypto/tupleHash.ts';
import { codedUnmaskCodec } from '../../schemes/coded/messages.ts';
import type { Attack } from '../attack.ts';
import { codedScenario, raised } from '../harness/coded.ts';
import { CorruptClient } from '../harness/corruptClient.ts';
import { outcomeOf } from '../harness/events.ts';
import { bodyOf, isOf, resigned } from '../harness/forge.ts';
import { runRound } from '../harness/round.ts';
import { ids } from '../harness/scenario.ts';
import { lostUnnamed } from '../harness/spoiltRound.ts';

const [HOLDER] = ids(0);

export const wrongAnswer: Attack = {
  id: 'L08',
  title: 'A holder answers with a wrong sum of symbols, and the round is lost',
  check: 'answer-opens',
  scheme: 'coded',
  who: 'client',
  can: 'sign the digest of any answer',
  steps: [
    'It adds 1 to the first element of the sum of its symbols.',
    'The mask that is decoded is nobody’s, and nobody can say by whom.',
  ],
  names: 0,
  proves: 'wrong-answer',
  source: 'ours; LightSecAgg as published takes every answer as it is',
  run: async (testBed) => {
    const scenario = codedScenario(testBed);
    const deviation = CorruptClient.joiner({
      says: (message, { id }) => {
        if (!isOf('unmask', message)) return message;
        const attachment = raised(scenario, message.attachment!);
        const schemeBody = { answerDigest: sha256(attachment) };
        const body = { ...bodyOf(codedUnmaskCodec, message), schemeBody };
        return resigned(scenario, id, 'unmask', codedUnmaskCodec, body, attachment);
      },
    });
    const outcome = await runRound(scenario, { deviating: { [HOLDER!]: deviation } });
    return outcomeOf(outcome.alarms, lostUnnamed(outcome, HOLDER!));
  },
};
