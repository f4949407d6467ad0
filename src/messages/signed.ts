import { equalBytes } from '../crypto/tupleHash.ts';
import {
  COORDINATOR_SENDER,
  type Envelope,
  hasValidSignature,
  openEnvelope,
} from '../wire/envelope.ts';
import { WireError } from '../wire/errors.ts';
import {
  CheckFailure,
  type EnabledChecks,
  readingUnder,
  wellFormed,
} from '../session/checks/enabledChecks.ts';
import { type ClientId, clientId, type Party, partyName } from '../session/party.ts';
import type { Roster } from '../session/roster.ts';
import type { Session } from '../session/session.ts';
import { maxMessageBytes, MESSAGE_TYPES, type MessageType } from './table.ts';

/** Session, roster and enabled checks, shared by all parties. */
export interface Setting {
  readonly session: Session;
  readonly roster: Roster;
  readonly checks: EnabledChecks;
}

/** A client's envelope whose session, type, sender and signature were checked. */
export interface Signed extends Envelope {
  readonly client: ClientId;
}

/**
 * Decodes and authenticates one client's envelope.
 *
 * @throws CheckFailure `well-formed`, `session-bound`, `phase-bound` or `client-signature`
 */
export async function openSigned(
  setting: Setting,
  bytes: Uint8Array,
  type: MessageType,
): Promise<Signed> {
  return authenticate(setting, readEnvelope(setting, bytes, type), type);
}

/**
 * Authenticates a decoded envelope: it must be of this session and type, from a client on the
 * roster, with that client's signature.
 *
 * @throws CheckFailure `well-formed`, `session-bound`, `phase-bound` or `client-signature`
 */
export async function authenticate(
  setting: Setting,
  envelope: Envelope,
  type: MessageType,
): Promise<Signed> {
  const signed = claimed(setting, envelope, type);
  const valid = await hasValidSignature(signed, setting.roster.entry(signed.client).key);
  requireSignature(setting.checks, valid, signed.client);
  return signed;
}

/**
 * Decodes and authenticates a list of client envelopes: ascending, at most one for each client.
 *
 * @throws CheckFailure as {@link openSigned}, and `senders-distinct`
 */
export async function openSignedList(
  setting: Setting,
  list: readonly Uint8Array[],
  type: MessageType,
): Promise<readonly Signed[]> {
  const read = readSignedList(setting, list, type);
  await read.requireSignatures(setting);
  return read.all;
}

/**
 * Decodes a list of client envelopes as {@link openSignedList} does, without verifying signatures.
 *
 * @throws CheckFailure `well-formed`, `session-bound`, `phase-bound` or `senders-distinct`
 */
export function readSignedList(
  setting: Setting,
  list: readonly Uint8Array[],
  type: MessageType,
): SignedList {
  const all = list.map((bytes) => claimed(setting, readEnvelope(setting, bytes, type), type));
  requireAscending(
    setting.checks,
    all.map((signed) => signed.client),
  );
  return new SignedList(all);
}

/** A list of client envelopes, of which signatures are verified as they are needed. */
export class SignedList {
  readonly all: readonly Signed[];
  readonly #byClient = new Map<ClientId, Signed>();
  readonly #valid = new Set<ClientId>();

  constructor(all: readonly Signed[]) {
    this.all = all;
    // The first counts, where the check that a client is named once is off.
    for (const signed of all.toReversed()) this.#byClient.set(signed.client, signed);
  }

  /** The envelope of a client in the list. */
  get(client: ClientId): Signed | undefined {
    return this.#byClient.get(client);
  }

  /**
   * Reads what a client in the list says. Where that names the client, its signature is verified first: nobody is named for what it did
   * not sign.
   *
   * @throws CheckFailure what `read` throws, or `client-signature`
   */
  async readFrom<T>(
    setting: Pick<Setting, 'checks' | 'roster'>,
    client: ClientId,
    read: () => T | Promise<T>,
  ): Promise<T> {
    try {
      return await read();
    } catch (error) {
      if (error instanceof CheckFailure && error.finding.culprit === client) {
        await this.requireSignatures(setting, [client]);
      }
      throw error;
    }
  }

