import type { Kernel } from '../kernel/kernel.ts';
import { kernelArgument, rosterArgument } from '../session/partyArguments.ts';
import { bytes as bytesArgument, optional } from '../usage/arguments.ts';
import { IdentityKey, InvalidKeyError, type Identity } from '../crypto/signing.ts';
import { equalBytes } from '../crypto/tupleHash.ts';
import { type RecordBody, recordCodec } from '../messages/record.ts';
import { SCHEMES } from '../schemes/registry.ts';
import { MAX_CLIENTS, MAX_RECORD_BYTES } from '../session/limits.ts';
import type { SchemeRegistry } from '../session/scheme.ts';
import { readParameters } from '../session/parameters.ts';
import { Roster, RosterError } from '../session/roster.ts';
import { type Session, sessionFrom } from '../session/session.ts';
import { type Codec, fromBytes, toBytes } from '../wire/codec.ts';
import { COORDINATOR_SENDER, type Envelope, openEnvelope, sealEnvelope } from '../wire/envelope.ts';
import { WireError } from '../wire/errors.ts';

export type { RecordBody } from '../messages/record.ts';
export { MAX_RECORD_BYTES } from '../session/limits.ts';

/** A decoded record. Nothing in it has been verified. */
export interface OpenedRecord {
  readonly envelope: Envelope;
  readonly body: RecordBody;
  readonly session: Session;
  readonly roster: Roster;
}

/**
 * The codec used before the session in the record is known; only the total size limits its parts.
 */
const unboundedCodec: Codec<RecordBody> = recordCodec({
  clients: MAX_CLIENTS,
  session: MAX_RECORD_BYTES,
  shared: MAX_RECORD_BYTES,
  commit: MAX_RECORD_BYTES,
  commitments: MAX_RECORD_BYTES,
  proofs: MAX_RECORD_BYTES,
  confirm: MAX_RECORD_BYTES,
  sum: MAX_RECORD_BYTES,
  blinders: MAX_RECORD_BYTES,
});

/** Whether the session's records contain the clients' range proofs. */
export function publishesProofs({ parameters: { proofs } }: Session): boolean {
  return proofs.system !== 'none' && proofs.checking.mode !== 'coordinator';
}

const anyBytes = bytesArgument();
const knownRoster = optional(rosterArgument);
const kernelOrNone = optional(kernelArgument);

/** Signs a record and encodes it for publication. */
export function sealRecord(identity: Identity, session: Session, body: RecordBody): Uint8Array {
  return sealEnvelope(
    identity,
    session.digest,
    'record',
    COORDINATOR_SENDER,
    toBytes(unboundedCodec, body),
  );
}

/**
 * Decodes a record without verifying it.
 *
 * @param bytes - the published record
 * @param known - a roster that the record may have; saves parsing its keys again if it is the same
 * @param kernel - speeds up parsing the keys of any other roster
 * @throws WireError if the bytes are not a record: truncated, structurally damaged, or of another
 *   version
 * @throws UsageError `wrong-input` if an argument has the wrong type
 *
 * @example
 * ```ts
 * const opened = openRecord(record);
 * opened.session.parameters.task; // 'steps'
 * opened.body.commits.length; // 4
 * ```
 */
export function openRecord(bytes: Uint8Array, known?: Roster, kernel?: Kernel): OpenedRecord {
  return openRecordUnder(SCHEMES, bytes, known, kernel);
}

/** {@link openRecord} with a given set of schemes. */
export function openRecordUnder(
  schemes: SchemeRegistry,
  bytes: Uint8Array,
  known?: Roster,
  kernel?: Kernel,
): OpenedRecord {
  knownRoster(known, 'known');
  kernelOrNone(kernel, 'kernel');
  const envelope = openEnvelope(anyBytes(bytes, 'record'), MAX_RECORD_BYTES);
  const body = fromBytes(unboundedCodec, envelope.body, MAX_RECORD_BYTES, 'record');
  const session = sessionFrom(readParameters(body.session, schemes), body.session, schemes);
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
