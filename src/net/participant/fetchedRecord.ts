import type { Report } from '../../record/verify.ts';

/** A record with what its participant found in it. */
export interface FetchedRecord {
  readonly kind: 'published';
  readonly record: Uint8Array;
  /** What the participant found when it checked the record, with its own commitment in hand. */
  readonly report: Report;
  /** Its Commit envelope, to find itself in the record by. */
  readonly receipt: Uint8Array;
}
