import type { Reading } from '../../wire/cborReader.ts';
import { WireError } from '../../wire/errors.ts';
import type { CheckName } from './table.ts';
import type { Party } from '../party.ts';

/** What a failed check reports in addition to its name. */
export interface Finding {
  /** One sentence: what was found and, if anything can be done, what to do next. */
  readonly message: string;
  /** The party that caused it, where that is certain. */
  readonly culprit?: Party | undefined;
  /** Signed envelopes that show it. */
  readonly evidence?: readonly Uint8Array[] | undefined;
  /** The attachment of the first envelope, if its signed digest makes it evidence too. */
  readonly attachment?: Uint8Array | undefined;
}

/** A failed check. Transitions turn it into an abort or a rejection; callers never see it. */
export class CheckFailure extends Error {
  override readonly name = 'CheckFailure';
  readonly check: CheckName;
  readonly finding: Finding;

  constructor(check: CheckName, finding: Finding) {
    super(`${check}: ${finding.message}`);
    this.check = check;
    this.finding = finding;
  }
}

/**
 * Which checks are on. Everything that the package exports uses {@link ALL_CHECKS}; the attack suite turns
 * single checks off to show that each one is alive. Nothing that the package exports accepts another value.
 */
export class EnabledChecks {
  readonly #off: ReadonlySet<CheckName>;

  private constructor(off: ReadonlySet<CheckName>) {
    this.#off = off;
  }

  /** All checks but these: for the attack suite alone. */
  static unsafeWithout(...off: readonly CheckName[]): EnabledChecks {
    return new EnabledChecks(new Set(off));
  }

  /** Requires that a check holds. @throws {@link CheckFailure} */
  require(check: CheckName, holds: boolean, finding: () => Finding): void {
    if (!holds && !this.#off.has(check)) throw new CheckFailure(check, finding());
  }

  /** Whether a check is on; for checks that are more than a comparison. */
  isOn(check: CheckName): boolean {
    return !this.#off.has(check);
  }
}

/** Every check on. */
export const ALL_CHECKS: EnabledChecks = EnabledChecks.unsafeWithout();

/** How envelopes are read: with `well-formed` off, non-canonical encodings are accepted. */
export function readingUnder(checks: EnabledChecks): Reading {
  return checks.isOn('well-formed') ? 'canonical' : 'lenient';
}

/** The result of a decoder, or `undefined` if it rejects the bytes. */
export function readable<T>(decode: () => T): T | undefined {
  try {
    return decode();
  } catch (error) {
    if (error instanceof WireError) return undefined;
    throw error;
  }
}

/** Runs a decoder; bytes that it rejects fail the check `well-formed`, even where that is off. */
export function wellFormed<T>(decode: () => T, culprit: Party | undefined): T {
  try {
    return decode();
  } catch (error) {
    if (!(error instanceof WireError)) throw error;
    throw new CheckFailure('well-formed', { message: error.message, culprit });
  }
}
