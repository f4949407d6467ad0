import { fromHex, toHex } from '../crypto/hex.ts';
import { packageKeys } from '../net/packageKeys.ts';
import { MissingPackageError } from '../proofs/groth16/prover/locate.ts';
import type { CircuitKind } from '../proofs/groth16/sizes.ts';
import type { ClosableRangeProver, RangeVerifier } from '../proofs/system.ts';
import { CommandError, EXIT } from './exitCodes.ts';

/** Groth16 keys in the package. */
export interface ShippedKeys {
  readonly name: string;
  readonly kind: CircuitKind;
  readonly rowLength: number;
  readonly bits: number;
  readonly keyDigest: Uint8Array;
}

/**
 * Loaded only when needed, because its pairing library takes as long to load as verifying a small
 * record.
 */
const snark = (): Promise<typeof import('../snark.ts')> => import('../snark.ts');

/** Groth16 prover and verifier of a command. */
interface Groth16Proofs {
  readonly prover: ClosableRangeProver;
  readonly checker: RangeVerifier;
}

/** The vectors that keys must support: d and B. */
export interface VectorShape {
  readonly length: number;
  readonly bound: number;
}

/**
 * Constraints of a row's circuit in addition to those of its coordinates, in the same unit: bits.
 */
const ROW_OVERHEAD = 600;

/**
 * The largest power of two up to a key's row length: the longest rows of a session that it
 * supports.
 */
export function powerOfTwoWithin(rowLength: number): number {
  return 2 ** Math.floor(Math.log2(rowLength));
}

/**
 * Loads a prover and a verifier with the package's keys of a name.
 *
 * @param folder - Folder of proving keys; see `packageKeys`.
 * @throws CommandError if there are no such keys, or snarkjs is not installed; ProofKeyError if a
 *   key file cannot be read or is not valid
 */
export async function loadGroth16(name: string, folder?: string): Promise<Groth16Proofs> {
  const read = packageKeys(folder);
  await shippedKeysNamed(name);
  const { loadRangeProver, loadRangeVerifier } = await snark();
  try {
    return {
      prover: await loadRangeProver(name, read),
      checker: await loadRangeVerifier(name, read),
    };
  } catch (error) {
    if (error instanceof MissingPackageError) throw new CommandError(EXIT.input, error.message);
    throw error;
  }
}

/**
 * The package's keys of a name, without loading them.
 *
 * @throws CommandError if there are no such keys
 */
export async function shippedKeysNamed(name: string): Promise<ShippedKeys> {
  const known = await shippedKeys();
  const found = known.find((keys) => keys.name === name);
  if (found) return found;
  throw new CommandError(
    EXIT.usage,
    `there are no keys named ${name}; this package has ${known.map((keys) => keys.name).join(', ')}`,
  );
}

/** A verifier with the package's keys of a digest; `undefined` if it has none. */
export async function verifierOf(setup: Uint8Array): Promise<RangeVerifier | undefined> {
  const wanted = toHex(setup);
  const keys = (await shippedKeys()).find(({ keyDigest }) => toHex(keyDigest) === wanted);
  return keys && (await snark()).loadRangeVerifier(keys.name, packageKeys());
}

/**
 * The package's keys that prove vectors of a shape the fastest.
 *
 * @throws CommandError if none support the bound
 */
export async function fastestFor(
  kind: CircuitKind,
  { length, bound }: VectorShape,
): Promise<ShippedKeys> {
  const costOf = ({ rowLength, bits }: ShippedKeys): number =>
    Math.ceil(length / powerOfTwoWithin(rowLength)) * (rowLength * bits + ROW_OVERHEAD);
  const [fastest] = (await shippedKeys())
    .filter((keys) => keys.kind === kind && bound <= 2 ** (keys.bits - 1) - 1)
    .sort((a, b) => costOf(a) - costOf(b));
  if (fastest) return fastest;
  throw new CommandError(
    EXIT.usage,
    `no ${kind} keys of this package support the bound ${bound}; use a bound of at most 32767, or the proof system planes`,
  );
}

/** The keys listed in the package's manifest. */
async function shippedKeys(): Promise<ShippedKeys[]> {
  const bytes = await packageKeys()('manifest.json');
  const { circuits } = JSON.parse(new TextDecoder().decode(bytes)) as {
    readonly circuits: Readonly<Record<string, { readonly keyDigest?: string }>>;
  };
  return Object.entries(circuits).flatMap(([name, entry]) => {
    const match = /^(linf|l2)-(\d+)x(\d+)$/.exec(name);
    const keyDigest = fromHex(entry.keyDigest ?? '');
    if (!match || keyDigest?.length !== 32) return [];
    const [, kind, rowLength, bits] = match;
    return [
      {
        name,
        kind: kind as CircuitKind,
        rowLength: Number(rowLength),
        bits: Number(bits),
        keyDigest,
      },
    ];
  });
}
