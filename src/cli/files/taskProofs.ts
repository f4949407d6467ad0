/** The proofs in a task file. */
import * as z from 'zod';
import type { ChoiceGroup, Statement } from '../../proofs/statement.ts';
import type { ProofSystemId } from '../../proofs/system.ts';
import type { Encoding } from '../../session/encodings/index.ts';
import type { ProofAudit, ProofDemand } from '../../session/proofDemand.ts';
import { CommandError, EXIT } from '../exitCodes.ts';
import { squaredNormOf } from '../normBound.ts';
import { fastestFor, powerOfTwoWithin } from '../proofKeys.ts';
import { checking, choiceGroup } from './schema.ts';

/** The proofs that a task requires. */
export type TaskProofs = {
  /** Default: planes. */
  readonly system?: ProofSystemId | undefined;
  /** Default: full. */
  readonly checking?: ProofAudit | undefined;
} & (
  | { readonly kind: 'linf' }
  /** `maxNorm` is the largest Euclidean norm of an input, in the inputs' own units. */
  | { readonly kind: 'l2'; readonly maxNorm: number }
  | { readonly kind: 'one-hot'; readonly groups: readonly ChoiceGroup[] }
);

const common = { system: z.enum(['planes', 'groth16']).optional(), checking: checking.optional() };

/** Schema of {@link TaskProofs}. */
export const taskProofs: z.ZodType<TaskProofs> = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('linf'), ...common }),
  z.strictObject({ kind: z.literal('l2'), ...common, maxNorm: z.number().positive() }),
  z.strictObject({ kind: z.literal('one-hot'), ...common, groups: z.array(choiceGroup).min(1) }),
]);

/** The parts of a task that its proofs depend on. */
interface Asking {
  readonly task: string;
  readonly length: number;
  readonly bound: number;
  readonly encoding: Encoding;
}

/**
 * What the session requires for a task's proofs, and for groth16 the row length of the keys.
 *
 * @throws CommandError if no keys fit, or the proofs do not fit the encoding
 */
export async function proofDemandFor(
  task: Asking,
  proofs: TaskProofs,
): Promise<{ readonly proofs: ProofDemand; readonly rowLength?: number }> {
  const { system = 'planes', checking: who = { mode: 'full' } } = proofs;
  const statement = statementOf(task, proofs);
  if (system === 'planes') return { proofs: { system, statement, checking: who } };
  if (proofs.kind === 'one-hot') {
    throw new CommandError(EXIT.input, `task ${task.task}: one-hot needs the proof system planes`);
  }
  const { keyDigest, rowLength } = await fastestFor(proofs.kind, task);
  return {
    proofs: { system, statement, setup: keyDigest, checking: who },
    rowLength: powerOfTwoWithin(rowLength),
  };
}

function statementOf(task: Asking, proofs: TaskProofs): Statement {
  switch (proofs.kind) {
    case 'linf':
      return { kind: 'linf' };
    case 'one-hot':
      return { kind: 'one-hot', groups: proofs.groups };
    case 'l2': {
      const { encoding } = task;
      if (encoding.kind === 'weighted-mean') {
        throw new CommandError(
          EXIT.input,
          `task ${task.task}: a weighted mean has no norm to bound, because it also sums the weights; use linf`,
        );
      }
      return { kind: 'l2', maxSquaredNorm: squaredNormOf(encoding, task, proofs.maxNorm) };
    }
  }
}
