import { type CborFloat, type CborValue, encodeCbor } from '../../../src/wire/cbor.ts';
import { decodeCbor } from '../../support/cborTree.ts';
import type { Dice } from '../dice.ts';
import { mutatedBytes } from './bytes.ts';

const NUMBERS = [0, 1, -1, 2, 23, 24, 255, 256, 499, 500, 501, 2 ** 31, 2 ** 32 - 1, 2 ** 53 - 1];

/** The encoding of a value much like the one that `bytes` encodes: still well-formed, of another shape or content. */
export function mutatedEncoding(dice: Dice, bytes: Uint8Array): Uint8Array {
  let value: CborValue;
  try {
    value = decodeCbor(bytes, bytes.length);
  } catch {
    return mutatedBytes(dice, bytes);
  }
  for (let changes = dice.between(1, 2); changes > 0; changes--) value = mutatedValue(dice, value);
  return encodeCbor(value);
}

/** A value much like another: one leaf or one list in it is changed. */
function mutatedValue(dice: Dice, value: CborValue): CborValue {
  if (!isList(value)) return mutatedLeaf(dice, value);
  if (value.length === 0 || dice.chance(0.25)) return mutatedList(dice, value);
  const at = dice.between(0, value.length - 1);
  return value.map((entry, i) => (i === at ? mutatedValue(dice, entry) : entry));
}

function isList(value: CborValue): value is readonly CborValue[] {
  return Array.isArray(value);
}

function isFloat(value: CborValue): value is CborFloat {
  return typeof value === 'object' && 'float' in value;
}

function mutatedLeaf(dice: Dice, value: CborValue): CborValue {
  if (dice.chance(0.1)) return dice.pick<CborValue>(['', 0, new Uint8Array(0), [], [value]]);
  if (typeof value === 'number') {
    const near = [value + 1, value - 1, -value].filter(Number.isSafeInteger);
    return dice.pick<CborValue>([...NUMBERS, ...near, { float: value }, { float: 0.5 }]);
  }
  if (isFloat(value)) {
    const { float } = value;
    return dice.pick<CborValue>([1, { float: -float }, { float: 2 * float }, { float: 5e-324 }]);
  }
  if (typeof value === 'string')
    return dice.pick(['', `${value} `, value.slice(1), value.toUpperCase(), '\u0000']);
  if (value instanceof Uint8Array) {
    // Bytes often hold an encoding themselves: an envelope in a list, a body in an envelope, a scheme's part in a body.
    return dice.chance(0.4) ? mutatedEncoding(dice, value) : mutatedBytes(dice, value);
  }
  return dice.pick<CborValue>([0, '', new Uint8Array(32)]);
}

function mutatedList(dice: Dice, list: readonly CborValue[]): CborValue {
  if (list.length === 0) return [dice.pick<CborValue>([0, '', new Uint8Array(32), []])];
  const at = dice.between(0, list.length - 1);
  const entry = list[at]!;
  switch (dice.between(0, 4)) {
    case 0:
      return list.filter((_, i) => i !== at);
    case 1:
      return [...list.slice(0, at), entry, ...list.slice(at)];
    case 2:
      return dice.shuffled(list);
    case 3:
      return Array.from({ length: dice.pick([0, 1, 500, 501]) }, () => entry);
    default:
      return entry;
  }
}
