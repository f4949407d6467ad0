/** One worker that makes one proof at a time. It is started for the first, kept for the next, and ended by an abort. */
import { startProgram, type WorkerHandle } from '../../../kernel/workers/program.ts';
import { PROOF_WORKER } from '../../generated/worker.ts';
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

interface Job {
  resolve(proof: SnarkjsProof): void;
  reject(reason: Error): void;
}

/** A worker with snarkjs and the proving keys of one kind. */
export class ProofWorker {
  readonly #snarkjs: string;
  readonly #files: Readonly<Partial<Record<CircuitRole, ProvingFiles>>>;
  #handle: WorkerHandle<ProverOrder> | undefined;
  #job: Job | undefined;
  #last: Promise<unknown> = Promise.resolve();

  constructor(snarkjs: string, files: Readonly<Partial<Record<CircuitRole, ProvingFiles>>>) {
    this.#snarkjs = snarkjs;
    this.#files = files;
  }

  /**
   * Has the worker make a proof, after those that were asked for before. What is secret in `input` is given away.
   * Rejects with the signal's reason, whereupon the worker is ended, or with `ProvingError`.
   */
  prove(input: CircuitInput, signal?: AbortSignal): Promise<SnarkjsProof> {
    const mine = this.#last.then(() => this.#prove(input, signal));
    this.#last = mine.catch(() => undefined);
    return mine;
  }

  /** Ends the worker and with it all that it remembers. A proof under way fails; a later one starts another worker. */
  close(): void {
    this.#end(new ProvingError('the maker of proofs was closed'));
  }

  async #prove(input: CircuitInput, signal: AbortSignal | undefined): Promise<SnarkjsProof> {
    signal?.throwIfAborted();
    const stop = (): void => {
      this.#end(signal?.reason as Error);
    };
    signal?.addEventListener('abort', stop, { once: true });
    try {
      return await new Promise<SnarkjsProof>((resolve, reject) => {
        this.#job = { resolve, reject };
        this.#handle ??= this.#start();
        this.#handle.keepAlive(true);
        this.#handle.post({ kind: 'prove', input }, transferable(input));
      });
    } finally {
      signal?.removeEventListener('abort', stop);
      this.#job = undefined;
      this.#handle?.keepAlive(false);
    }
  }

  #start(): WorkerHandle<ProverOrder> {
    const handle = startProgram<ProverOrder, ProverAnswer>(
      PROOF_WORKER,
      {
        onAnswer: (answer) => {
          if (this.#handle !== handle) return;
          if (answer.kind === 'proven') this.#job?.resolve(answer);
          else this.#job?.reject(new ProvingError(`snarkjs could not prove: ${answer.reason}`));
        },
        onFailure: () => {
          if (this.#handle === handle) this.#end(new ProvingError('the worker has ended'));
        },
      },
      WORKER_DATA,
    );
    handle.post({ kind: 'load', snarkjs: this.#snarkjs, files: this.#files }, []);
    return handle;
  }

  #end(reason: Error): void {
    const handle = this.#handle;
    this.#handle = undefined;
    handle?.keepAlive(false);
    handle?.terminate();
    this.#job?.reject(reason);
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
