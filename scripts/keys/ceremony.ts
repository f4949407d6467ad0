/**
 * Phase 2 with several contributors, each on their own machine. One proving key is passed on as a
 * file: initiate, contribute (once per contributor), close with a beacon. As long as one
 * contributor forgets their randomness, nobody knows the trapdoor. The transcript lists every
 * contribution, and anyone can verify it from the constraints and the powers of tau.
 */
import { randomBytes } from 'node:crypto';
import { rmSync } from 'node:fs';
import { bytesToHex } from '@noble/hashes/utils.js';
import type { Beacon } from './beacon.ts';
import { newProvingKey } from './development.ts';
import { fileDigest } from './files.ts';
import { readContributions } from './contributions.ts';
import { type Logger, openCurve, snarkjs } from './snarkjs.ts';

/** One contribution. */
export interface TranscriptEntry {
  readonly name: string;
  readonly kind: 'contribution' | 'beacon';
  /**
   * The hash that was shown to the contributor, by which they recognise it: 64 bytes, in
   * hexadecimal.
   */
  readonly hash: string;
}

/** What a ceremony publishes with the key. Digests are SHA-256, in hexadecimal. */
export interface Transcript {
  readonly circuit: string;
  readonly r1cs: string;
  readonly ptau: string;
  readonly zkey: string;
  readonly beacon: Beacon;
  readonly contributions: readonly TranscriptEntry[];
}

/** The files that a transcript is about. */
export interface CeremonyFiles {
  readonly r1cs: string;
  readonly ptau: string;
  readonly zkey: string;
}

/** Writes the key for the first contributor. It must never be used directly. */
export async function initiate(
  r1cs: string,
  ptau: string,
  to: string,
  logger?: Logger,
): Promise<void> {
  await newProvingKey(r1cs, ptau, to, logger);
}

/**
 * Adds a contribution: reads the previous contributor's key, and writes the next one.
 *
 * @param entropy - Mixed with the system's randomness by snarkjs; default: fresh randomness.
 * @returns the contribution's hash, for the contributor to publish
 */
export async function contribute(
  from: string,
  to: string,
  name: string,
  entropy: string = randomBytes(64).toString('hex'),
  logger?: Logger,
): Promise<string> {
  await openCurve();
  const hash = await snarkjs.zKey.contribute(from, to, name, entropy, logger);
  return bytesToHex(hash as Uint8Array);
}

/** Applies the beacon, which must be announced before it is known, and ends the ceremony. */
export async function close(
  from: string,
  to: string,
  beacon: Beacon,
  logger?: Logger,
): Promise<void> {
  await openCurve();
  const { hash, exponent } = beacon;
  const result = await snarkjs.zKey.beacon(from, to, 'beacon', hash, exponent, logger);
  // snarkjs reports an unusable beacon by returning false.
  if (result === false) {
    throw new RangeError(
      'a beacon is 1 to 255 bytes in hexadecimal, with an exponent from 10 to 63',
    );
  }
}

/** Makes the transcript of a finished key. */
export async function transcribe(
  circuit: string,
  { r1cs, ptau, zkey }: CeremonyFiles,
  beacon: Beacon,
): Promise<Transcript> {
  return {
    circuit,
    r1cs: await fileDigest(r1cs),
    ptau: await fileDigest(ptau),
    zkey: await fileDigest(zkey),
    beacon,
    contributions: (await readContributions(zkey)).map(({ name, type, contributionHash }) => ({
      name: name ?? '',
      kind: type === 1 ? 'beacon' : 'contribution',
      hash: bytesToHex(contributionHash),
    })),
  };
}

/**
 * Verifies a transcript against the files: the checksums; every contribution, starting from the
 * initial key, which is made again from the constraints and the powers of tau; that the
 * contributions are those in the transcript; and that the announced beacon came last.
 *
 * @param scratch - Path for the initial key, which is removed afterwards.
 * @returns the problems; empty if there are none
 */
export async function verifyTranscript(
  transcript: Transcript,
  files: CeremonyFiles,
  scratch: string,
  logger?: Logger,
): Promise<readonly string[]> {
  const faults: string[] = [];
  for (const part of ['r1cs', 'ptau', 'zkey'] as const) {
    const found = await fileDigest(files[part]);
    if (found !== transcript[part]) faults.push(`${part} has the SHA-256 ${found}`);
  }
  if (faults.length > 0) return faults;

  await newProvingKey(files.r1cs, files.ptau, scratch, logger);
  if (!(await snarkjs.zKey.verifyFromInit(scratch, files.ptau, files.zkey, logger))) {
    faults.push('the proving key does not follow from the initial one by its contributions');
  }
  rmSync(scratch);

  const contributions = await readContributions(files.zkey);
  const found = contributions.map(({ contributionHash }) => bytesToHex(contributionHash));
  if (found.join() !== transcript.contributions.map(({ hash }) => hash).join()) {
    faults.push('the contributions in the proving key are others than those of the transcript');
  }
  const last = contributions.at(-1);
  const { hash, exponent } = transcript.beacon;
  if (
    last?.type !== 1 ||
    last.beaconHash === undefined ||
    bytesToHex(last.beaconHash) !== hash.toLowerCase() ||
    last.numIterationsExp !== exponent
  ) {
    faults.push('the last contribution is not the announced beacon');
  }
  if (!contributions.some(({ type }) => type === 0)) faults.push('nobody contributed');
  return faults;
}
