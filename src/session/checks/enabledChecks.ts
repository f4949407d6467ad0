import type { Reading } from '../../wire/cborReader.ts';
import { WireError } from '../../wire/errors.ts';
import type { CheckName } from './table.ts';
import type { Party } from '../party.ts';

/** What a failed check reports in addition to its name. */
export interface Finding {
  /** One sentence: what was found and, if anything can be done, what to do next. */
  readonly message: string;
  /** The party that caused it, if that is certain. */
  readonly culprit?: Party | undefined;
  /** Signed envelopes that prove it. */
  readonly evidence?: readonly Uint8Array[] | undefined;
  /** The attachment of the first envelope, if its signed digest makes it evidence too. */
  readonly attachment?: Uint8Array | undefined;
}

/** A failed check. Parties turn it into an abort or a rejection; callers never see it. */
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
 * The checks that are on. Every public function uses {@link ALL_CHECKS}, and none accepts another
 * value. The attack suite turns single checks off to show that each is necessary.
 */
export class EnabledChecks {
  readonly #off: ReadonlySet<CheckName>;

  private constructor(off: ReadonlySet<CheckName>) {
    this.#off = off;
  }

  /** All checks except the given ones; used only by the attack suite. */
  static unsafeWithout(...off: readonly CheckName[]): EnabledChecks {
    return new EnabledChecks(new Set(off));
  }

  /**
   * Requires that a check holds.
   *
   * @param finding - called only if the check fails
   * @throws {@link CheckFailure} if it does not hold and the check is on
   */
  require(check: CheckName, holds: boolean, finding: () => Finding): void {
    if (!holds && !this.#off.has(check)) throw new CheckFailure(check, finding());
  }

  /** Whether a check is on; for checks that are more than a comparison. */
  isOn(check: CheckName): boolean {
    return !this.#off.has(check);
  }
}

/** Every check is on. */
export const ALL_CHECKS: EnabledChecks = EnabledChecks.unsafeWithout();

/**
 * Which encodings envelopes may have: non-canonical ones are accepted only while `well-formed` is
 * off.
 */
export function readingUnder(checks: EnabledChecks): Reading {
  return checks.isOn('well-formed') ? 'canonical' : 'lenient';
}

/** The result of a decoder, or `undefined` if it throws a `WireError`. */
export function readable<T>(decode: () => T): T | undefined {
  try {
    return decode();
  } catch (error) {
    if (error instanceof WireError) return undefined;
    throw error;
  }
}

/**
 * Runs a decoder, and turns a `WireError` into a failed check.
 *
 * @throws CheckFailure `well-formed`, also while that check is off
 */
export function wellFormed<T>(decode: () => T, culprit: Party | undefined): T {
  try {
    return decode();
  } catch (error) {
    if (!(error instanceof WireError)) throw error;
    throw new CheckFailure('well-formed', { message: error.message, culprit });
  }
}
