// SHA-256 (FIPS 180-4 §6.2) of short inputs. Inputs may be secret: nothing branches on them.

const BLOCK: usize = 64;

const state: usize = memory.data(32, 16);
const schedule: usize = memory.data(64 * 4, 16);

/** The initial state (§5.3.3). */
const INITIAL: usize = memory.data<u32>([
  0x6a09e667, 0xbb67ae85, 0x3c6ef372, 0xa54ff53a, 0x510e527f, 0x9b05688c, 0x1f83d9ab, 0x5be0cd19,
]);

/** The constants of the 64 rounds (§4.2.2). */
const CONSTANTS: usize = memory.data<u32>([
  0x428a2f98, 0x71374491, 0xb5c0fbcf, 0xe9b5dba5, 0x3956c25b, 0x59f111f1, 0x923f82a4, 0xab1c5ed5,
  0xd807aa98, 0x12835b01, 0x243185be, 0x550c7dc3, 0x72be5d74, 0x80deb1fe, 0x9bdc06a7, 0xc19bf174,
  0xe49b69c1, 0xefbe4786, 0x0fc19dc6, 0x240ca1cc, 0x2de92c6f, 0x4a7484aa, 0x5cb0a9dc, 0x76f988da,
  0x983e5152, 0xa831c66d, 0xb00327c8, 0xbf597fc7, 0xc6e00bf3, 0xd5a79147, 0x06ca6351, 0x14292967,
  0x27b70a85, 0x2e1b2138, 0x4d2c6dfc, 0x53380d13, 0x650a7354, 0x766a0abb, 0x81c2c92e, 0x92722c85,
  0xa2bfe8a1, 0xa81a664b, 0xc24b8b70, 0xc76c51a3, 0xd192e819, 0xd6990624, 0xf40e3585, 0x106aa070,
  0x19a4c116, 0x1e376c08, 0x2748774c, 0x34b0bcb5, 0x391c0cb3, 0x4ed8aa4a, 0x5b9cca4f, 0x682e6ff3,
  0x748f82ee, 0x78a5636f, 0x84c87814, 0x8cc70208, 0x90befffa, 0xa4506ceb, 0xbef9a3f7, 0xc67178f2,
]);

/** Adds one block of 64 bytes. */
function compress(block: usize): void {
  for (let t: usize = 0; t < 64; t += 4) {
    store<u32>(schedule + t, bswap<u32>(load<u32>(block + t)));
  }
  for (let t: usize = 64; t < 256; t += 4) {
    const at = schedule + t;
    const near = load<u32>(at - 8);
    const far = load<u32>(at - 60);
    const s1 = rotr<u32>(near, 17) ^ rotr<u32>(near, 19) ^ (near >> 10);
    const s0 = rotr<u32>(far, 7) ^ rotr<u32>(far, 18) ^ (far >> 3);
    store<u32>(at, s1 + load<u32>(at - 28) + s0 + load<u32>(at - 64));
  }
  let a = load<u32>(state, 0);
  let b = load<u32>(state, 4);
  let c = load<u32>(state, 8);
  let d = load<u32>(state, 12);
  let e = load<u32>(state, 16);
  let f = load<u32>(state, 20);
  let g = load<u32>(state, 24);
  let h = load<u32>(state, 28);
  for (let t: usize = 0; t < 256; t += 4) {
    const sum1 = rotr<u32>(e, 6) ^ rotr<u32>(e, 11) ^ rotr<u32>(e, 25);
    const chosen = g ^ (e & (f ^ g));
    const first = h + sum1 + chosen + load<u32>(CONSTANTS + t) + load<u32>(schedule + t);
    const sum0 = rotr<u32>(a, 2) ^ rotr<u32>(a, 13) ^ rotr<u32>(a, 22);
    const second = sum0 + ((a & b) | (c & (a | b)));
    h = g;
    g = f;
    f = e;
    e = d + first;
    d = c;
    c = b;
    b = a;
    a = first + second;
  }
  store<u32>(state, load<u32>(state, 0) + a, 0);
  store<u32>(state, load<u32>(state, 4) + b, 4);
  store<u32>(state, load<u32>(state, 8) + c, 8);
  store<u32>(state, load<u32>(state, 12) + d, 12);
  store<u32>(state, load<u32>(state, 16) + e, 16);
  store<u32>(state, load<u32>(state, 20) + f, 20);
  store<u32>(state, load<u32>(state, 24) + g, 24);
  store<u32>(state, load<u32>(state, 28) + h, 28);
}

/**
 * Replaces `length` bytes by their digest of 32 bytes, and wipes everything else. There is room for 72 bytes after them.
 */
export function sha256At(bytes: usize, length: usize): void {
  const blocks = (length + 8) / BLOCK + 1;
  const end = bytes + blocks * BLOCK;
  store<u8>(bytes + length, 0x80);
  memory.fill(bytes + length + 1, 0, end - 8 - (bytes + length + 1));
  store<u64>(end - 8, bswap<u64>((<u64>length) << 3));
  memory.copy(state, INITIAL, 32);
  for (let block = bytes; block < end; block += BLOCK) compress(block);
  memory.fill(bytes, 0, end - bytes);
  for (let at: usize = 0; at < 32; at += 4) {
    store<u32>(bytes + at, bswap<u32>(load<u32>(state + at)));
  }
  memory.fill(state, 0, 32);
  memory.fill(schedule, 0, 256);
}
