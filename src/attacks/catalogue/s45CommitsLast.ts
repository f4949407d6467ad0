import { fieldToBytes } from '../../crypto/field.ts';
import { deriveGenerators } from '../../crypto/generators.ts';
import { BASE_FIELD_ORDER, ELEMENT_BYTES, type Kernel, POINT_BYTES } from '../../kernel/kernel.ts';
import type { Message } from '../../wire/transcript.ts';
import type { Attack } from '../attack.ts';
import { alarmsOf, outcomeOf } from '../harness/events.ts';
import { commitmentsOf, isOf, judge, recommitted, reissued, writtenSum } from '../harness/forge.ts';
import { CorruptClient } from '../harness/corruptClient.ts';
import { NO_CHECKS } from '../harness/noChecks.ts';
import { runRound } from '../harness/round.ts';
import { ids, sameVector, scenarioOf } from '../harness/scenario.ts';

const [LAST] = ids(3);
const BLINDER = 5n;

export const commitsLast: Attack = {
  id: 'S45',
  title: 'A client commits last, cancels all other commitments, and so chooses the sum',
  check: 'commitment-fixed',
  who: 'coordinator',
  can: 'sign any record, and show a corrupt client what the others committed to',
  steps: [
    'Everyone else commits.',
    'Its own client commits to minus the sum of these commitments, plus one to a vector of its choice.',
    'Nobody knows what opens that alone; but the sum of all commitments is one to the chosen vector.',
    'The coordinator publishes the chosen vector as the sum.',
  ],
  proves: 'false-record',
  source: 'ours; the rogue-key attack on sums of points (Ristenpart and Yilek, EUROCRYPT 2007)',
  run: async (testBed) => {
    const scenario = scenarioOf(testBed, { clients: 4, threshold: 3 });
    const { parameters } = scenario.session;
    const wanted = new Int32Array(parameters.length).fill(1);
    const blinders = fieldToBytes(BLINDER);
    const generators = await deriveGenerators(testBed.kernel, parameters.rowLength);
    const { kernel } = testBed;
    const target = await kernel.commitRows(wanted, blinders, parameters.rowLength, generators);
    const others: Uint8Array[] = [];
    const says = (message: Message): Message => {
      if (!isOf('commit', message)) return message;
      const commitments = kernel.sumPoints([negated(kernel.sumPoints(others)), target]);
      return recommitted(scenario, LAST!, message, () => ({ commitments }));
    };
    const { published } = await runRound(scenario, {
      coordinator: NO_CHECKS,
      deviating: { [LAST!]: CorruptClient.joiner({ says }) },
      up: (phase, from, message) => {
        if (phase === 'commit' && from !== LAST) {
          others.push(commitmentsOf(scenario.session, message));
        }
        return [message];
      },
    });
    const record = reissued(scenario, published!.record, () => ({
      sum: writtenSum(scenario, Float64Array.from(wanted)),
      blinders,
    }));
    const report = await judge(scenario, record);
    const succeeded = report.valid && sameVector(report.sum, Float64Array.from(wanted));
    const gained = succeeded
      ? 'a record that passes, over 4 inputs, with the sum that the coordinator chose'
      : 'nothing';
    return outcomeOf(alarmsOf(report), { succeeded, gained });
  },
};

/** The negative of each point: on an Edwards curve, −x with the same y. */
function negated(points: Uint8Array): ReturnType<Kernel['sumPoints']> {
  const negative = points.slice();
  for (let at = 0; at < points.length; at += POINT_BYTES) {
    let x = 0n;
    for (let i = ELEMENT_BYTES - 1; i >= 0; i--) x = (x << 8n) | BigInt(points[at + i]!);
    let minus = (BASE_FIELD_ORDER - x) % BASE_FIELD_ORDER;
    for (let i = 0; i < ELEMENT_BYTES; i++, minus >>= 8n) negative[at + i] = Number(minus & 255n);
  }
  return negative;
}
