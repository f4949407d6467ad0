/** keys/manifest.json: what each key was made from. */
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { bytesToHex } from '@noble/hashes/utils.js';
import { portablePairing } from '../../src/proofs/groth16/portablePairing.ts';
import {
  parseVerificationKey,
  type VerificationKey,
  verificationKeyDigest,
} from '../../src/proofs/groth16/verificationKey.ts';
import { CIRCUITS, type Circuit } from './names.ts';

/** What one circuit's keys were made from. Digests are in hexadecimal. */
export interface ManifestEntry {
  /** With `development` keys anyone can forge proofs, because their randomness is public. */
  readonly origin: 'development' | 'ceremony';
  readonly constraints: number;
  /** Digest of the verification keys in the order of the statement; `norm` does not have one. */
  readonly keyDigest?: string;
  readonly powersOfTau: { readonly power: number; readonly origin: 'development' | 'public' };
  /** Digests of the circom files together (see sourceDigest), and of each other file. */
  readonly sha256: {
    readonly source: string;
    readonly r1cs: string;
    readonly ptau: string;
    readonly zkey: string;
    readonly vkey: string;
    readonly wasm: string;
  };
}

/** The manifest file. */
export interface Manifest {
  readonly about: string;
  readonly compiler: { readonly name: 'circom2'; readonly version: string; readonly flags: string };
  readonly circuits: Readonly<Record<string, ManifestEntry>>;
}

const ABOUT =
  'Written by scripts/keys. "development" keys are made from public constants: everyone can forge proofs for them.';

/** Number of public signals of each kind of circuit. */
const SIGNALS: Readonly<Record<Circuit['kind'], number>> = { linf: 4, l2: 6, norm: 4 };

/** Reads a manifest; `undefined` if it does not exist yet. */
export function readManifest(path: string): Manifest | undefined {
  return existsSync(path) ? (JSON.parse(readFileSync(path, 'utf8')) as Manifest) : undefined;
}

/** Writes a manifest with circuits in the order of {@link CIRCUITS}. */
export function writeManifest(
  path: string,
  compiler: { readonly version: string; readonly flags: readonly string[] },
  entries: Readonly<Record<string, ManifestEntry>>,
): void {
  const circuits = Object.fromEntries(
    CIRCUITS.flatMap(({ name }) => (entries[name] ? [[name, entries[name]]] : [])),
  );
  const manifest: Manifest = {
    about: ABOUT,
    compiler: { name: 'circom2', version: compiler.version, flags: compiler.flags.join(' ') },
    circuits,
  };
  writeFileSync(path, `${JSON.stringify(manifest, undefined, 2)}\n`);
}

/**
 * The keyDigest of a statement, which sessions pin, from the verification keys in a folder.
 *
 * @throws VerificationKeyError for a key that must not be used, such as one with γ₂ = δ₂
 */
export function keyDigest(folder: string, { name, kind }: Circuit): string {
  const read = (file: string, signals: number): VerificationKey =>
    parseVerificationKey(readFileSync(`${folder}/${file}.vkey.json`), signals, (point) =>
      portablePairing.isInSubgroup(point),
    );
  const keys = [read(name, SIGNALS[kind])];
  if (kind === 'l2') keys.push(read('norm', SIGNALS.norm));
  return bytesToHex(verificationKeyDigest(keys));
}

/**
 * Adds the keyDigest to the entries of statements whose keys are all there: `l2` needs a row's key
 * and that of `norm`.
 */
export function withDigests(
  folder: string,
  entries: Readonly<Record<string, ManifestEntry>>,
): Readonly<Record<string, ManifestEntry>> {
  const result = { ...entries };
  for (const circuit of CIRCUITS) {
    const entry = entries[circuit.name];
    if (entry === undefined || circuit.kind === 'norm') continue;
    if (circuit.kind === 'l2' && entries['norm'] === undefined) continue;
    result[circuit.name] = { ...entry, keyDigest: keyDigest(folder, circuit) };
  }
  return result;
}
