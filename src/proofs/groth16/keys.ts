/** Proof keys: looked up by name, compared with their manifest, and parsed. */
import { equalBytes, sha256 } from '../../crypto/tupleHash.ts';
import { fromHex } from '../../crypto/hex.ts';
import type { PairingEngine } from './pairing.ts';
import {
  parseVerificationKey,
  type VerificationKey,
  verificationKeyDigest,
} from './verificationKey.ts';
import type { StructuredSetup } from '../system.ts';
import { ProofKeyError, type ReadKeyFile } from './keyFiles.ts';
import type { CircuitKind } from './sizes.ts';

/** The files with which snarkjs proves one circuit. */
export interface ProvingFiles {
  readonly zkey: Uint8Array;
  /** The witness generator compiled by circom. */
  readonly wasm: Uint8Array;
}

/**
 * A circuit's role in a proof: `row` is proven for each row, `norm` once over all rows (`l2` only).
 */
export type CircuitRole = 'row' | 'norm';

/** Verification keys that match their manifest. */
export interface VerifyingKeys {
  readonly name: string;
  readonly kind: CircuitKind;
  /** As in {@link StructuredSetup}. */
  readonly rowLength: number;
  readonly bits: number;
  readonly keyDigest: Uint8Array;
  readonly origin: StructuredSetup['origin'];
  readonly verification: Readonly<Partial<Record<CircuitRole, VerificationKey>>> & {
    readonly row: VerificationKey;
  };
}

/** Proving keys, with the verification keys for what they prove. */
export interface ProvingKeys extends VerifyingKeys {
  readonly proving: Readonly<Partial<Record<CircuitRole, ProvingFiles>>> & {
    readonly row: ProvingFiles;
  };
}

/** The set-up that sessions pin, from keys. */
export function setupOf(keys: Omit<VerifyingKeys, 'name' | 'verification'>): StructuredSetup {
  const { kind, rowLength, bits, keyDigest, origin } = keys;
  return { kind: 'structured', statement: kind, digest: keyDigest, origin, rowLength, bits };
}

/** Number of public signals of each circuit. */
const SIGNALS: Readonly<Record<CircuitKind | 'norm', number>> = { linf: 4, l2: 6, norm: 4 };

const NORM = 'norm';
const NAME = /^(linf|l2)-([1-9][0-9]{0,4})x([1-9][0-9]?)$/;
const MANIFEST = 'manifest.json';

/** Maximum file sizes in bytes. */
const MAX_BYTES = { manifest: 2 ** 20, vkey: 2 ** 16, wasm: 2 ** 25, zkey: 2 ** 28 } as const;

/** The fields of a circuit's manifest entry that are used. */
interface ManifestEntry {
  readonly origin: 'ceremony' | 'development';
  sha256(file: string): Uint8Array | undefined;
}

type Json = Readonly<Record<string, unknown>>;

function asObject(value: unknown, what: string): Json {
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as Json;
  throw new ProofKeyError(`the manifest of the keys has no ${what}`);
}

/**
 * The manifest entry of a circuit.
 *
 * @throws ProofKeyError if it is missing or malformed
 */
function manifestEntry(manifest: unknown, name: string): ManifestEntry {
  const circuit = asObject(
    asObject(asObject(manifest, 'object')['circuits'], 'circuits')[name],
    name,
  );
  const digests = asObject(circuit['sha256'], `checksums of ${name}`);
  const { origin } = circuit as { readonly origin?: unknown };
  if (origin !== 'ceremony' && origin !== 'development') {
    throw new ProofKeyError(`the manifest does not say where the keys of ${name} come from`);
  }
  return {
    origin,
    sha256: (file) => {
      const digest = digests[file];
      return typeof digest === 'string' ? fromHex(digest) : undefined;
    },
  };
}

/**
 * Reads one file of a circuit.
 *
 * @throws ProofKeyError if it is too large, or does not have the SHA-256 digest in the manifest
 */
