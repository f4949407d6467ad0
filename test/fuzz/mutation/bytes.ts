import type { Dice } from '../dice.ts';

/** Bytes that are not the given ones, but much like them: what a careless or a curious network makes of a message. */
export function mutatedBytes(dice: Dice, bytes: Uint8Array): Uint8Array {
  if (bytes.length === 0) return dice.bytes(dice.between(1, 4));
  const at = dice.between(0, bytes.length - 1);
  switch (dice.between(0, 6)) {
    case 0:
    case 1: {
      const changed = bytes.slice();
      changed[at]! ^= 1 << dice.between(0, 7);
      return changed;
    }
    case 2:
      return bytes.slice(0, at);
    case 3:
      return joined(bytes, dice.bytes(dice.between(1, 8)));
    case 4: {
      const changed = bytes.slice();
      changed[at] = dice.pick([0, 1, 0x7f, 0x80, 0xff, changed[at]! + 1]);
      return changed;
    }
    case 5: {
      const end = Math.min(bytes.length, at + dice.between(1, 40));
      return joined(bytes.slice(0, end), bytes.slice(at));
    }
    default: {
      const from = dice.between(0, bytes.length - 1);
      const changed = bytes.slice();
      changed.set(bytes.slice(from, from + Math.min(32, bytes.length - at)), at);
      return changed;
    }
  }
}

function joined(first: Uint8Array, second: Uint8Array): Uint8Array {
  const both = new Uint8Array(first.length + second.length);
  both.set(first);
  both.set(second, first.length);
  return both;
}
