/**
 * Makes the proofs of one client: rejects false claims, commits to the sums of squares (`l2`),
 * proves row by row, and verifies the result.
 */
import { concatBytes } from '@noble/hashes/utils.js';
import {
  fieldAdd,
  fieldFromBytes,
  fieldToBytes,
  randomFieldElement,
} from '../../../crypto/field.ts';
import { deriveGenerators } from '../../../crypto/generators.ts';
import type { RandomSource } from '../../../crypto/random.ts';
import { equalBytes } from '../../../crypto/tupleHash.ts';
import { ELEMENT_BYTES, type Kernel, type WorkOptions } from '../../../kernel/kernel.ts';
import { createRangeVerifier } from '../verifier.ts';
import type { PairingEngine } from '../pairing.ts';
import { setupOf, type ProvingKeys } from '../keys.ts';
import {
  claimFault,
  NORM_ROW,
  pointSignals,
  proofContext,
  rowCount,
  squaredNormOf,
} from '../statement.ts';
import type { ClosableRangeProver, RangeProver, ProofWitness } from '../../system.ts';
import { proofBytesOf } from './encode.ts';
import { locateSnarkjs } from './locate.ts';
import type { CircuitInput, SnarkjsProof } from './messages.ts';
import { ProofWorker, ProvingError } from './proofWorker.ts';

/** Options of `createRangeProver` and `loadRangeProver`. */
export interface RangeProverOptions {
  /** In browsers, the URL of snarkjs's `build/snarkjs.min.js`. */
  readonly snarkjsUrl?: string | undefined;
}

/**
 * Makes one proof. The secret buffers of `input` are transferred and must not be used afterwards.
 */
export interface CircuitProver {
  prove(input: CircuitInput, signal?: AbortSignal): Promise<SnarkjsProof>;
}

/** The rows' sums of squares, with commitments to them. */
interface SquareSums {
  /** q_j */
  readonly sums: readonly number[];
  /** s_j, 32 bytes each. */
  readonly blinders: readonly Uint8Array[];
  /** Q_j = q_j · G_0 + s_j · H, 64 bytes each. */
  readonly points: readonly Uint8Array[];
}

function rowValues({ values, rowLength }: ProofWitness, row: number): Int32Array {
  return values.subarray(row * rowLength, (row + 1) * rowLength);
}

function sumOfSquares(values: Int32Array): number {
  return values.reduce((sum, value) => sum + value * value, 0);
}

/**
 * Rejects a claim that is false or does not fit the keys.
 *
 * @throws RangeError with a message that contains no values
 */
function refuseFalseClaim(keys: ProvingKeys, witness: ProofWitness): void {
  const { values, blinders, bound, length } = witness;
  const fault = claimFault(keys, witness);
  if (fault !== undefined) throw new RangeError(`nothing to prove: ${fault}`);
  if (values.length !== length) throw new RangeError(`expected ${length} values`);
  if (blinders.length !== rowCount(witness) * ELEMENT_BYTES) {
    throw new RangeError('expected one blinder of 32 bytes for each row');
  }
  if (!values.every((value) => value >= -bound && value <= bound)) {
    throw new RangeError(`a value is out of bounds: all must be from ${-bound} to ${bound}`);
  }
  const maxSquaredNorm = squaredNormOf(witness);
  if (maxSquaredNorm !== undefined && sumOfSquares(values) > maxSquaredNorm) {
    throw new RangeError(`the squared norm is larger than ${maxSquaredNorm}`);
  }
}

async function refuseOtherCommitments(kernel: Kernel, witness: ProofWitness): Promise<void> {
  const { values, blinders, rowLength, bound, commitments } = witness;
  const generators = await deriveGenerators(kernel, Math.min(values.length, rowLength));
  const own = await kernel.commitRows(values, blinders, rowLength, generators, { bound });
  if (!equalBytes(own, commitments)) {
    throw new RangeError('the commitments are not those of the values and blinders');
  }
}

async function commitToSquares(
  kernel: Kernel,
  witness: ProofWitness,
  random: RandomSource,
): Promise<SquareSums> {
  const generators = await deriveGenerators(kernel, 1);
  const sums: number[] = [];
  const blinders: Uint8Array[] = [];
  const points: Uint8Array[] = [];
  for (let row = 0; row < rowCount(witness); row++) {
    const sum = sumOfSquares(rowValues(witness, row));
    const blinder = fieldToBytes(randomFieldElement(random));
    const scalars = concatBytes(blinder, fieldToBytes(BigInt(sum)));
    points.push(await kernel.multiScalarMultiply(generators, scalars));
    scalars.fill(0);
    sums.push(sum);
    blinders.push(blinder);
  }
  return { sums, blinders, points };
}

