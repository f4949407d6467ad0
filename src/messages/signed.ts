import { equalBytes } from '../crypto/tupleHash.ts';
import {
  COORDINATOR_SENDER,
  hasValidSignature,
  openEnvelope,
  MESSAGE_TYPES,
  type Envelope,
  type MessageType,
} from '../wire/envelope.ts';
import { WireError } from '../wire/errors.ts';
import { type EnabledChecks, readingUnder, wellFormed } from '../session/checks/enabledChecks.ts';
import { type ClientId, clientId, type Party, partyName } from '../session/party.ts';
import type { Roster } from '../session/roster.ts';
import type { Session } from '../session/session.ts';

/** What every party knows of the others in a session. */
export interface Setting {
  readonly session: Session;
  readonly roster: Roster;
  readonly checks: EnabledChecks;
}

/** An envelope whose sender, session, phase and signature were checked. */
export interface Signed extends Envelope {
  readonly client: ClientId;
}

/** Reads and checks one client's envelope. @throws CheckFailure */
export async function openSigned(
  setting: Setting,
  bytes: Uint8Array,
  phase: MessageType,
  maxBytes: number,
): Promise<Signed> {
  const signed = openClaimed(setting, bytes, phase, maxBytes);
  const valid = await hasValidSignature(signed, setting.roster.entry(signed.client).key);
  requireSignature(setting.checks, valid, signed.client);
  return signed;
}

/**
 * Reads and checks a list of envelopes, one a client at most, ascending; signatures are verified together.
 *
 * @throws CheckFailure
 */
export async function openSignedList(
  setting: Setting,
  list: readonly Uint8Array[],
  phase: MessageType,
  maxBytes: number,
): Promise<readonly Signed[]> {
  const all = list.map((bytes) => openClaimed(setting, bytes, phase, maxBytes));
  requireAscending(
    setting.checks,
    all.map((signed) => signed.client),
  );
  const verdicts = await Promise.all(
    all.map((signed) => hasValidSignature(signed, setting.roster.entry(signed.client).key)),
  );
  verdicts.forEach((valid, i) => {
    requireSignature(setting.checks, valid, all[i]!.client);
  });
  return all;
}

/** Reads and checks one of the coordinator's envelopes. @throws CheckFailure */
export async function openFromCoordinator(
  setting: Pick<Setting, 'session' | 'checks'>,
  bytes: Uint8Array,
  phase: MessageType,
  maxBytes: number,
): Promise<Envelope> {
  const { session, checks } = setting;
  // No culprit before the signature was checked: anybody may have made these bytes.
  const envelope = wellFormed(() => openEnvelope(bytes, maxBytes), undefined);
  requireBound(checks, session, envelope, phase, COORDINATOR_SENDER);
  requireSignature(checks, await isFromCoordinator(session, envelope), 'coordinator');
  return envelope;
}

/** Whether an envelope carries the signature of the session's coordinator. */
export async function isFromCoordinator(session: Session, envelope: Envelope): Promise<boolean> {
  const { coordinatorKey } = session;
  return coordinatorKey !== undefined && (await hasValidSignature(envelope, coordinatorKey));
}

/** Demands that clients are named once each, ascending. */
export function requireAscending(checks: EnabledChecks, clients: readonly number[]): void {
  const ascending = clients.every((id, i) => i === 0 || clients[i - 1]! < id);
  checks.require('senders-distinct', ascending, () => ({
    message: 'a list names a client twice or out of order',
  }));
}

function openClaimed(
  { session, roster, checks }: Setting,
  bytes: Uint8Array,
  phase: MessageType,
  maxBytes: number,
): Signed {
  const envelope = wellFormed(() => openEnvelope(bytes, maxBytes, readingUnder(checks)), undefined);
  const client = clientId(envelope.sender, roster.size);
  if (client === undefined) {
    return wellFormed(() => {
      throw new WireError('wrong-shape', `no client ${envelope.sender} is on the roster`);
    }, undefined);
  }
  requireBound(checks, session, envelope, phase, client);
  return { ...envelope, client };
}

function requireBound(
  checks: EnabledChecks,
  session: Session,
  envelope: Envelope,
  phase: MessageType,
  sender: number,
): void {
  checks.require('session-bound', equalBytes(envelope.session, session.digest), () => ({
    message: 'an envelope was signed for another session',
  }));
  const bound = envelope.type === MESSAGE_TYPES[phase] && envelope.sender === sender;
  checks.require('phase-bound', bound, () => ({
    message: `an envelope of kind ${envelope.type} stands where ${phase} belongs`,
  }));
}

function requireSignature(checks: EnabledChecks, valid: boolean, sender: Party): void {
  const check = sender === 'coordinator' ? 'coordinator-signature' : 'client-signature';
  checks.require(check, valid, () => ({
    message: `the signature of ${partyName(sender)} does not verify`,
  }));
}
