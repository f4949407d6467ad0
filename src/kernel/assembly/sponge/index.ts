// The sponge with a rate of 136 bytes, as used by cSHAKE256 and the functions built on it (FIPS 202
// §4, SP 800-185 §3), and SHA-256 of short inputs.
//
// Inputs may be secret: nothing branches on them, and callers wipe the state and the buffer.

import { permute, state, STATE_BYTES } from './keccak';
import { absorbRows } from './rows';
import { sha256At } from './sha256';

export { permute } from './keccak';
export { fieldsAt, formAt } from './rows';

/** Number of bytes that one permutation absorbs or outputs. */
const RATE: usize = 136;

/** Number of blocks that are absorbed at once. */
const BUFFER_BLOCKS: usize = 120;

/** Number of states that can be saved. */
const SLOTS: usize = 256;

const buffer: usize = memory.data(120 * 136, 16);
const slots: usize = memory.data(256 * 200, 16);

/** Address of the state, whose first bytes are the output. */
export function stateAt(): usize {
  return state;
}

/** Address of the input buffer. */
export function bufferAt(): usize {
  return buffer;
}

/** Size of the input buffer, a multiple of the rate. */
export function bufferBytes(): usize {
  return BUFFER_BLOCKS * RATE;
}

/** Number of states that can be saved. */
export function slotCount(): usize {
  return SLOTS;
}

/** Resets the state to zeros. */
export function clear(): void {
  memory.fill(state, 0, STATE_BYTES);
}

/** Saves the state in a slot. */
export function keep(slot: usize): void {
  memory.copy(slots + slot * STATE_BYTES, state, STATE_BYTES);
}

/** Restores the state from a slot. */
export function resume(slot: usize): void {
  memory.copy(state, slots + slot * STATE_BYTES, STATE_BYTES);
}

/** Absorbs the first `blocks` blocks of the buffer. */
export function absorb(blocks: usize): void {
  const end = buffer + blocks * RATE;
  for (let block = buffer; block < end; block += RATE) {
    for (let at: usize = 0; at < RATE; at += 8) {
      store<u64>(state + at, load<u64>(state + at) ^ load<u64>(block + at));
    }
    permute();
  }
}

/**
 * Absorbs the first `length` bytes of the buffer, less than its size, as the end of the input, with
 * the padding of cSHAKE (SP 800-185 §3.3), and wipes them. Afterwards the state contains the first
 * 136 bytes of the output.
 */
export function finish(length: usize): void {
  const padded = (length / RATE + 1) * RATE;
  memory.fill(buffer + length, 0, padded - length);
  store<u8>(buffer + length, 0x04);
  store<u8>(buffer + padded - 1, load<u8>(buffer + padded - 1) | 0x80);
  absorb(padded / RATE);
  memory.fill(buffer, 0, padded);
}

/**
 * Replaces the `count` rows in the buffer by digests of 32 bytes: see rows.ts.
 */
export function hashRows(slot: usize, count: usize, fieldCount: usize, blocks: usize): void {
  absorbRows(buffer, count, slots + slot * STATE_BYTES, fieldCount, blocks);
}

/** Replaces the first `length` bytes of the buffer, at least 72 less than its size, by their SHA-256. */
export function sha256(length: usize): void {
  sha256At(buffer, length);
}
