/** Provers of the system `planes`: in a worker, or on the calling thread. */
import { systemRandom, type RandomSource } from '../../../crypto/random.ts';
import { defaultKernel } from '../../../kernel/index.ts';
import type { Kernel, WorkOptions } from '../../../kernel/kernel.ts';
import { compileKernel } from '../../../kernel/wasm.ts';
import { PLANES_WORKER } from '../../generated/planesWorker.ts';
import { SerialWorker, WorkerEnded } from '../../serialWorker.ts';
import type { ClosableRangeProver, PreparedRows, RangeProver } from '../../system.ts';
import { openingGenerators } from '../opening/basis.ts';
import type { PlanesWitness } from '../statement.ts';
import { planesSizes } from '../sizes.ts';
import { planesInput, planesWitness, TRANSPARENT } from '../system.ts';
import {
  secretsOf,
  type CommitOrder,
  type ProveOrder,
  type ProverAnswer,
  type ProverOrder,
} from './messages.ts';
import { commitRowsWith, commitsByPlanes } from './rows.ts';
import { proveVerified } from './verified.ts';

/**
 * Creates a prover that runs on the calling thread, and yields to the event loop now and then.
 * `createPlanesProver` uses a worker.
 *
 * @param fresh - a source of randomness that never repeats; default: the platform's
 */
export function planesProver(kernel: Kernel, fresh: RandomSource = systemRandom): RangeProver {
  return {
    system: 'planes',
    setup: TRANSPARENT,
    commit: async (input, work) => {
      const own = planesInput(input);
      if (!commitsByPlanes(planesSizes(own))) return undefined;
      return commitRowsWith(await openingGenerators(kernel, input.rowLength), own, work);
    },
    prove: async (witness, random, work) => {
      const generators = await openingGenerators(kernel, witness.rowLength);
      const seeds = { seed: random(32), fresh: fresh(32) };
      return proveVerified(generators, planesWitness(witness), seeds, fresh, work);
    },
  };
}

/**
 * Creates a prover for sessions with proofs of the system `planes`. It needs neither keys nor
 * optional packages. It runs in a worker, one proof at a time, or on the calling thread if the
 * platform has no workers or a policy forbids them.
 *
 * The randomness of a proof is derived by hashing 32 bytes from the client's source, 32 fresh bytes
 * from the platform, the statement and the witness. So neither a restart from the same seed nor a
 * bad generator makes two proofs share a mask. Each proof is verified before it is returned. An
 * aborted signal terminates the worker and its memory.
 *
 * @example
 * ```ts
 * const prover = createPlanesProver();
 * prover.setup.kind; // 'transparent'
 * prover.close();
 * ```
 */
export function createPlanesProver(): ClosableRangeProver {
  let worker: SerialWorker<ProverOrder, ProverAnswer> | undefined;
  /** Runs a job in the worker, or on this thread where there are no workers. */
  const inWorker = async <Result>(
    order: (kernel: Kernel) => Promise<CommitOrder | ProveOrder>,
    work: WorkOptions | undefined,
    here: (kernel: Kernel) => Promise<Result>,
  ): Promise<Result> => {
    const kernel = await defaultKernel();
    const modules = await compileKernel();
    worker ??= new SerialWorker({
      program: PLANES_WORKER,
      first: () => ({ kind: 'modules', modules }),
    });
    try {
      return (await runIn(worker, await order(kernel), work)) as Result;
    } catch (error) {
      if (!(error instanceof WorkerEnded) || work?.signal?.aborted === true) throw error;
      return here(kernel);
    }
  };
  return {
    system: 'planes',
    setup: TRANSPARENT,
    commit: async (input, work) => {
      const own = planesInput(input);
      if (!commitsByPlanes(planesSizes(own))) return undefined;
      const order = async (kernel: Kernel): Promise<CommitOrder> => ({
        kind: 'commit',
        input: {
          ...own,
          values: new Int32Array(own.values),
          blinders: new Uint8Array(own.blinders),
        },
        generators: await openingGenerators(kernel, input.rowLength),
      });
      return inWorker(order, work, async (kernel) => planesProver(kernel).commit?.(input, work));
    },
    prove: (witness, random, work) => {
      const order = async (kernel: Kernel): Promise<ProveOrder> => ({
        kind: 'prove',
        witness: ownCopy(planesWitness(witness)),
        seeds: { seed: new Uint8Array(random(32)), fresh: systemRandom(32) },
        generators: await openingGenerators(kernel, witness.rowLength),
      });
      return inWorker(order, work, (kernel) => planesProver(kernel).prove(witness, random, work));
    },
    close: () => {
      worker?.close(new Error('the prover was closed'));
    },
  };
}

/**
 * Copies a witness into separate buffers, since transferring an array transfers its whole buffer.
 */
function ownCopy(witness: PlanesWitness): PlanesWitness {
  return {
    ...witness,
    sessionDigest: new Uint8Array(witness.sessionDigest),
    commitments: new Uint8Array(witness.commitments),
    values: new Int32Array(witness.values),
    blinders: new Uint8Array(witness.blinders),
    prepared: witness.prepared && new Uint8Array(witness.prepared),
  };
}

/** Runs one order, whose secrets move to the worker. */
function runIn(
  worker: SerialWorker<ProverOrder, ProverAnswer>,
  order: CommitOrder | ProveOrder,
  { signal, onProgress }: WorkOptions = {},
): Promise<Uint8Array | PreparedRows> {
  const secrets =
    order.kind === 'prove' ? secretsOf(order) : [order.input.values, order.input.blinders];
  return worker.run<Uint8Array | PreparedRows>(
    order,
    secrets.map(({ buffer }) => buffer as ArrayBuffer),
    (answer, job) => {
      switch (answer.kind) {
        case 'progress':
          onProgress?.(answer.fraction);
          return;
        case 'committed':
          job.resolve(answer.rows);
          return;
        case 'proven':
          job.resolve(answer.proof);
          return;
        case 'failed':
          job.reject(answer.refused ? new RangeError(answer.reason) : new Error(answer.reason));
      }
    },
    signal,
  );
}
