/** One worker that makes one Groth16 proof at a time. */
import { SerialWorker, WorkerEnded } from '../../serialWorker.ts';
import { PROOF_WORKER } from '../../generated/groth16Worker.ts';
import type { CircuitRole, ProvingFiles } from '../keys.ts';
import type { CircuitInput, ProverAnswer, ProverOrder, SnarkjsProof } from './messages.ts';

/** The proof could not be made, for another reason than what was to be proven. */
export class ProvingError extends Error {
  override readonly name = 'ProvingError';
}

/**
 * What web-worker, a part of ffjavascript, expects of any Node worker that it is loaded in: the address of a program
 * to run there. This one is empty.
 */
const WORKER_DATA = { mod: 'data:text/javascript,', name: 'proofs', type: 'classic' };

/** A worker with snarkjs and the proving keys of one kind. */
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
   * Has the worker make a proof, after those that were asked for before. What is secret in `input` is given away.
   * Rejects with the signal's reason, whereupon the worker is ended, or with `ProvingError`.
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

  /** Ends the worker and with it all that it remembers. A proof under way fails; a later one starts another worker. */
  close(): void {
    this.#worker.close(new ProvingError('the prover was closed'));
  }
}

/** The buffers of the secret parts, each of which holds nothing else. */
function transferable(input: CircuitInput): ArrayBuffer[] {
  const parts = [
    ...(input.role === 'row' ? [input.values, input.blinder] : []),
    input.squares?.blinder,
  ];
  return parts.flatMap((part) => (part ? [part.buffer as ArrayBuffer] : []));
}
