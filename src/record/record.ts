import type { Kernel } from '../kernel/kernel.ts';
import { kernelArgument, rosterArgument } from '../session/partyArguments.ts';
import { bytes as bytesArgument, optional } from '../usage/arguments.ts';
import { IdentityKey, InvalidKeyError, type Identity } from '../crypto/signing.ts';
import { equalBytes } from '../crypto/tupleHash.ts';
import { MAX_CLIENTS, MAX_NAME_LENGTH } from '../session/limits.ts';
import { readParameters } from '../session/parameters.ts';
import { Roster, RosterError } from '../session/roster.ts';
import { type Session, sessionFrom } from '../session/session.ts';
import {
  bytesBetween,
  type Codec,
  fixedBytes,
  fromBytes,
  list,
  struct,
  text,
  toBytes,
} from '../wire/codec.ts';
import { COORDINATOR_SENDER, type Envelope, openEnvelope, sealEnvelope } from '../wire/envelope.ts';
import { WireError } from '../wire/errors.ts';

/**
 * The body of a record, which travels in an envelope of the coordinator's like everything that it sends:
 *
 *     Record = [session parameters, [[name, key (32)], …], transcriptHash (32),
 *               Shared envelope, [Commit envelope, …], [proofs, …], [Confirm envelope, …], sum, blinders]
 */
export interface RecordBody {
  /** The session's parameters, as the invitation carried them. */
  readonly session: Uint8Array;
  /** The whole roster, so that its digest can be computed from the record. */
  readonly roster: readonly { readonly name: string; readonly key: Uint8Array }[];
  /** The transcript hash that the Confirm signatures cover. */
  readonly transcriptHash: Uint8Array;
  /** The coordinator's `shared` envelope: the list in which every client fixed its commitment by a digest. */
  readonly shared: Uint8Array;
  /** The Commit envelopes of the included clients, ascending, without payloads. */
  readonly commits: readonly Uint8Array[];
  /** The range proofs of each included client, in the order of `commits`; none where only the coordinator checks them. */
  readonly proofs: readonly Uint8Array[];
  /** At least t Confirm envelopes, ascending. */
  readonly confirms: readonly Uint8Array[];
  /** S: two's complement integers, little-endian, as many bytes each as hold a slot. */
  readonly sum: Uint8Array;
  /** R, one element of F_ℓ a row. */
  readonly blinders: Uint8Array;
}

/** A record that could be read. Nothing in it has been checked. */
export interface OpenedRecord {
  readonly envelope: Envelope;
  readonly body: RecordBody;
  readonly session: Session;
  readonly roster: Roster;
}

/** A larger file is no record: d = 2^24 coordinates of 500 clients stay below it. */
export const MAX_RECORD_BYTES: number = 2 ** 30;

const someBytes = bytesBetween(0, MAX_RECORD_BYTES);

const recordCodec: Codec<RecordBody> = struct<RecordBody>({
  session: someBytes,
  roster: list(
    struct<{ name: string; key: Uint8Array }>({ name: text(MAX_NAME_LENGTH), key: fixedBytes(32) }),
    MAX_CLIENTS,
  ),
  transcriptHash: fixedBytes(32),
  shared: someBytes,
  commits: list(someBytes, MAX_CLIENTS),
  proofs: list(someBytes, MAX_CLIENTS),
  confirms: list(someBytes, MAX_CLIENTS),
  sum: someBytes,
  blinders: someBytes,
});

/** Whether the records of a session hold its proofs. */
export function publishesProofs({ parameters: { proofs } }: Session): boolean {
  return proofs.system !== 'none' && proofs.checking.mode !== 'coordinator';
}

const anyBytes = bytesArgument();
const knownRoster = optional(rosterArgument);
const kernelOrNone = optional(kernelArgument);

/** Signs a record: the bytes that are published. */
export function sealRecord(identity: Identity, session: Session, body: RecordBody): Uint8Array {
  return sealEnvelope(
    identity,
    session.digest,
    'record',
    COORDINATOR_SENDER,
    toBytes(recordCodec, body),
  );
}

/**
 * Reads a record without judging it.
 *
 * @param known - a roster that may be the record's: its keys are then not parsed again
 * @param kernel - checks the keys of any other roster faster
 * @throws WireError for bytes that are no record at all: truncated, altered in their structure, of another version; UsageError
 *   `wrong-input` for what are no bytes
 *
 * @example
 * ```ts
 * const opened = openRecord(record);
 * opened.session.parameters.task; // 'steps'
 * opened.body.commits.length; // 4
 * ```
 */
export function openRecord(bytes: Uint8Array, known?: Roster, kernel?: Kernel): OpenedRecord {
  knownRoster(known, 'known');
  kernelOrNone(kernel, 'kernel');
  const envelope = openEnvelope(anyBytes(bytes, 'record'), MAX_RECORD_BYTES);
  const body = fromBytes(recordCodec, envelope.body, MAX_RECORD_BYTES, 'record');
  const session = sessionFrom(readParameters(body.session), body.session);
  return {
    envelope,
    body,
    session,
    roster: isRosterOf(body, known) ? known : rosterOf(body, kernel),
  };
}

function isRosterOf(body: RecordBody, known: Roster | undefined): known is Roster {
  return (
    known?.size === body.roster.length &&
    body.roster.every(({ name, key }, i) => {
      const entry = known.entries[i]!;
      return entry.name === name && equalBytes(entry.key.bytes, key);
    })
  );
}

function rosterOf({ roster }: RecordBody, kernel: Kernel | undefined): Roster {
  try {
    const bytes = roster.map(({ key }) => key);
    const keys = kernel
      ? IdentityKey.parseAll(kernel, bytes)
      : bytes.map((key) => IdentityKey.parse(key));
    return Roster.of(roster.map(({ name }, i) => ({ name, key: keys[i]! })));
  } catch (error) {
    if (error instanceof InvalidKeyError || error instanceof RosterError) {
      throw new WireError('wrong-shape', `record.roster: ${error.message}`);
    }
    throw error;
  }
}
