import type { Dice } from '../dice.ts';

/** A list with something wrong in it: an entry left out, twice, moved, or replaced by one of `others`. */
export function mutatedList<T>(dice: Dice, list: readonly T[], others: readonly T[]): T[] {
  const result = [...list];
  if (result.length === 0) return others.length > 0 ? [dice.pick(others)] : result;
  const at = dice.between(0, result.length - 1);
  switch (dice.between(0, 4)) {
    case 0:
      result.splice(at, 1);
      return result;
    case 1:
      result.splice(at, 0, result[at]!);
      return result;
    case 2:
      return dice.shuffled(result);
    case 3:
      if (others.length > 0) result[at] = dice.pick(others);
      return result;
    default:
      if (others.length > 0) result.splice(dice.between(0, result.length), 0, dice.pick(others));
      return result;
  }
}
