/** Worker program that proves, bundled into one script for browsers and Node. */
import { systemRandom } from '../../../crypto/random.ts';
import { adoptKernel } from '../../../kernel/wasm.ts';
import { takeOrders, type Answering } from '../../../kernel/workers/port.ts';
import type { ProveOrder, ProverAnswer, ProverOrder } from './messages.ts';
import { proveVerified } from './verified.ts';

/** Makes a proof, answers with it, and wipes the secrets in the order. */
async function prove({ witness, seeds, generators }: ProveOrder): Promise<void> {
  const onProgress = (fraction: number): void => {
    answer({ kind: 'progress', fraction });
  };
  try {
    const made = await proveVerified(generators, witness, seeds, systemRandom, { onProgress });
    const proof = made.slice();
    answer({ kind: 'proven', proof }, [proof.buffer]);
  } catch (error) {
    const reason = error instanceof Error ? error.message : 'unknown';
    answer({ kind: 'failed', reason, refused: error instanceof RangeError });
  } finally {
    for (const secret of [witness.values, witness.blinders, seeds.seed, seeds.fresh]) {
      secret.fill(0);
    }
  }
}

function obey(order: ProverOrder): void {
  if (order.kind === 'modules') adoptKernel(order.modules);
  else void prove(order);
}

const answer: Answering<ProverAnswer> = takeOrders(obey);
