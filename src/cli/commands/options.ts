import { InvalidArgumentError } from 'commander';
import type { ProofAudit } from '../../session/proofDemand.ts';
import type { ChoiceGroup } from '../../proofs/statement.ts';
import { CHECKING_FORM, checkingIn } from '../checking.ts';
import { CHOICES_FORM, choicesIn } from '../choices.ts';

/** Parses an option whose value is an integer of at least 0. */
export function naturalNumber(text: string): number {
  const value = Number(text);
  if (!/^\d+$/.test(text) || !Number.isSafeInteger(value)) {
    throw new InvalidArgumentError('expected a whole number of at least 0.');
  }
  return value;
}

/** Parses an option whose value is a weight: an integer of at least 1. */
export function weightOption(text: string): number {
  const weight = naturalNumber(text);
  if (weight < 1) throw new InvalidArgumentError('expected a whole number of at least 1.');
  return weight;
}

/** Parses an option whose value is a decimal number greater than 0. */
export function positiveNumber(text: string): number {
  const value = Number(text);
  if (
    !/^\+?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?$/i.test(text) ||
    !Number.isFinite(value) ||
    value <= 0
  ) {
    throw new InvalidArgumentError('expected a number greater than 0.');
  }
  return value;
}

/** Parses an option that says who checks proofs: `full`, `audit:COUNT` or `coordinator`. */
export function checkingOption(text: string): ProofAudit {
  const checking = checkingIn(text);
  if (!checking) throw new InvalidArgumentError(`write ${CHECKING_FORM}.`);
  return checking;
}

/** Parses an option that lists groups of choices. */
export function choicesOption(text: string): readonly ChoiceGroup[] {
  const groups = choicesIn(text);
  if (!groups) throw new InvalidArgumentError(`write ${CHOICES_FORM}.`);
  return groups;
}

/** Help for options that name a proof system. */
export const PROOF_SYSTEM_HELP =
  'planes, which needs no keys, or groth16, under keys from a ceremony (default: planes)';

/** Help for options that name an aggregation scheme. */
export const SCHEME_HELP =
  'pairwise, which sends the least, coded, in which no client can prevent the sum unnamed, or sparse, in which each client shares masks with a few others (default: pairwise)';

/** Help for options that allow development keys. */
export const DEVELOPMENT_KEYS_HELP =
  'for groth16: accept the package’s keys that were made from public constants: anyone can forge proofs under them';

/** Help for options that name a folder of proving keys. */
export const KEYS_HELP =
  'for groth16: folder of proving keys and witness generators, which are not part of the package: keys/ of the repository';
