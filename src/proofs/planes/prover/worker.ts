/** Worker program that proves, bundled into one script for browsers and Node. */
import { systemRandom } from '../../../crypto/random.ts';
import { adoptKernel } from '../../../kernel/wasm.ts';
import { takeOrders, type Answering } from '../../../kernel/workers/port.ts';
import {
  secretsOf,
  type CommitOrder,
  type ProveOrder,
  type ProverAnswer,
  type ProverOrder,
} from './messages.ts';
import { commitRowsWith } from './rows.ts';
import { proveVerified } from './verified.ts';

const work = {
  onProgress: (fraction: number): void => {
    answer({ kind: 'progress', fraction });
  },
};

/** Commits to rows, answers with the commitments, and wipes the secrets in the order. */
async function commit({ input, generators }: CommitOrder): Promise<void> {
  await answering([input.values, input.blinders], async () => {
    const { commitments, prepared } = await commitRowsWith(generators, input, work);
    const rows = { commitments: commitments.slice(), prepared: prepared.slice() };
    answer({ kind: 'committed', rows }, [rows.commitments.buffer, rows.prepared.buffer]);
  });
}

/** Makes a proof, answers with it, and wipes the secrets in the order. */
async function prove({ witness, seeds, generators }: ProveOrder): Promise<void> {
  await answering(secretsOf({ witness, seeds }), async () => {
    const made = await proveVerified(generators, witness, seeds, systemRandom, work);
    const proof = made.slice();
    answer({ kind: 'proven', proof }, [proof.buffer]);
  });
}

/** Runs a job, answers if it fails, and wipes its secrets. */
async function answering(
  secrets: readonly (Int32Array | Uint8Array)[],
  job: () => Promise<void>,
): Promise<void> {
  try {
    await job();
  } catch (error) {
    const reason = error instanceof Error ? error.message : 'unknown';
    answer({ kind: 'failed', reason, refused: error instanceof RangeError });
  } finally {
    for (const secret of secrets) secret.fill(0);
  }
}

function obey(order: ProverOrder): void {
  switch (order.kind) {
    case 'modules':
      adoptKernel(order.modules);
      return;
    case 'commit':
      void commit(order);
      return;
    case 'prove':
      void prove(order);
  }
}

const answer: Answering<ProverAnswer> = takeOrders(obey);
