import { fromHex, toHex } from '../crypto/hex.ts';
import { packageKeys } from '../net/packageKeys.ts';
import type { ProofDemand } from '../session/proofDemand.ts';
import {
  type ClosableRangeProver,
  loadRangeVerifier,
  loadRangeProver,
  MissingPackageError,
  type RangeVerifier,
  type ProofKind,
} from '../snark.ts';
import { CommandError, EXIT } from './exitCodes.ts';

/** Keys that come with the package. */
export interface ShippedKeys {
  readonly name: string;
  readonly kind: ProofKind;
  readonly rowLength: number;
  readonly bits: number;
  readonly keyDigest: Uint8Array;
}

/** What a command makes and checks proofs with. */
export interface ProofSystem {
  readonly prover: ClosableRangeProver;
  readonly checker: RangeVerifier;
}

/** The inputs that keys must have room for. */
interface Shape {
  readonly length: number;
  readonly bound: number;
}

/**
 * In addition to its coordinates, a row's circuit has about this many bits' worth of constraints.
 */
const ROW_OVERHEAD = 600;

/**
 * Loads a prover and a checker with those of the package's keys that prove a vector of a shape the fastest.
 *
 * @param folder - of the proving keys, see `packageKeys`
 * @throws CommandError where no keys fit, or snarkjs is not installed; ProofKeyError where the proving keys are not there
 */
export async function loadProofSystem(
  kind: ProofKind,
  shape: Shape,
  folder?: string,
): Promise<ProofSystem> {
  return loadProofSystemOf((await fastestFor(kind, shape)).name, folder);
}

/**
 * Loads a prover and a checker with the package's keys of a name.
 *
 * @param folder - of the proving keys, see `packageKeys`
 * @throws CommandError
 */
export async function loadProofSystemOf(name: string, folder?: string): Promise<ProofSystem> {
  const read = packageKeys(folder);
  const known = await shippedKeys();
  if (!known.some((keys) => keys.name === name)) {
    throw new CommandError(
      EXIT.usage,
      `there are no keys named ${name}; this package has ${known.map((keys) => keys.name).join(', ')}`,
    );
  }
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

/** A checker with the package's keys of a digest, or `undefined` where it has none, or where nothing is to be checked. */
export async function checkerFor(demand: ProofDemand): Promise<RangeVerifier | undefined> {
  return demand.kind === 'none' || demand.checking.mode === 'coordinator'
    ? undefined
    : coordinatorCheckerFor(demand);
}

/** The coordinator's verifier of proofs, independent of who else checks them. */
export async function coordinatorCheckerFor(
  demand: ProofDemand,
): Promise<RangeVerifier | undefined> {
  if (demand.kind === 'none') return undefined;
  const wanted = toHex(demand.keyDigest);
  const keys = (await shippedKeys()).find(({ keyDigest }) => toHex(keyDigest) === wanted);
  return keys && loadRangeVerifier(keys.name, packageKeys());
}

/** Those of the package's keys that prove a vector of a shape the fastest. @throws CommandError where none fit */
export async function fastestFor(kind: ProofKind, { length, bound }: Shape): Promise<ShippedKeys> {
  const costOf = ({ rowLength, bits }: ShippedKeys): number =>
    Math.ceil(length / rowLength) * (rowLength * bits + ROW_OVERHEAD);
  const [fastest] = (await shippedKeys())
    .filter((keys) => keys.kind === kind && bound <= 2 ** (keys.bits - 1) - 1)
    .sort((a, b) => costOf(a) - costOf(b));
  if (fastest) return fastest;
  throw new CommandError(
    EXIT.usage,
    `no ${kind} keys of this package have room for the bound ${bound}; take a bound of at most 32767`,
  );
}

/** The keys that the package's manifest lists. */
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
        kind: kind as ProofKind,
        rowLength: Number(rowLength),
        bits: Number(bits),
        keyDigest,
      },
    ];
  });
}
