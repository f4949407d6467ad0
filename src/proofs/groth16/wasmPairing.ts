/** Pairing engine on ffjavascript, the WebAssembly library of snarkjs: an optional package. */
import type { PairingCurve } from 'ffjavascript';
import { type G1Point, GROUP_ORDER, type G2Point } from './bn254.ts';
import type { MillerLoopResult, PairingEngine } from './pairing.ts';

class WasmFactor implements MillerLoopResult {
  readonly engine = 'wasm';
  readonly value: Uint8Array;

  constructor(value: Uint8Array) {
    this.value = value;
  }
}

function engineOf(curve: PairingCurve): PairingEngine {
  const { G1, G2, Gt } = curve;
  const toCurve = ({ x, y }: G1Point): Uint8Array => G1.fromObject([x, y, 1n]);
  const toTwist = ({ x, y }: G2Point): Uint8Array => G2.fromObject([x, y, [1n, 0n]]);
  return {
    name: 'wasm',
    proofCost: 4_500,

    isInSubgroup: (point) => G2.isZero(G2.timesScalar(toTwist(point), GROUP_ORDER)),

    msm: (terms) => {
      let sum = G1.zero;
      for (const { scalar, point } of terms) {
        if (scalar !== 0n) sum = G1.add(sum, G1.timesScalar(toCurve(point), scalar));
      }
      if (G1.isZero(sum)) return undefined;
      const [x, y] = G1.toObject(G1.toAffine(sum));
      return { x, y };
    },

    pair: (a, b) =>
      new WasmFactor(
        curve.millerLoop(
          curve.prepareG1(G1.toJacobian(toCurve(a))),
          curve.prepareG2(G2.toJacobian(toTwist(b))),
        ),
      ),

    isOne: (factors) => {
      const product = factors.reduce((all, factor) => {
        if (!(factor instanceof WasmFactor)) throw new TypeError('a factor of another engine');
        return Gt.mul(all, factor.value);
      }, Gt.one);
      return Gt.eq(curve.finalExponentiation(product), Gt.one);
    },
  };
}

let shared: Promise<PairingEngine | undefined> | undefined;

/**
 * The fast engine: about 4 ms for each proof on a current machine. Created once in a process,
 * single-threaded and without global state, so there is nothing to terminate.
 *
 * @returns the engine, or `undefined` if ffjavascript is not installed
 */
export function wasmPairing(): Promise<PairingEngine | undefined> {
  shared ??= import('ffjavascript').then(
    async ({ buildBn128 }) => engineOf(await buildBn128(true)),
    () => undefined,
  );
  return shared;
}
