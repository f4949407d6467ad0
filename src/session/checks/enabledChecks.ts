import type { Reading } from '../../wire/cborReader.ts';
import { WireError } from '../../wire/errors.ts';
import type { CheckName } from './table.ts';
import type { Party } from '../party.ts';

/** What a failed check has to say beyond its name. */
export interface Finding {
  /** One sentence: what was found, and what to do next where there is something. */
  readonly message: string;
  /** Who did it, where that is certain enough to name. */
  readonly culprit?: Party | undefined;
  /** Signed envelopes that show it. */
  readonly evidence?: readonly Uint8Array[] | undefined;
  /** What travelled beside the first of these envelopes, where its signed digest makes it evidence too. */
  readonly attachment?: Uint8Array | undefined;
}

/** A check that did not hold. Transitions turn it into an abort or a rejection; it never reaches the host. */
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

  /** Demands that a check holds. @throws {@link CheckFailure} */
  require(check: CheckName, holds: boolean, finding: () => Finding): void {
    if (!holds && !this.#off.has(check)) throw new CheckFailure(check, finding());
  }

  /** Whether a check is on, where making it is more than a comparison. */
  isOn(check: CheckName): boolean {
    return !this.#off.has(check);
  }
}

/** Every check on. */
export const ALL_CHECKS: EnabledChecks = EnabledChecks.unsafeWithout();

/** How envelopes are read: with `well-formed` off, other encodings than the canonical one are let through. */
export function readingUnder(checks: EnabledChecks): Reading {
  return checks.isOn('well-formed') ? 'canonical' : 'lenient';
}

/** What a decoder reads, or `undefined` where it refuses the bytes. */
export function readable<T>(decode: () => T): T | undefined {
  try {
    return decode();
  } catch (error) {
    if (error instanceof WireError) return undefined;
    throw error;
  }
}

/** Runs a decoder; bytes that it refuses fail the check `well-formed`. What has no meaning is refused in any case. */
export function wellFormed<T>(decode: () => T, culprit: Party | undefined): T {
  try {
    return decode();
  } catch (error) {
    if (!(error instanceof WireError)) throw error;
    throw new CheckFailure('well-formed', { message: error.message, culprit });
  }
}
