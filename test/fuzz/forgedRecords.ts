import { openRecord, type RecordBody, sealRecord } from '../../src/record/record.ts';
import type { Scenario } from '../../src/attacks/harness/scenario.ts';
import type { Dice } from './dice.ts';
import { mutatedBytes } from './mutation/bytes.ts';
import { mutatedList } from './mutation/lists.ts';
import { mutatedEncoding } from './mutation/tree.ts';

/** A record that says something else than a true one; mostly signed by the coordinator, who may be the one that lies. */
export function forgedRecord(
  dice: Dice,
  scenario: Scenario,
  record: Uint8Array,
  others: readonly RecordBody[],
): Uint8Array {
  if (dice.chance(0.2)) {
    return dice.chance(0.5) ? mutatedBytes(dice, record) : mutatedEncoding(dice, record);
  }
  const { body } = openRecord(record);
  const other = dice.pick([...others, body]);
  const changed = { ...body, ...change(dice, body, other) };
  return sealRecord(scenario.coordinator, scenario.session, changed);
}

function change(dice: Dice, body: RecordBody, other: RecordBody): Partial<RecordBody> {
  switch (dice.between(0, 10)) {
    case 0:
    case 1:
      return { sum: dice.chance(0.3) ? other.sum : nudged(dice, body.sum) };
    case 2:
      return { blinders: dice.chance(0.3) ? other.blinders : mutatedBytes(dice, body.blinders) };
    case 3:
      return { commits: mutatedList(dice, body.commits, other.commits) };
    case 4:
      return { confirms: mutatedList(dice, body.confirms, other.confirms) };
    case 5:
      return { commits: body.commits.map((bytes) => mutatedEncoding(dice, bytes)) };
    case 6:
      return { shared: dice.chance(0.5) ? other.shared : mutatedEncoding(dice, body.shared) };
    case 7:
      return { roster: mutatedList(dice, body.roster, other.roster) };
    case 8:
      return { commitments: mutatedList(dice, body.commitments, other.commitments) };
    case 9: {
      const at = dice.between(0, Math.max(0, body.commitments.length - 1));
      const bend = (bytes: Uint8Array): Uint8Array =>
        dice.pick([mutatedBytes(dice, bytes), other.commitments[at] ?? bytes]);
      return { commitments: body.commitments.map((bytes, i) => (i === at ? bend(bytes) : bytes)) };
    }
    default:
      return dice.chance(0.5)
        ? { transcriptHash: other.transcriptHash, confirms: other.confirms }
        : { session: mutatedEncoding(dice, body.session) };
  }
}

/** Another sum: of the same length, one byte off. */
function nudged(dice: Dice, sum: Uint8Array): Uint8Array {
  const changed = sum.slice();
  const at = dice.between(0, sum.length - 1);
  changed[at] = (changed[at]! + dice.pick([1, 255])) % 256;
  return changed;
}