  /**
   * Requires the signatures of some clients in the list, by default of all, each verified once.
   *
   * @throws CheckFailure `client-signature`
   */
  async requireSignatures(
    { checks, roster }: Pick<Setting, 'checks' | 'roster'>,
    clients: readonly ClientId[] = this.all.map(({ client }) => client),
  ): Promise<void> {
    const wanted = clients.flatMap((client) => {
      const signed = this.#valid.has(client) ? undefined : this.get(client);
      return signed ? [signed] : [];
    });
    const verdicts = await Promise.all(
      wanted.map((signed) => hasValidSignature(signed, roster.entry(signed.client).key)),
    );
    verdicts.forEach((valid, i) => {
      const { client } = wanted[i]!;
      requireSignature(checks, valid, client);
      if (valid) this.#valid.add(client);
    });
  }
}

/**
 * Requires a decoded envelope to be of this session and type, with the coordinator's signature.
 *
 * @throws CheckFailure `session-bound`, `phase-bound` or `coordinator-signature`
 */
export async function requireFromCoordinator(
  { session, checks }: Pick<Setting, 'session' | 'checks'>,
  envelope: Envelope,
  type: MessageType,
): Promise<void> {
  requireBound(checks, session, envelope, type, COORDINATOR_SENDER);
  requireSignature(checks, await isFromCoordinator(session, envelope), 'coordinator');
}

/** Whether an envelope has a valid signature of the session's coordinator. */
export async function isFromCoordinator(session: Session, envelope: Envelope): Promise<boolean> {
  const { coordinatorKey } = session;
  return coordinatorKey !== undefined && (await hasValidSignature(envelope, coordinatorKey));
}

/**
 * Requires client numbers to be strictly ascending.
 *
 * @throws CheckFailure `senders-distinct`
 */
export function requireAscending(checks: EnabledChecks, clients: readonly number[]): void {
  const ascending = clients.every((id, i) => i === 0 || clients[i - 1]! < id);
  checks.require('senders-distinct', ascending, () => ({
    message: 'a list names a client twice or out of order',
  }));
}

/** Decodes an envelope. A failure names no culprit: anyone may have made these bytes. */
function readEnvelope(
  { session, checks }: Setting,
  bytes: Uint8Array,
  type: MessageType,
): Envelope {
  const limit = maxMessageBytes(session, type);
  return wellFormed(() => openEnvelope(bytes, limit, readingUnder(checks)), undefined);
}

function claimed(
  { session, roster, checks }: Setting,
  envelope: Envelope,
  type: MessageType,
): Signed {
  const client = clientId(envelope.sender, roster.size);
  if (client === undefined) {
    return wellFormed(() => {
      throw new WireError('wrong-shape', `no client ${envelope.sender} is on the roster`);
    }, undefined);
  }
  requireBound(checks, session, envelope, type, client);
  return { ...envelope, client };
}

function requireBound(
  checks: EnabledChecks,
  session: Session,
  envelope: Envelope,
  type: MessageType,
  sender: number,
): void {
  checks.require('session-bound', equalBytes(envelope.session, session.digest), () => ({
    message: 'an envelope was signed for another session',
  }));
  const bound = envelope.type === MESSAGE_TYPES[type] && envelope.sender === sender;
  checks.require('phase-bound', bound, () => ({
    message: `an envelope of kind ${envelope.type} stands where ${type} belongs`,
  }));
}

function requireSignature(checks: EnabledChecks, valid: boolean, sender: Party): void {
  const check = sender === 'coordinator' ? 'coordinator-signature' : 'client-signature';
  checks.require(check, valid, () => ({
    message: `the signature of ${partyName(sender)} does not verify`,
  }));
}
