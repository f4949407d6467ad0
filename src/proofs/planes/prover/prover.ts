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
 * A prover on the calling thread, which it gives free now and then. `createPlanesProver` has a worker.
 *
 * @param fresh - randomness that is never drawn twice; default: the platform's
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
 * A prover for sessions that ask for proofs of the system `planes`: it needs no keys and no further package. It works in a worker, one
 * proof at a time; where the platform has none, or a policy forbids it, on the calling thread.
 *
 * All randomness of a proof is hashed from 32 bytes of the client's own, 32 fresh bytes of the platform, the statement and the witness:
 * neither a restart from the same seed nor a bad generator makes masks serve two proofs. Each proof is verified before it is handed out. An
 * aborted signal ends the worker with all that it knows.
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
      const module = await compileKernel();
      worker ??= new SerialWorker({
        program: PLANES_WORKER,
        first: () => ({ kind: 'module', module }),
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

/** Copies in buffers that hold nothing else: what is posted takes its whole buffer along. */
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
