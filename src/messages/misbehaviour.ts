import { type BodyOf, codecOf, type MessageType } from './table.ts';
import { fromBytes } from '../wire/codec.ts';
import type { Kernel } from '../kernel/kernel.ts';
import type { RangeVerifier } from '../proofs/system.ts';
import type { EnabledChecks } from '../session/checks/enabledChecks.ts';
import type { Party } from '../session/party.ts';
import type { Roster } from '../session/roster.ts';
import type { Session } from '../session/session.ts';

/** Every kind of misbehaviour that evidence can prove, with a sentence about it. */
export const MISBEHAVIOURS = {
  equivocation: 'signed two different messages of one type in one session',
  'broken-message': 'signed a malformed message',
  'broken-keys': 'advertised invalid keys, or one key for two uses',
  'broken-commitment': 'signed the digest of commitments that are not points on the curve',
  'broken-payload': 'signed the digest of a malformed payload',
  'unproven-bounds':
    'signed the digest of proofs that do not prove its input to be within the bounds',
  'both-shares': 'revealed two shares of one client',
  'wrong-share': 'revealed a different share than the one that it was dealt and had accepted',
  'broken-sharing':
    'dealt shares whose points, under its signed root, do not belong to its mask key and its seed',
  'broken-nonce': 'drew its neighbours with another number than the one whose digest it had signed',
  'broken-code': 'dealt symbols whose points, under its signed root, belong to no code word',
  'unlinked-payload':
    'signed the digest of a payload that is not its committed input plus its committed mask',
  'wrong-answer': 'answered with another sum than that of the symbols that it had accepted',
  'broken-box':
    'sealed a box that does not open, or holds something else than its signed leaf says',
  'false-accusation': 'accused a dealer whose box held what its leaf says',
  'broken-transcript': 'signed messages to clients that do not follow one another',
  'unknown-client': 'announced a client that was not in its list of the phase before',
  'thin-set': 'announced a set in which a client has too few of the neighbours that it drew',
  'false-quorum': 'asked for shares without a quorum that signed the announced set',
  'contradictory-request':
    'asked for the mask secret of a client that it had announced as included',
  'different-parts': 'signed different lists of included clients for two parts of one vector',
  'false-record': 'signed a record that does not verify',
} as const;

/** A key of {@link MISBEHAVIOURS}. */
export type Misbehaviour = keyof typeof MISBEHAVIOURS;

/**
 * An envelope of evidence whose signature was verified, under the roster or the session's
 * coordinator key.
 */
export interface SignedPart {
  readonly type: MessageType;
  readonly by: Party;
  readonly bytes: Uint8Array;
  readonly body: Uint8Array;
}

/** The verified envelopes of one session. */
export interface SessionEnvelopes {
  readonly session: Session;
  readonly parts: readonly SignedPart[];
}

/**
 * Input of the evidence rules: the signed envelopes in the order of the file, and the attachment.
 */
export interface SignedParts extends SessionEnvelopes {
  readonly roster: Roster;
  /** Envelopes of the other sessions in which the same vector is summed, if the session sums a part of one. */
  readonly siblings: readonly SessionEnvelopes[];
  readonly attachment: Uint8Array;
  readonly kernel: Kernel;
  readonly checks: EnabledChecks;
  readonly checker: RangeVerifier | undefined;
}

/** Misbehaviour that a rule found. */
export interface Violation {
  readonly misbehaviour: Misbehaviour;
  readonly culprit: Party;
  /** What exactly was found, in addition to the misbehaviour's sentence. */
  readonly detail: string;
}

/**
 * Looks for one kind of misbehaviour. A rule must never name an honest party, whatever the other
 * parties sign, replay, reorder or omit.
 *
 * @throws WireError if the evidence cannot be decoded, or CheckFailure if it is not about what the accused was told; it proves
 *   nothing then
 */
export type EvidenceRule = (
  evidence: SignedParts,
) => Violation | undefined | Promise<Violation | undefined>;

/** The first envelope of a type, signed by a given party if one is named. */
export function partBy(
  { parts }: SignedParts,
  phase: MessageType,
  by?: Party,
): SignedPart | undefined {
  return parts.find((part) => part.type === phase && (by === undefined || part.by === by));
}

/**
 * Decodes the body of a signed message.
 *
 * @throws WireError if it is malformed
 */
export function bodyOf<T extends Exclude<MessageType, 'invitation'>>(
  session: Session,
  type: T,
  { body }: Pick<SignedPart, 'body'>,
): BodyOf<T> {
  return fromBytes(codecOf(type, session), body, body.length, type);
}
