/** The program of a worker that proves with snarkjs: bundled into one script, and the same in browsers and in Node. */
import { nodeModules } from '../../../kernel/platform.ts';
import { takeOrders, type Answering } from '../../../kernel/workers/port.ts';
import type { CircuitRole, ProvingFiles } from '../keys.ts';
import { inputSignals, wipeInput, type InputSignals } from './inputs.ts';
import type { CircuitInput, ProverAnswer, ProverOrder, SnarkjsProof } from './messages.ts';

/** A file in memory, as snarkjs writes it. */
interface MemoryFile {
  readonly type: 'mem';
  data?: Uint8Array;
}

/** The little of snarkjs that is used. */
interface Snarkjs {
  readonly curves: {
    getCurveFromName(name: 'bn128', options: { readonly singleThread: true }): Promise<unknown>;
  };
  readonly wtns: {
    calculate(signals: InputSignals, wasm: Uint8Array, witness: MemoryFile): Promise<void>;
  };
  readonly groth16: { prove(zkey: Uint8Array, witness: MemoryFile): Promise<SnarkjsProof> };
}

/** What snarkjs has to do with in a worker's global scope. */
interface Scope {
  /** snarkjs takes its curve from here, and else makes one with threads that nobody ends. This program is its owner. */
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
  // One thread, and one curve for all proofs: creating one takes as long as a small proof.
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
    // Requests for a proof report the failure.
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
