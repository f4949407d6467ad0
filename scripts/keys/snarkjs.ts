/**
 * The parts of snarkjs (which has no types) that the key tools use, and the only place that ends
 * its engine.
 */
import { createRequire } from 'node:module';

/** Receives progress messages. */
export interface Logger {
  info(message: string): void;
  debug(message: string): void;
  warn(message: string): void;
  error(message: string): void;
}

/** A group of points, which are opaque bytes here. */
interface Group {
  fromRprLEM(bytes: Uint8Array): Uint8Array;
  toRprUncompressed(to: Uint8Array, offset: number, point: Uint8Array): void;
}

/** A pairing engine of ffjavascript. */
export interface Curve {
  readonly G1: Group;
  readonly G2: Group;
  terminate(): Promise<void>;
}

/** A contribution in a proving key. */
export interface Contribution {
  /** 0 for a contributor, 1 for a beacon. */
  readonly type: number;
  readonly name?: string;
  readonly contributionHash: Uint8Array;
  readonly numIterationsExp?: number;
  readonly beaconHash?: Uint8Array;
}

interface PowersOfTau {
  newAccumulator(curve: Curve, power: number, file: string, logger?: Logger): Promise<unknown>;
  beacon(
    from: string,
    to: string,
    name: string,
    hash: string,
    exponent: number,
    logger?: Logger,
  ): Promise<unknown>;
  preparePhase2(from: string, to: string, logger?: Logger): Promise<unknown>;
  verify(file: string, logger?: Logger): Promise<boolean>;
}

interface ProvingKeys {
  newZKey(r1cs: string, ptau: string, to: string, logger?: Logger): Promise<unknown>;
  contribute(
    from: string,
    to: string,
    name: string,
    entropy: string,
    logger?: Logger,
  ): Promise<unknown>;
  beacon(
    from: string,
    to: string,
    name: string,
    hash: string,
    exponent: number,
    logger?: Logger,
  ): Promise<unknown>;
  verifyFromInit(init: string, ptau: string, zkey: string, logger?: Logger): Promise<boolean>;
  exportVerificationKey(zkey: string, logger?: Logger): Promise<Record<string, unknown>>;
}

interface ConstraintSystemInfo {
  readonly nConstraints: number;
  readonly nVars: number;
  readonly nPubInputs: number;
  readonly nOutputs: number;
  readonly nPrvInputs: number;
}

interface Snarkjs {
  readonly powersOfTau: PowersOfTau;
  readonly zKey: ProvingKeys;
  readonly r1cs: { info(file: string): Promise<ConstraintSystemInfo> };
  readonly curves: { getCurveFromName(name: string): Promise<Curve> };
}

const load = createRequire(import.meta.url);

/** snarkjs. */
export const snarkjs: Snarkjs = load('snarkjs') as Snarkjs;

/**
 * The engine for BN254. snarkjs keeps one per process, which keeps the process alive until {@link
 * endCurve}.
 */
export function openCurve(): Promise<Curve> {
  return snarkjs.curves.getCurveFromName('bn128');
}

/** Ends snarkjs' engine. Call it once, when all work with snarkjs is done. */
export async function endCurve(): Promise<void> {
  const holder = globalThis as { curve_bn128?: Curve | null };
  const curve = holder.curve_bn128;
  holder.curve_bn128 = null;
  await curve?.terminate();
}
