import { deliveriesCodec } from '../../schemes/masking/messages.ts';
import { fromBytes, toBytes } from '../../wire/codec.ts';
import type { Attack } from '../attack.ts';
import { outcomeOf } from '../harness/events.ts';
import { NO_CHECKS } from '../harness/noChecks.ts';
import { runRound } from '../harness/round.ts';
import { ids, scenarioOf } from '../harness/scenario.ts';

const [VICTIM] = ids(0);

export const swappedBoxes: Attack = {
  id: 'S14',
  title: 'The boxes of two dealers are swapped',
  check: 'share-root',
  behind: ['share-matches'],
  scheme: 'pairwise',
  who: 'coordinator',
  can: 'deliver any box in the place of any other',
  steps: [
    'The victim gets one dealer’s box as another’s, and the other way round.',
    'What it reads is noise; if it goes on, it stands by shares that nobody dealt.',
  ],
  source: 'Flamingo’s prototype, which decrypts without looking at the tag (commit 00f6bbb)',
  run: async (testBed) => {
    const scenario = scenarioOf(testBed, { clients: 4, threshold: 3 });
    const codec = deliveriesCodec(scenario.roster.size);
    const committed = new Set<number>();
    const { alarms } = await runRound(scenario, {
      coordinator: NO_CHECKS,
      down: (phase, to, message) => {
        if (phase !== 'commit' || to !== VICTIM) return message;
        const bytes = message.attachment!;
        const deliveries = fromBytes(codec, bytes, bytes.length, 'deliveries');
        const swapped = [...deliveries.slice(0, 2), deliveries[3]!, deliveries[2]!];
        return { ...message, attachment: toBytes(codec, swapped) };
      },
      up: (phase, from, message) => {
        if (phase === 'commit') committed.add(from);
        return [message];
      },
    });
    const wentOn = committed.has(VICTIM!);
    return outcomeOf(alarms, {
      succeeded: wentOn,
      gained: wentOn ? 'a victim that sent its input, and holds noise for two shares' : 'nothing',
    });
  },
};
