// The sponge over many inputs of one form: blocks that are the same for all but for a few fields.

import { permute, state, STATE_BYTES } from './keccak';

const RATE: usize = 136;

const form: usize = memory.data(4 * 136, 16);
const filled: usize = memory.data(4 * 136, 16);
const fields: usize = memory.data(8 * 8, 16);

/** Address of the form: up to four padded blocks, in which fields are left out. */
export function formAt(): usize {
  return form;
}

/** Address of the fields: for up to eight, the place in the form and the length, 32 bits each. */
export function fieldsAt(): usize {
  return fields;
}

/**
 * Replaces rows by the first 32 bytes of output: of the state `start`, with the form absorbed, in which the fields of a row are filled
 * in one after another. A row has at least 32 bytes.
 */
export function absorbRows(
  rows: usize,
  count: usize,
  start: usize,
  fieldCount: usize,
  blocks: usize,
): void {
  let from = rows;
  memory.copy(filled, form, blocks * RATE);
  for (let row: usize = 0; row < count; row++) {
    for (let i: usize = 0; i < fieldCount; i++) {
      const length = <usize>load<u32>(fields + 8 * i, 4);
      memory.copy(filled + <usize>load<u32>(fields + 8 * i), from, length);
      from += length;
    }
    memory.copy(state, start, STATE_BYTES);
    for (let block = filled; block < filled + blocks * RATE; block += RATE) {
      for (let at: usize = 0; at < RATE; at += 8) {
        store<u64>(state + at, load<u64>(state + at) ^ load<u64>(block + at));
      }
      permute();
    }
    memory.copy(rows + 32 * row, state, 32);
  }
  memory.fill(filled, 0, blocks * RATE);
  memory.fill(rows + 32 * count, 0, from - (rows + 32 * count));
  memory.fill(state, 0, STATE_BYTES);
}
