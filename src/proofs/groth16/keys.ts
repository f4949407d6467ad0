/** Keys of proofs: named, checked against the manifest that they come with, and parsed. */
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

/** What it takes to prove one statement with snarkjs. */
export interface ProvingFiles {
  readonly zkey: Uint8Array;
  /** The witness generator. */
  readonly wasm: Uint8Array;
}

/** The circuits of a kind of proof: of a row, and for `l2` of the sum over the rows. */
export type CircuitRole = 'row' | 'norm';

/** Verification keys, checked. */
export interface VerifyingKeys {
  readonly name: string;
  readonly kind: CircuitKind;
  /** See {@link StructuredSetup} for these. */
  readonly rowLength: number;
  readonly bits: number;
  readonly keyDigest: Uint8Array;
  readonly origin: StructuredSetup['origin'];
  readonly verification: Readonly<Partial<Record<CircuitRole, VerificationKey>>> & {
    readonly row: VerificationKey;
  };
}

/** Keys to prove with, and to check what was proven. */
export interface ProvingKeys extends VerifyingKeys {
  readonly proving: Readonly<Partial<Record<CircuitRole, ProvingFiles>>> & {
    readonly row: ProvingFiles;
  };
}

/** What sessions see of keys. */
export function setupOf(keys: Omit<VerifyingKeys, 'name' | 'verification'>): StructuredSetup {
  const { kind, rowLength, bits, keyDigest, origin } = keys;
  return { kind: 'structured', statement: kind, digest: keyDigest, origin, rowLength, bits };
}

/** Public signals of each circuit. */
const SIGNALS: Readonly<Record<CircuitKind | 'norm', number>> = { linf: 4, l2: 6, norm: 4 };

const NORM = 'norm';
const NAME = /^(linf|l2)-([1-9][0-9]{0,4})x([1-9][0-9]?)$/;
const MANIFEST = 'manifest.json';

/** The largest files that are taken. */
const MAX_BYTES = { manifest: 2 ** 20, vkey: 2 ** 16, wasm: 2 ** 25, zkey: 2 ** 28 } as const;

/** The part of the manifest that is used. */
interface ManifestEntry {
  readonly origin: 'ceremony' | 'development';
  sha256(file: string): Uint8Array | undefined;
}

type Json = Readonly<Record<string, unknown>>;

function asObject(value: unknown, what: string): Json {
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as Json;
  throw new ProofKeyError(`the manifest of the keys has no ${what}`);
}

/** The entry of a circuit. */
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

/** One file of a circuit, if it is the one that the manifest names. */
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
    // One circuit of unknown origin makes the whole statement one of unknown origin.
    origin: circuits.every(({ entry }) => entry.origin === 'ceremony') ? 'ceremony' : 'development',
    keyDigest: verificationKeyDigest(parsed.map(([, key]) => key)),
    verification: Object.fromEntries(parsed) as VerifyingKeys['verification'],
  };
}

/**
 * Reads the verification keys of one name.
 *
 * @param name - As in keys/: kind, coordinates of a row, bits; for example `linf-256x16`.
 * @param read - Where the files are: `packageProofKeys()` of `veilsum/node`, or whatever fetches them.
 * @throws ProofKeyError if a file does not have the checksum of the manifest, or the name is unknown; VerificationKeyError for
 *   a key that must not be used; whatever `read` rejects with.
 */
export async function readVerifyingKeys(
  name: string,
  read: ReadKeyFile,
  engine: PairingEngine,
): Promise<VerifyingKeys> {
  return verifyingKeys(name, await find(name, read), read, engine);
}

/** Reads the verification keys of one name and what it takes to prove, a few megabytes. As {@link readVerifyingKeys} else. */
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
