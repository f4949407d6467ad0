/** Provers of the system `planes`: in a worker, or on the calling thread. */
import { systemRandom, type RandomSource } from '../../../crypto/random.ts';
import { defaultKernel } from '../../../kernel/index.ts';
import type { Kernel, WorkOptions } from '../../../kernel/kernel.ts';
import { compileKernel } from '../../../kernel/wasm.ts';
import { PLANES_WORKER } from '../../generated/planesWorker.ts';
import { SerialWorker, WorkerEnded } from '../../serialWorker.ts';
import type { ClosableRangeProver, RangeProver } from '../../system.ts';
import { openingGenerators } from '../opening/basis.ts';
import type { PlanesWitness } from '../statement.ts';
import { planesWitness, TRANSPARENT } from '../system.ts';
import type { ProveOrder, ProverAnswer, ProverOrder } from './messages.ts';
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
  return {
    system: 'planes',
    setup: TRANSPARENT,
    prove: async (witness, random, work) => {
      const kernel = await defaultKernel();
      const modules = await compileKernel();
      worker ??= new SerialWorker({
        program: PLANES_WORKER,
        first: () => ({ kind: 'modules', modules }),
      });
      const order: ProveOrder = {
        kind: 'prove',
        witness: ownCopy(planesWitness(witness)),
        seeds: { seed: new Uint8Array(random(32)), fresh: systemRandom(32) },
        generators: await openingGenerators(kernel, witness.rowLength),
      };
      try {
        return await proveIn(worker, order, work);
      } catch (error) {
        if (!(error instanceof WorkerEnded) || work?.signal?.aborted === true) throw error;
        return planesProver(kernel).prove(witness, random, work);
      }
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
  };
}

function proveIn(
  worker: SerialWorker<ProverOrder, ProverAnswer>,
  order: ProveOrder,
  { signal, onProgress }: WorkOptions = {},
): Promise<Uint8Array> {
  const { witness, seeds } = order;
  const secrets = [witness.values, witness.blinders, seeds.seed, seeds.fresh];
  return worker.run<Uint8Array>(
    order,
    secrets.map(({ buffer }) => buffer as ArrayBuffer),
    (answer, job) => {
      switch (answer.kind) {
        case 'progress':
          onProgress?.(answer.fraction);
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
