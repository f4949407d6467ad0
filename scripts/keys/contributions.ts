/** Reads the contributions in a proving key: section 10 of snarkjs' zkey format. */
import { readFile } from 'node:fs/promises';
import { blake2b } from '@noble/hashes/blake2.js';
import { type Contribution, openCurve } from './snarkjs.ts';

const CONTRIBUTIONS_SECTION = 10;

/** Size of a point of G1, and of three points of G1 and one of G2, in bytes. */
const G1_BYTES = 64;
const POINTS_BYTES = 3 * G1_BYTES + 128;

const TRANSCRIPT_BYTES = 64;
const NAME = 1;
const EXPONENT = 2;

/**
 * Reads the contributions in a proving key. Their hashes are those that snarkjs shows to
 * contributors. They are not verified here.
 *
 * @throws Error if the file does not have them in this format
 */
export async function readContributions(zkey: string): Promise<readonly Contribution[]> {
  const { G1, G2 } = await openCurve();
  const file = await readFile(zkey);
  let sections = file.readUInt32LE(8);
  let at = 12;
  for (; sections > 0; sections--) {
    if (file.readUInt32LE(at) === CONTRIBUTIONS_SECTION) break;
    at += 12 + Number(file.readBigUInt64LE(at + 4));
  }
  if (sections === 0) throw new Error(`${zkey} has no section of contributions`);
  // After the section's header come the circuit's hash and the number of contributions.
  at += 12 + 64;
  const count = file.readUInt32LE(at);
  at += 4;
  return Array.from({ length: count }, () => {
    const hasher = blake2b.create({ dkLen: 64 });
    for (let point = 0; point < 4; point++) {
      const [group, size] = point < 3 ? [G1, G1_BYTES] : [G2, 2 * G1_BYTES];
      const start = at + point * G1_BYTES;
      const bytes = new Uint8Array(size);
      group.toRprUncompressed(bytes, 0, group.fromRprLEM(file.subarray(start, start + size)));
      hasher.update(bytes);
    }
    at += POINTS_BYTES;
    hasher.update(file.subarray(at, at + TRANSCRIPT_BYTES));
    at += TRANSCRIPT_BYTES;
    const type = file.readUInt32LE(at);
    const end = at + 8 + file.readUInt32LE(at + 4);
    at += 8;
    const told: { name?: string; numIterationsExp?: number; beaconHash?: Uint8Array } = {};
    while (at < end) {
      const [tag, length] = [file[at]!, file[at + 1]!];
      if (tag === EXPONENT) {
        told.numIterationsExp = length;
        at += 2;
        continue;
      }
      const value = Uint8Array.from(file.subarray(at + 2, at + 2 + length));
      if (tag === NAME) told.name = new TextDecoder().decode(value);
      else told.beaconHash = value;
      at += 2 + length;
    }
    return { type, contributionHash: hasher.digest(), ...told };
  });
}
