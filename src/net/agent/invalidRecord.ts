import type { Report } from '../../record/verify.ts';

/** A record that does not verify: its sum must not be used. */
export class InvalidRecord extends Error {
  override readonly name = 'InvalidRecord';
  /** The first check that failed. */
  readonly code: string;
  readonly record: Uint8Array;

  /**
   * A record that failed a check.
   *
   * @param report - What was found.
   * @param record - Its bytes.
   */
  constructor({ checks, session }: Report, record: Uint8Array) {
    const [failed] = checks.filter(({ verdict }) => verdict === 'failed');
    const { round } = session.parameters;
    super(
      `the record of round ${round} does not verify: ${failed?.detail ?? 'the sum is missing'}; do not use its sum`,
    );
    this.code = failed?.check ?? 'parameters';
    this.record = record;
  }
}
