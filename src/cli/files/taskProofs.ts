/** What a task's file says of proofs. */
import * as z from 'zod';
import type { ChoiceGroup, Statement } from '../../proofs/statement.ts';
import type { ProofSystemId } from '../../proofs/system.ts';
import type { Encoding } from '../../session/encodings/index.ts';
import type { ProofAudit, ProofDemand } from '../../session/proofDemand.ts';
import { CommandError, EXIT } from '../exitCodes.ts';
import { squaredNormOf } from '../normBound.ts';
import { fastestFor, powerOfTwoWithin } from '../proofKeys.ts';
import { checking, choiceGroup } from './schema.ts';

/** Proofs that a task asks for. */
export type TaskProofs = {
  /** planes where it is left out. */
  readonly system?: ProofSystemId | undefined;
  /** full, audit:COUNT or coordinator; full where it is left out. */
  readonly checking?: ProofAudit | undefined;
} & (
  | { readonly kind: 'linf' }
  /** Also the largest Euclidean norm of an input, in its own units. */
  | { readonly kind: 'l2'; readonly maxNorm: number }
  | { readonly kind: 'one-hot'; readonly groups: readonly ChoiceGroup[] }
);

const common = { system: z.enum(['planes', 'groth16']).optional(), checking: checking.optional() };

/** Reads what a task asks for. */
export const taskProofs: z.ZodType<TaskProofs> = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('linf'), ...common }),
  z.strictObject({ kind: z.literal('l2'), ...common, maxNorm: z.number().positive() }),
  z.strictObject({ kind: z.literal('one-hot'), ...common, groups: z.array(choiceGroup).min(1) }),
]);

/** The task that asks. */
interface Asking {
  readonly task: string;
  readonly length: number;
  readonly bound: number;
  readonly encoding: Encoding;
}

/** What a session asks for by this, and the row length of the keys where there are keys. @throws CommandError where no keys fit */
export async function proofDemandFor(
  task: Asking,
  proofs: TaskProofs,
): Promise<{ readonly proofs: ProofDemand; readonly rowLength?: number }> {
  const { system = 'planes', checking: who = { mode: 'full' } } = proofs;
  const statement = statementOf(task, proofs);
  if (system === 'planes') return { proofs: { system, statement, checking: who } };
  if (proofs.kind === 'one-hot') {
    throw new CommandError(
      EXIT.input,
      `task ${task.task}: one-hot is proven by the proof system planes alone`,
    );
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
          `task ${task.task}: a weighted mean has no norm to bound, as it also sums the weights; ask for linf`,
        );
      }
      return { kind: 'l2', maxSquaredNorm: squaredNormOf(encoding, task, proofs.maxNorm) };
    }
  }
}
