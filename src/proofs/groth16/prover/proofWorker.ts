/** A worker that makes Groth16 proofs, one at a time. */
import { SerialWorker, WorkerEnded } from '../../serialWorker.ts';
import { PROOF_WORKER } from '../../generated/groth16Worker.ts';
import type { CircuitRole, ProvingFiles } from '../keys.ts';
import type { CircuitInput, ProverAnswer, ProverOrder, SnarkjsProof } from './messages.ts';

/**
 * A proof could not be made, although the statement is true: for example because snarkjs failed.
 */
export class ProvingError extends Error {
  override readonly name = 'ProvingError';
}

/**
 * `workerData` that the package web-worker, a dependency of ffjavascript, expects in every Node
 * worker it is loaded in: the URL of a program to run there. This program is empty.
 */
const WORKER_DATA = { mod: 'data:text/javascript,', name: 'proofs', type: 'classic' };

/** A worker with snarkjs and the proving keys of one kind of statement. */
export class ProofWorker {
  readonly #worker: SerialWorker<ProverOrder, ProverAnswer>;

  constructor(snarkjs: string, files: Readonly<Partial<Record<CircuitRole, ProvingFiles>>>) {
    this.#worker = new SerialWorker({
      program: PROOF_WORKER,
      first: () => ({ kind: 'load', snarkjs, files }),
      workerData: WORKER_DATA,
    });
  }

  /**
   * Makes a proof, after those requested before. The secret buffers of `input` are transferred to
   * the worker.
   *
   * @throws ProvingError if the proof could not be made
   * @throws the signal's reason if it aborts; the worker is then terminated
   */
  async prove(input: CircuitInput, signal?: AbortSignal): Promise<SnarkjsProof> {
    try {
      return await this.#worker.run<SnarkjsProof>(
        { kind: 'prove', input },
        transferable(input),
        (answer, job) => {
          if (answer.kind === 'proven') job.resolve(answer);
          else job.reject(new ProvingError(`snarkjs could not prove: ${answer.reason}`));
        },
        signal,
      );
    } catch (error) {
      if (error instanceof WorkerEnded) throw new ProvingError(error.message, { cause: error });
      throw error;
    }
  }

  /**
   * Terminates the worker and its memory. A proof in progress fails; a later one starts a new
   * worker.
   */
  close(): void {
    this.#worker.close(new ProvingError('the prover was closed'));
  }
}

/** The secret buffers of an input. None of them holds anything else. */
function transferable(input: CircuitInput): ArrayBuffer[] {
  const parts = [
    ...(input.role === 'row' ? [input.values, input.blinder] : []),
    input.squares?.blinder,
  ];
  return parts.flatMap((part) => (part ? [part.buffer as ArrayBuffer] : []));
}
