/** What the verifier checks of the parts of a vector, beyond the record of each. */
import { equalBytes } from '../crypto/tupleHash.ts';
import { partCount } from '../session/plannedPart.ts';
import { planDigest } from '../session/parts.ts';
import type { SchemeRegistry } from '../session/scheme.ts';
import { openEnvelope } from '../wire/envelope.ts';
import { WireError } from '../wire/errors.ts';
import { sameClients } from '../session/party.ts';
import type { OpenedRecord, RecordBody } from './record.ts';
import type { ReportLines } from './report.ts';

/** The place of a record among the parts of a vector. */
export interface PartPlace {
  readonly index: number;
  /** The records of all parts. */
  readonly all: readonly OpenedRecord[];
}

/** Checks a record that is verified as a whole vector, or as one of all parts. */
export function checkPart(
  lines: ReportLines,
  record: OpenedRecord,
  place: PartPlace | undefined,
  schemes: SchemeRegistry,
): void {
  lines.made('parts-complete', planProblem(record, place, schemes));
  if (!place) {
    lines.skipped('parts-same', 'the record is not one of several parts');
    return;
  }
  const same = sameClients(clientsIn(record.body), clientsIn(place.all[0]!.body));
  lines.made('parts-same', same ? undefined : 'other clients are included than in the first part');
}

function planProblem(
  { session }: OpenedRecord,
  place: PartPlace | undefined,
  schemes: SchemeRegistry,
): string | undefined {
  const { part } = session.parameters;
  if (!place) {
    return (
      part &&
      `the record is of part ${part.index} of ${partCount(part)} of a vector, and means nothing by itself: verify the file with all parts`
    );
  }
  const first = place.all[0]!.session;
  if (!part || !first.parameters.part) return 'the record does not name the part that it is';
  if (part.index !== place.index) {
    return `the record in place ${place.index} is of part ${part.index}`;
  }
  if (!equalBytes(planDigest(session, schemes), planDigest(first, schemes))) {
    return 'the record is of another plan than the first one';
  }
  const count = partCount(first.parameters.part);
  return place.all.length === count
    ? undefined
    : `there are records of ${place.all.length} of ${count} parts`;
}

/** The senders of the Commit envelopes, as they stand in a record; −1 for what is no envelope. */
export function clientsIn({ commits }: Pick<RecordBody, 'commits'>): readonly number[] {
  return commits.map((bytes) => {
    try {
      return openEnvelope(bytes, bytes.length).sender;
    } catch (error) {
      if (error instanceof WireError) return -1;
      throw error;
    }
  });
}
