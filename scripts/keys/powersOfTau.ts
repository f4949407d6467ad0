/**
 * Phase 1 of a Groth16 set-up: powers of tau made here for development keys, or a public file given
 * by path and checksum.
 */
import { closeSync, existsSync, mkdirSync, openSync, readSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { developmentBeacon } from './beacon.ts';
import { fileDigest } from './files.ts';
import { type Logger, openCurve, snarkjs } from './snarkjs.ts';

/** A powers-of-tau file, prepared for phase 2. */
export interface PowersOfTauFile {
  readonly path: string;
  /** SHA-256 of the file, in hexadecimal. */
  readonly sha256: string;
}

/**
 * Powers of tau for circuits of up to 2^power constraints, the same bytes on every machine. Tau
 * comes from a public constant, so everyone knows it. Made once, which takes minutes at 2^14, and
 * kept in `folder`.
 */
export async function developmentPowersOfTau(
  folder: string,
  power: number,
  logger?: Logger,
): Promise<PowersOfTauFile> {
  const path = join(folder, `development-${power}.ptau`);
  if (!existsSync(path)) {
    mkdirSync(folder, { recursive: true });
    const step = (name: string): string => join(folder, `${process.pid}-${power}-${name}.ptau`);
    const { hash, exponent } = developmentBeacon(`powers of tau ${power}`);
    await snarkjs.powersOfTau.newAccumulator(await openCurve(), power, step('new'), logger);
    await snarkjs.powersOfTau.beacon(
      step('new'),
      step('beacon'),
      'development',
      hash,
      exponent,
      logger,
    );
    await snarkjs.powersOfTau.preparePhase2(step('beacon'), step('prepared'), logger);
    // Renamed last, so that an interrupted run leaves no partial file under the final name.
    renameSync(step('prepared'), path);
    rmSync(step('new'));
    rmSync(step('beacon'));
  }
  return { path, sha256: await fileDigest(path) };
}

/**
 * A powers-of-tau file from elsewhere, such as a public ceremony.
 *
 * @throws Error if its SHA-256 is not the expected one
 */
export async function publicPowersOfTau(path: string, sha256: string): Promise<PowersOfTauFile> {
  const found = await fileDigest(path);
  if (found !== sha256.toLowerCase()) {
    throw new Error(`${path} has the SHA-256 ${found}, not ${sha256}: it is another file`);
  }
  return { path, sha256: found };
}

/** The power of a powers-of-tau file, which supports circuits of up to 2^power constraints. */
export function powerOf(path: string): number {
  // The header is the first section: 12 bytes after the file's header of 12, then the prime's size,
  // the prime and the power.
  const head = Buffer.alloc(64);
  const file = openSync(path, 'r');
  readSync(file, head);
  closeSync(file);
  return head.readUInt32LE(28 + head.readUInt32LE(24));
}
