import * as z from 'zod';
import { fromHex } from '../../crypto/hex.ts';
import type { ChoiceGroup } from '../../proofs/statement.ts';
import { layoutArgument, type TensorLayout } from '../../session/layout/index.ts';
import type { FileKind } from '../../record/fileKind.ts';
import { UsageError } from '../../usage/usageError.ts';
import { MAX_LENGTH } from '../../session/limits.ts';
import type { ProofAudit } from '../../session/proofDemand.ts';
import { CHECKING_FORM, checkingIn } from '../checking.ts';
import { CommandError, EXIT } from '../exitCodes.ts';
import { readJson } from './files.ts';

const MAX_BYTES = 2 ** 20;

/** 32 bytes as 64 hexadecimal digits. */
export const hex32: z.ZodType<Uint8Array> = z
  .string()
  .regex(/^[0-9a-fA-F]{64}$/, 'needs 64 hexadecimal digits')
  .transform((text) => fromHex(text)!);

/** Who checks proofs: `full`, `audit:COUNT` or `coordinator`. */
export const checking: z.ZodType<ProofAudit> = z
  .string()
  .refine((text) => checkingIn(text) !== undefined, `needs ${CHECKING_FORM}`)
  .transform((text) => checkingIn(text)!);

/** The tensors of a vector, see `TensorLayout`. */
export const layout: z.ZodType<TensorLayout> = z.unknown().transform((value, context) => {
  try {
    return layoutArgument(value, 'layout');
  } catch (error) {
    if (!(error instanceof UsageError)) throw error;
    context.addIssue({ code: 'custom', message: error.message });
    return z.NEVER;
  }
});

const count = z.int().min(0).max(MAX_LENGTH);

/** A group of choices; without `least` and `most`, exactly one of `length`. */
export const choiceGroup: z.ZodType<ChoiceGroup> = z
  .strictObject({ length: count, least: count.optional(), most: count.optional() })
  .transform(({ length, least = 1, most = least }) => ({ length, least, most }));

/**
 * Reads a JSON file that must match a schema.
 *
 * @param wanted - What it should be.
 * @throws CommandError that lists all problems; InputFileError if it cannot be read or is not JSON
 */
export async function readShaped<T>(
  path: string,
  shape: z.ZodType<T>,
  wanted: FileKind,
): Promise<T> {
  return shaped(await readJson(path, MAX_BYTES, wanted), shape, path);
}

/**
 * Requires that a value matches a schema.
 *
 * @param where - Names the value, for messages.
 * @throws CommandError that lists all problems
 */
export function shaped<T>(value: unknown, shape: z.ZodType<T>, where: string): T {
  const parsed = shape.safeParse(value);
  if (parsed.success) return parsed.data;
  const problems = parsed.error.issues.map(
    (issue) => `${issue.path.length > 0 ? `${issue.path.join('.')}: ` : ''}${issue.message}`,
  );
  throw new CommandError(EXIT.input, `${where}: ${problems.join('; ')}`);
}
