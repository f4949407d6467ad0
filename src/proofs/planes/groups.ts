/** Groups of choices: weights and digits of their slack. */
import { sha256 } from '../../crypto/tupleHash.ts';
import type { ChoiceGroup } from '../statement.ts';
import { exactDigits, exactWeights } from './weights.ts';

/** Whether any number of ones is allowed, so that nothing has to be proven of it. */
export function isFree({ length, least, most }: ChoiceGroup): boolean {
  return least === 0 && most === length;
}

/** Weights of a group's slack, `most` minus its ones: none where the number of ones is fixed or free. */
export function slackWeights(group: ChoiceGroup): bigint[] {
  return isFree(group) ? [] : exactWeights(group.most - group.least);
}

/** Digits of the slack of all groups together. */
export function slackDigits(groups: readonly ChoiceGroup[]): number {
  return groups.reduce((sum, group) => sum + slackWeights(group).length, 0);
}

/** SHA-256 over be32(length) ‖ be32(least) ‖ be32(most) of all groups in order. */
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
 * The digits of every group's slack.
 *
 * @throws RangeError where a coordinate is neither 0 nor 1, or a group holds too few ones or too many.
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
