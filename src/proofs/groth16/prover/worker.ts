/** Worker program that proves with snarkjs, bundled into one script for browsers and Node. */
import { nodeModules } from '../../../kernel/platform.ts';
import { takeOrders, type Answering } from '../../../kernel/workers/port.ts';
import type { CircuitRole, ProvingFiles } from '../keys.ts';
import { inputSignals, wipeInput, type InputSignals } from './inputs.ts';
import type { CircuitInput, ProverAnswer, ProverOrder, SnarkjsProof } from './messages.ts';

/** An in-memory file in the format of snarkjs. */
interface MemoryFile {
  readonly type: 'mem';
  data?: Uint8Array;
}

/** The part of snarkjs that is used. */
interface Snarkjs {
  readonly curves: {
    getCurveFromName(name: 'bn128', options: { readonly singleThread: true }): Promise<unknown>;
  };
  readonly wtns: {
    calculate(signals: InputSignals, wasm: Uint8Array, witness: MemoryFile): Promise<void>;
  };
  readonly groth16: { prove(zkey: Uint8Array, witness: MemoryFile): Promise<SnarkjsProof> };
}

/** The global scope of the worker, as far as snarkjs uses it. */
interface Scope {
  /**
   * snarkjs takes its curve from here. If unset, it creates one with threads that are never
   * terminated; this program owns the curve.
   */
  curve_bn128: unknown;
  snarkjs?: Snarkjs;
  importScripts(url: string): void;
}

const scope = globalThis as unknown as Scope;
let snarkjs: Promise<Snarkjs> | undefined;
let files: Readonly<Partial<Record<CircuitRole, ProvingFiles>>> = {};

async function load(place: string): Promise<Snarkjs> {
  const modules = nodeModules();
  if (modules === undefined) scope.importScripts(place);
  const loaded = modules ? (modules.createRequire(place)(place) as Snarkjs) : scope.snarkjs;
  if (loaded === undefined) throw new Error('the script at the URL of snarkjs is not snarkjs');
  // A single-threaded curve, reused for all proofs: creating one takes as long as a small proof.
  scope.curve_bn128 = await loaded.curves.getCurveFromName('bn128', { singleThread: true });
  return loaded;
}

async function prove(input: CircuitInput): Promise<SnarkjsProof> {
  const witness: MemoryFile = { type: 'mem' };
  try {
    const { wtns, groth16 } = await snarkjs!;
    const { zkey, wasm } = files[input.role]!;
    await wtns.calculate(inputSignals(input), wasm, witness);
    const { proof, publicSignals } = await groth16.prove(zkey, witness);
    return { proof, publicSignals };
  } finally {
    wipeInput(input);
    witness.data?.fill(0);
  }
}

async function obey(order: ProverOrder): Promise<void> {
  if (order.kind === 'load') {
    files = order.files;
    snarkjs = load(order.snarkjs);
    // The failure is reported by the next `prove` order.
    snarkjs.catch(() => undefined);
    return;
  }
  try {
    answer({ kind: 'proven', ...(await prove(order.input)) });
  } catch (error) {
    answer({ kind: 'failed', reason: error instanceof Error ? error.message : 'unknown' });
  }
}

const answer: Answering<ProverAnswer> = takeOrders(obey);