/** Proves one row, padded with zeros to the length of the circuit. */
async function proveRow(
  prover: CircuitProver,
  keys: ProvingKeys,
  witness: ProofWitness,
  row: number,
  squares: SquareSums | undefined,
  signal: AbortSignal | undefined,
): Promise<Uint8Array> {
  const { bound, blinders, commitments } = witness;
  const values = new Int32Array(keys.rowLength);
  values.set(rowValues(witness, row));
  const point = pointSignals(commitments, row)!;
  const context = proofContext(keys.kind, witness, row);
  const own = squares && {
    point: pointSignals(squares.points[row]!, 0)!,
    blinder: squares.blinders[row]!.slice(),
  };
  const blinder = blinders.slice(row * ELEMENT_BYTES, (row + 1) * ELEMENT_BYTES);
  const proven = await prover.prove(
    { role: 'row', point, values, bound, blinder, squares: own, context },
    signal,
  );
  return proofBytesOf(proven, [...point, ...(own ? own.point : []), BigInt(bound), context]);
}

async function proveNorm(
  prover: CircuitProver,
  kernel: Kernel,
  witness: ProofWitness,
  { sums, blinders, points }: SquareSums,
  signal: AbortSignal | undefined,
): Promise<Uint8Array> {
  const context = proofContext('l2', witness, NORM_ROW);
  const maxSquaredNorm = squaredNormOf(witness)!;
  const point = pointSignals(kernel.sumPoints(points), 0)!;
  const blinder = blinders.reduce((sum, bytes) => fieldAdd(sum, fieldFromBytes(bytes)!), 0n);
  const squares = { point, blinder: fieldToBytes(blinder) };
  const squaredNorm = sums.reduce((total, sum) => total + sum, 0);
  const proven = await prover.prove(
    { role: 'norm', squares, squaredNorm, maxSquaredNorm, context },
    signal,
  );
  return proofBytesOf(proven, [...point, BigInt(maxSquaredNorm), context]);
}

/** All proofs of a witness that was checked, concatenated. */
async function proveAll(
  prover: CircuitProver,
  kernel: Kernel,
  keys: ProvingKeys,
  witness: ProofWitness,
  random: RandomSource,
  { signal, onProgress }: WorkOptions,
): Promise<Uint8Array> {
  const rows = rowCount(witness);
  const squares = keys.kind === 'l2' ? await commitToSquares(kernel, witness, random) : undefined;
  try {
    const parts: Uint8Array[] = [];
    for (let row = 0; row < rows; row++) {
      const proof = await proveRow(prover, keys, witness, row, squares, signal);
      parts.push(...(squares ? [squares.points[row]!] : []), proof);
      onProgress?.((row + 1) / (rows + 1));
    }
    if (squares) parts.push(await proveNorm(prover, kernel, witness, squares, signal));
    return concatBytes(...parts);
  } finally {
    for (const blinder of squares?.blinders ?? []) blinder.fill(0);
  }
}

/** A range prover on any circuit prover: see {@link createRangeProver}. */
export function rangeProverWith(
  prover: CircuitProver,
  keys: ProvingKeys,
  kernel: Kernel,
  engine: PairingEngine,
): RangeProver {
  const verifier = createRangeVerifier(keys, kernel, engine);
  return {
    system: 'groth16',
    setup: setupOf(keys),
    prove: async (witness, random, work = {}) => {
      refuseFalseClaim(keys, witness);
      await refuseOtherCommitments(kernel, witness);
      const proof = await proveAll(prover, kernel, keys, witness, random, work);
      // An invalid proof would be evidence against this client, so it must not leave it.
      const [fault] = await verifier.verify([{ ...witness, proof }]);
      if (fault !== undefined) throw new ProvingError(`the proofs came out wrong: ${fault}`);
      work.onProgress?.(1);
      return proof;
    },
  };
}

/**
 * Creates a range prover that runs snarkjs in a worker: one thread, one proof at a time.
 *
 * The randomness that makes a Groth16 proof zero-knowledge comes from snarkjs, which draws it from
 * the platform. The `random` passed to `prove` is used for the blinders of the sums of squares
 * (`l2`). After each proof the worker overwrites values, blinders and witness. The intermediate
 * integers of the witness generator cannot be overwritten; they are released when the worker is
 * terminated by `close`.
 *
 * @param keys - from `readProvingKeys`
 * @throws MissingPackageError if snarkjs is not installed, or in a browser without `snarkjsUrl`
 */
export function createRangeProver(
  keys: ProvingKeys,
  kernel: Kernel,
  engine: PairingEngine,
  options: RangeProverOptions = {},
): ClosableRangeProver {
  const worker = new ProofWorker(locateSnarkjs(options.snarkjsUrl), keys.proving);
  return {
    ...rangeProverWith(worker, keys, kernel, engine),
    close: () => {
      worker.close();
    },
  };
}