async function readChecked(
  read: ReadKeyFile,
  entry: ManifestEntry,
  name: string,
  part: 'vkey' | 'zkey' | 'wasm',
): Promise<Uint8Array> {
  const file = part === 'vkey' ? `${name}.vkey.json` : `${name}.${part}`;
  const bytes = await read(file);
  if (bytes.length > MAX_BYTES[part]) throw new ProofKeyError(`${file} is too large`);
  const expected = entry.sha256(part);
  if (expected === undefined) throw new ProofKeyError(`the manifest has no checksum of ${file}`);
  if (!equalBytes(expected, sha256(bytes))) {
    throw new ProofKeyError(`${file} is not the file that the manifest names`);
  }
  return bytes;
}

async function readManifest(read: ReadKeyFile): Promise<unknown> {
  const bytes = await read(MANIFEST);
  if (bytes.length > MAX_BYTES.manifest) throw new ProofKeyError(`${MANIFEST} is too large`);
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
  } catch {
    throw new ProofKeyError(`${MANIFEST} is no JSON`);
  }
}

interface Circuit {
  readonly role: CircuitRole;
  readonly name: string;
  readonly signals: number;
  readonly entry: ManifestEntry;
}

interface Named {
  readonly kind: CircuitKind;
  readonly rowLength: number;
  readonly bits: number;
  readonly circuits: readonly Circuit[];
}

async function find(name: string, read: ReadKeyFile): Promise<Named> {
  const match = NAME.exec(name);
  if (!match) throw new ProofKeyError(`keys are named as linf-256x16 or l2-128x16, not ${name}`);
  const kind = match[1] as CircuitKind;
  const manifest = await readManifest(read);
  const circuits: Circuit[] = [
    { role: 'row', name, signals: SIGNALS[kind], entry: manifestEntry(manifest, name) },
  ];
  if (kind === 'l2') {
    circuits.push({
      role: NORM,
      name: NORM,
      signals: SIGNALS.norm,
      entry: manifestEntry(manifest, NORM),
    });
  }
  return { kind, rowLength: Number(match[2]), bits: Number(match[3]), circuits };
}

async function verifyingKeys(
  name: string,
  { kind, rowLength, bits, circuits }: Named,
  read: ReadKeyFile,
  engine: PairingEngine,
): Promise<VerifyingKeys> {
  const parsed: [CircuitRole, VerificationKey][] = [];
  for (const circuit of circuits) {
    const file = await readChecked(read, circuit.entry, circuit.name, 'vkey');
    const key = parseVerificationKey(file, circuit.signals, (point) => engine.isInSubgroup(point));
    parsed.push([circuit.role, key]);
  }
  return {
    name,
    kind,
    rowLength,
    bits,
    // One development circuit makes the whole set-up a development set-up.
    origin: circuits.every(({ entry }) => entry.origin === 'ceremony') ? 'ceremony' : 'development',
    keyDigest: verificationKeyDigest(parsed.map(([, key]) => key)),
    verification: Object.fromEntries(parsed) as VerifyingKeys['verification'],
  };
}

/**
 * Reads the verification keys with a given name.
 *
 * @param name - kind, coordinates of a row, bits, as in `keys/`: for example `linf-256x16`
 * @param read - reads a file of the key folder: `packageProofKeys()` of `veilsum/node`, or a
 *   function that fetches it
 * @throws ProofKeyError if the name is unknown or a file does not have the digest in the manifest
 * @throws VerificationKeyError if a key is malformed or its trapdoor is known
 * @throws any error of `read`
 */
export async function readVerifyingKeys(
  name: string,
  read: ReadKeyFile,
  engine: PairingEngine,
): Promise<VerifyingKeys> {
  return verifyingKeys(name, await find(name, read), read, engine);
}

/**
 * Reads the verification and proving keys with a given name: a few megabytes. Parameters and errors
 * as in {@link readVerifyingKeys}.
 */
export async function readProvingKeys(
  name: string,
  read: ReadKeyFile,
  engine: PairingEngine,
): Promise<ProvingKeys> {
  const named = await find(name, read);
  const verifying = await verifyingKeys(name, named, read, engine);
  const proving: [CircuitRole, ProvingFiles][] = [];
  for (const { role, name: circuit, entry } of named.circuits) {
    proving.push([
      role,
      {
        zkey: await readChecked(read, entry, circuit, 'zkey'),
        wasm: await readChecked(read, entry, circuit, 'wasm'),
      },
    ]);
  }
  return { ...verifying, proving: Object.fromEntries(proving) as ProvingKeys['proving'] };
}
