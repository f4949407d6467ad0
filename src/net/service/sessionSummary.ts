import { CLIENT_PHASES, type ClientPhase } from '../../messages/table.ts';
import { CHECK_NAMES, type CheckName } from '../../session/checks/table.ts';
import type { Finding } from '../../session/checks/enabledChecks.ts';
import { MAX_CLIENTS, MAX_CLIENTS_ALL_TO_ALL, MAX_PARTS } from '../../session/limits.ts';
import type { Rejection } from '../../session/outcome.ts';

import type { ClientId, Party } from '../../session/party.ts';
import { MAJOR } from '../../wire/cbor.ts';
import {
  bytesBetween,
  type Codec,
  fixedBytes,
  integer,
  list,
  oneOf,
  struct,
  text,
} from '../../wire/codec.ts';

/** Counts of one phase. Times are in milliseconds since 1970. */
export interface PhaseCount {
  readonly phase: ClientPhase;
  readonly openedAt: number;
  closedAt?: number;
  /** Clients whose messages were accepted, in all parts, and the size of all accepted messages in bytes. */
  accepted: number;
  bytes: number;
}

/** A failed check, with its name. */
export type CodedFinding = Finding & { readonly code: CheckName };

/**
 * The history of a session, stored with its end so that nobody has to replay the events to know it.
 */
export interface SessionSummary {
  readonly phases: readonly Readonly<PhaseCount>[];
  readonly rejectedMessages: number;
  /** The first 200. */
  readonly rejections: readonly Rejection[];
  /**
   * Digests of the accepted envelopes, and the clients that sent them, who may still ask whether
   * they were accepted.
   */
  readonly accepted: readonly { readonly digest: Uint8Array; readonly client: ClientId }[];
}

/** Limit on the rejections that are stored; the others are only counted. */
export const MOST_REJECTIONS = 200;

/**
 * Limit on the evidence in a summary, in bytes. Beyond it, rejections are stored without their
 * evidence.
 */
const MOST_EVIDENCE_BYTES = 2 ** 24;

/** Limit on a finding's message, in characters. */
const MOST_MESSAGE = 1000;

const anyBytes = bytesBetween(0, 2 ** 30);
const moment = integer(0, Number.MAX_SAFE_INTEGER);
const count = integer(0, Number.MAX_SAFE_INTEGER);

/** The most messages of a phase: schemes for vectors in parts have fewer clients than the largest sessions. */
const MOST_ACCEPTED = Math.max(MAX_CLIENTS, MAX_CLIENTS_ALL_TO_ALL * MAX_PARTS);

const clientCodec = integer(0, MAX_CLIENTS - 1) as Codec<ClientId>;

const coordinatorCodec = oneOf('coordinator');

const party: Codec<Party> = {
  maxBytes: Math.max(clientCodec.maxBytes, coordinatorCodec.maxBytes),
  write: (value) => value,
  read: (reader) => (reader.major() === MAJOR.text ? coordinatorCodec : clientCodec).read(reader),
};

interface FindingFields {
  readonly code: CheckName;
  readonly message: string;
  /** None or one. */
  readonly culprit: readonly Party[];
  readonly evidence: readonly Uint8Array[];
  readonly attachment: Uint8Array;
}

const findingFields = struct<FindingFields>({
  code: oneOf(...CHECK_NAMES),
  message: text(MOST_MESSAGE),
  culprit: list(party, 1),
  evidence: list(anyBytes, 8),
  attachment: anyBytes,
});

/** Encoding of a finding with its evidence. */
export const findingCodec: Codec<CodedFinding> = {
  maxBytes: findingFields.maxBytes,
  write: ({ code, message, culprit, evidence = [], attachment = new Uint8Array(0) }) =>
    findingFields.write({
      code,
      message: message.slice(0, MOST_MESSAGE),
      culprit: culprit === undefined ? [] : [culprit],
      evidence,
      attachment,
    }),
  read(reader) {
    const { code, message, culprit, evidence, attachment } = findingFields.read(reader);
    return {
      code,
      message,
      culprit: culprit[0],
      evidence: evidence.length > 0 ? evidence : undefined,
      attachment: attachment.length > 0 ? attachment : undefined,
    };
  },
};

const phaseCodec: Codec<PhaseCount> = struct<Required<PhaseCount>>({
  phase: oneOf(...CLIENT_PHASES),
  openedAt: moment,
  closedAt: moment,
  accepted: count,
  bytes: count,
});

const rejectionCodec: Codec<Rejection> = {
  maxBytes: findingCodec.maxBytes,
  write: (rejection) => findingCodec.write(rejection),
  read: (reader) => ({ kind: 'rejection', ...findingCodec.read(reader) }),
};

const summaryFields: Codec<SessionSummary> = struct<SessionSummary>({
  phases: list(phaseCodec, CLIENT_PHASES.length, 1),
  rejectedMessages: count,
  rejections: list(rejectionCodec, MOST_REJECTIONS),
  accepted: list(
    struct({ digest: fixedBytes(32), client: clientCodec }),
    CLIENT_PHASES.length * MOST_ACCEPTED,
  ),
});

/** Encoding of the summary of a session that has ended, in which every opened phase is closed. */
export const summaryCodec: Codec<SessionSummary> = {
  maxBytes: summaryFields.maxBytes,
  write: (summary) =>
    summaryFields.write({ ...summary, rejections: withinBounds(summary.rejections) }),
  read: (reader) => summaryFields.read(reader),
};

/**
 * The same rejections, without the evidence that would exceed the limit; the events still have it.
 */
function withinBounds(rejections: readonly Rejection[]): readonly Rejection[] {
  let left = MOST_EVIDENCE_BYTES;
  return rejections.map((rejection) => {
    const { evidence = [], attachment } = rejection;
    const bytes = evidence.reduce((sum, part) => sum + part.length, attachment?.length ?? 0);
    if (bytes > left) return { ...rejection, evidence: undefined, attachment: undefined };
    left -= bytes;
    return rejection;
  });
}
