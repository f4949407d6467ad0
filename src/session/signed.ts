import { equalBytes } from '../crypto/tupleHash.ts';
import {
  COORDINATOR_SENDER,
  hasValidSignature,
  openEnvelope,
  PHASES,
  type Envelope,
  type PhaseName,
} from '../wire/envelope.ts';
import { WireError } from '../wire/errors.ts';
import { type Defences, readingUnder, wellFormed } from './defences.ts';
import { type ClientId, clientId, type Party, partyName } from './party.ts';
import type { Roster } from './roster.ts';
import type { Session } from './session.ts';

/** What every party knows of the others in a session. */
export interface Setting {
  readonly session: Session;
  readonly roster: Roster;
  readonly defences: Defences;
}

/** An envelope whose sender, session, phase and signature were checked. */
export interface Signed extends Envelope {
  readonly client: ClientId;
}

/** Reads and checks one client's envelope. @throws CheckFailure */
export async function openSigned(
  setting: Setting,
  bytes: Uint8Array,
  phase: PhaseName,
  maxBytes: number,
): Promise<Signed> {
  const signed = openClaimed(setting, bytes, phase, maxBytes);
  const valid = await hasValidSignature(signed, setting.roster.entry(signed.client).key);
  demandSignature(setting.defences, valid, signed.client);
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
  phase: PhaseName,
  maxBytes: number,
): Promise<readonly Signed[]> {
  const all = list.map((bytes) => openClaimed(setting, bytes, phase, maxBytes));
  demandAscending(
    setting.defences,
    all.map((signed) => signed.client),
  );
  const verdicts = await Promise.all(
    all.map((signed) => hasValidSignature(signed, setting.roster.entry(signed.client).key)),
  );
  verdicts.forEach((valid, i) => {
    demandSignature(setting.defences, valid, all[i]!.client);
  });
  return all;
}

/** Reads and checks one of the coordinator's envelopes. @throws CheckFailure */
export async function openFromCoordinator(
  setting: Pick<Setting, 'session' | 'defences'>,
  bytes: Uint8Array,
  phase: PhaseName,
  maxBytes: number,
): Promise<Envelope> {
  const { session, defences } = setting;
  const envelope = wellFormed(() => openEnvelope(bytes, maxBytes), 'coordinator');
  demandBound(defences, session, envelope, phase, COORDINATOR_SENDER);
  demandSignature(defences, await isFromCoordinator(session, envelope), 'coordinator');
  return envelope;
}

/** Whether an envelope carries the signature of the session's coordinator. */
export async function isFromCoordinator(session: Session, envelope: Envelope): Promise<boolean> {
  const { coordinatorKey } = session;
  return coordinatorKey !== undefined && (await hasValidSignature(envelope, coordinatorKey));
}

/** Demands that clients are named once each, ascending. */
export function demandAscending(defences: Defences, clients: readonly number[]): void {
  const ascending = clients.every((id, i) => i === 0 || clients[i - 1]! < id);
  defences.demand('senders-distinct', ascending, () => ({
    message: 'a list names a client twice or out of order',
  }));
}

function openClaimed(
  { session, roster, defences }: Setting,
  bytes: Uint8Array,
  phase: PhaseName,
  maxBytes: number,
): Signed {
  const envelope = wellFormed(
    () => openEnvelope(bytes, maxBytes, readingUnder(defences)),
    undefined,
  );
  const client = clientId(envelope.sender, roster.size);
  if (client === undefined) {
    return wellFormed(() => {
      throw new WireError('wrong-shape', `no client ${envelope.sender} is on the roster`);
    }, undefined);
  }
  demandBound(defences, session, envelope, phase, client);
  return { ...envelope, client };
}

function demandBound(
  defences: Defences,
  session: Session,
  envelope: Envelope,
  phase: PhaseName,
  sender: number,
): void {
  defences.demand('session-bound', equalBytes(envelope.session, session.digest), () => ({
    message: 'an envelope was signed for another session',
  }));
  const bound = envelope.phase === PHASES[phase] && envelope.sender === sender;
  defences.demand('phase-bound', bound, () => ({
    message: `an envelope of kind ${envelope.phase} stands where ${phase} belongs`,
  }));
}

function demandSignature(defences: Defences, valid: boolean, sender: Party): void {
  const check = sender === 'coordinator' ? 'coordinator-signature' : 'client-signature';
  defences.demand(check, valid, () => ({
    message: `the signature of ${partyName(sender)} does not verify`,
  }));
}
