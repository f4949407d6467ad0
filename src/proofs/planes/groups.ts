/** Groups of one-hot statements: the slack of a group, and its digits. */
import { sha256 } from '../../crypto/tupleHash.ts';
import type { ChoiceGroup } from '../statement.ts';
import { exactDigits, exactWeights } from './weights.ts';

/** Whether a group allows any number of ones, so that nothing has to be proven about it. */
export function isFree({ length, least, most }: ChoiceGroup): boolean {
  return least === 0 && most === length;
}

/**
 * Digit weights of a group's slack, which is `most` minus its ones. Empty if the number of ones is
 * fixed or free.
 */
export function slackWeights(group: ChoiceGroup): bigint[] {
  return isFree(group) ? [] : exactWeights(group.most - group.least);
}

/** Total number of slack digits of all groups. */
export function slackDigits(groups: readonly ChoiceGroup[]): number {
  return groups.reduce((sum, group) => sum + slackWeights(group).length, 0);
}

/** SHA-256 over be32(length) ‖ be32(least) ‖ be32(most) of all groups, in order. */
export function groupsDigest(groups: readonly ChoiceGroup[]): Uint8Array {
  const bytes = new Uint8Array(12 * groups.length);
  const view = new DataView(bytes.buffer);
  groups.forEach(({ length, least, most }, g) => {
    [length, least, most].forEach((value, i) => {
      view.setUint32(12 * g + 4 * i, value);
    });
  });
  return sha256(bytes);
}

/**
 * The slack digits of all groups.
 *
 * @throws RangeError if a coordinate is neither 0 nor 1, or a group has too few or too many ones
 */
export function slackOf(groups: readonly ChoiceGroup[], values: Int32Array): (0 | 1)[] {
  const digits: (0 | 1)[] = [];
  let start = 0;
  for (const group of groups) {
    let ones = 0;
    for (let i = start; i < start + group.length; i++) {
      const value = values[i]!;
      if (value !== 0 && value !== 1) throw new RangeError('a coordinate is neither 0 nor 1');
      ones += value;
    }
    if (ones < group.least || ones > group.most) {
      throw new RangeError('a group holds fewer ones than it must, or more');
    }
    digits.push(...exactDigits(BigInt(group.most - ones), slackWeights(group)));
    start += group.length;
  }
  return digits;
}
