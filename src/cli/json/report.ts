/** What `verify-aggregate --json` prints: one object in a line for each record. */
import type { NumberedCheck } from '../../session/checks/table.ts';
import type { Encoding } from '../../session/encodings/index.ts';
import type { SchemeDraft } from '../../session/scheme.ts';
import type { ProofsJson, SumJson } from './parts.ts';

/** A record that could be read. */
export interface RecordReportJson {
  /** Where the record came from, as it was named. */
  readonly record: string;
  readonly valid: boolean;
  /** The verdict in one sentence. */
  readonly verdict: string;
  /** Number of inputs that the record claims to sum. */
  readonly inputs: number;
  readonly session: {
    readonly digest: string;
    readonly task: string;
    readonly round: number;
    readonly clients: number;
    readonly threshold: number;
    readonly maxCorrupt: number;
    readonly maxDropouts: number;
    readonly quorumFailsAt: number;
    readonly length: number;
    readonly bound: number;
    readonly encoding: Encoding;
    readonly scheme: SchemeDraft;
    /** Whether the sum comes out whatever up to `maxCorrupt` clients do. */
    readonly delivers: boolean;
    readonly proofs: ProofsJson;
    readonly modelDigest: string;
    /** Left out where the session names no layout. */
    readonly layoutDigest?: string | undefined;
    readonly coordinatorKey: string;
  };
  readonly policy: {
    readonly required: readonly string[];
    readonly open: readonly { readonly what: string; readonly permits: string }[];
  };
  /** How many clients' proofs were verified, if any were. */
  readonly proofs?: { readonly checked: number; readonly detection: number };
  /** The names of the clients in the sum, if the record is valid. */
  readonly included?: readonly string[];
  readonly sum?: SumJson;
  readonly checks: readonly {
    readonly number: string;
    readonly check: NumberedCheck;
    readonly verdict: 'passed' | 'failed' | 'not-applicable';
    readonly detail: string;
    /** What it means that it failed. */
    readonly meaning?: string;
  }[];
}

/** A record that could not be read. */
export interface UnreadRecordJson {
  readonly record: string;
  readonly valid: false;
  /** What is wrong, and what to do. */
  readonly error: string;
}

/** What is printed for one record. */
export type VerifyJson = RecordReportJson | UnreadRecordJson;
