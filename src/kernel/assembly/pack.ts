// Packing of signed coordinates into slots of elements, and unpacking.

import { isBelow } from './convert';
import { addElement, LANES_BYTES, ORDER_WORDS, reduceAll } from './order';

/** Number of elements that are accumulated before they are reduced. */
const GROUP: usize = 64;

const group: usize = memory.data(64 * 64, 16);
const shifted: usize = memory.data(5 * 8, 16);

/** Adds the coordinates of one element to its lanes. */
function gather(lanes: usize, values: usize, count: usize, w: usize): void {
  let bit: usize = 0;
  for (let i: usize = 0; i < count; i++) {
    // At most 2^31 · 2^31, and slots in one lane are at least eightfold apart: below 2^62.2.
    const lane = lanes + ((bit >> 5) << 3);
    store<i64>(lane, load<i64>(lane) + ((<i64>load<i32>(values + 4 * i)) << (bit & 31)));
    bit += w;
  }
}

/** Packs `length` 32-bit coordinates into elements of `slots` slots of `w` bits. */
export function pack(out: usize, values: usize, length: usize, w: usize, slots: usize): void {
  for (let start: usize = 0; start < length;) {
    memory.fill(group, 0, GROUP * LANES_BYTES);
    let count: usize = 0;
    for (; count < GROUP && start < length; count++) {
      gather(group + count * LANES_BYTES, values + 4 * start, min(slots, length - start), w);
      start += slots;
    }
    reduceAll(out, group, count, true);
    out += 32 * count;
  }
  memory.fill(group, 0, GROUP * LANES_BYTES);
}

/**
 * Unpacks `length` sums into 64-bit floats. `bias` is the element with 2^(w−1) in each slot: adding
 * it makes every slot an unsigned field of w bits, so a value decodes if and only if the result is
 * below 2^(w·slots). Returns false if an element is not canonical or does not decode, if a slot
 * beyond `length` is not zero, or if a sum is not a safe integer.
 */
export function unpack(
  out: usize,
  elements: usize,
  length: usize,
  w: usize,
  slots: usize,
  bias: usize,
): bool {
  const mask: u64 = (1 << (<u64>w)) - 1;
  const half: i64 = 1 << (<i64>w - 1);
  const bits = w * slots;
  store<u64>(shifted, 0, 32);
  for (let start: usize = 0; start < length; start += slots) {
    if (!isBelow(elements, ORDER_WORDS)) return false;
    addElement(shifted, elements, bias);
    elements += 32;
    if (!fits(bits)) return false;
    let bit: usize = 0;
    for (let i = start; i < start + slots; i++) {
      const word = shifted + ((bit >> 6) << 3);
      const offset = <u64>(bit & 63);
      // The second shift is by 1 to 64 bits. It is done in two steps, as a shift by 64 would do
      // nothing.
      const field =
        ((load<u64>(word) >> offset) | ((load<u64>(word, 8) << 1) << (63 - offset))) & mask;
      const sum = <i64>field - half;
      if (i >= length) {
        if (sum != 0) return false;
      } else {
        if (sum > 9007199254740991 || sum < -9007199254740991) return false;
        store<f64>(out, <f64>sum);
        out += 8;
      }
      bit += w;
    }
  }
  return true;
}

/** Whether `shifted` is below 2^bits, for bits below 256. */
function fits(bits: usize): bool {
  const word = bits >> 6;
  let rest = load<u64>(shifted + (word << 3)) >> (bits & 63);
  for (let i = word + 1; i < 4; i++) rest |= load<u64>(shifted + (i << 3));
  return rest == 0;
}
