import type { IdentityKey } from '../../crypto/signing.ts';
import { equalBytes } from '../../crypto/tupleHash.ts';
import type { Kernel } from '../../kernel/kernel.ts';
import type { RangeVerifier } from '../../proofs/system.ts';
import { checkerArgument, kernelArgument, rosterArgument } from '../../session/partyArguments.ts';
import { bytes32, optional, strictObject } from '../../usage/arguments.ts';
import { anyBytes } from '../arguments.ts';
import { readParameters } from '../../session/parameters.ts';
import { clientId } from '../../session/party.ts';
import type { Roster } from '../../session/roster.ts';
import { type Session, sessionFrom } from '../../session/session.ts';
import {
  COORDINATOR_SENDER,
  hasValidSignature,
  openEnvelope,
  MESSAGE_TYPES,
  type MessageType,
} from '../../wire/envelope.ts';
import { WireError } from '../../wire/errors.ts';
import {
  brokenTranscript,
  contradictoryRequest,
  falseQuorum,
  falseRecord,
  unknownClient,
} from './coordinatorRules.ts';
import { MAX_EVIDENCE_BYTES, readEvidence } from './evidence.ts';
import {
  brokenCommitment,
  brokenKeys,
  brokenMessage,
  brokenPayload,
  changedCommitment,
  equivocation,
  unprovenBounds,
} from './messageRules.ts';
import {
  type Violation,
  type SignedParts,
  MISBEHAVIOURS,
  type EvidenceRule,
  type SignedPart,
} from './misbehaviour.ts';
import { bothShares, wrongShare, wrongSharing } from './shareRules.ts';

/** What a judge trusts, and has at hand. */
export interface EvidenceOptions {
  /** Whose keys clients' signatures are judged by. */
  readonly roster: Roster;
  /** The coordinator that the session must be of; any that the session names where it is left out. */
  readonly coordinatorKey?: Uint8Array | undefined;
  /** Needed where evidence is about range proofs. */
  readonly checker?: RangeVerifier | undefined;
}

const judgeOptions = strictObject<EvidenceOptions>({
  roster: rosterArgument,
  coordinatorKey: optional(bytes32),
  checker: optional(checkerArgument),
});

/** What evidence shows. */
export type EvidenceVerdict =
  | (Violation & {
      readonly kind: 'proven';
      /** The misbehaviour in words. */
      readonly statement: string;
      readonly session: Session;
    })
  | { readonly kind: 'not-proven'; readonly reason: string };

/** In this order: what later ones read, earlier ones have found to be readable. */
const RULES: readonly EvidenceRule[] = [
  equivocation,
  brokenMessage,
  brokenKeys,
  brokenCommitment,
  changedCommitment,
  brokenPayload,
  unprovenBounds,
  brokenTranscript,
  unknownClient,
  contradictoryRequest,
  falseQuorum,
  bothShares,
  wrongShare,
  wrongSharing,
  falseRecord,
];

/**
 * Says what a file of evidence proves, and of whom, with nothing but the roster. An honest party is never found guilty, whatever
 * all others do together.
 *
 * @throws WireError for bytes that are no evidence; UsageError `wrong-input` for arguments that are not as they should be
 * @example
 * ```ts
 * const judgement = await verifyEvidence(evidence, { roster }, await defaultKernel());
 * if (judgement.kind === 'proven') console.log(judgement.culprit, judgement.statement);
 * ```
 */
export async function verifyEvidence(
  bytes: Uint8Array,
  options: EvidenceOptions,
  kernel: Kernel,
): Promise<EvidenceVerdict> {
  const { roster, coordinatorKey, checker } = judgeOptions(options, 'options');
  kernelArgument(kernel, 'kernel');
  const evidence = readEvidence(anyBytes(bytes, 'evidence'));
  const session = sessionFrom(readParameters(evidence.session), evidence.session);
  const { parameters } = session;
  if (parameters.clients !== roster.size || !equalBytes(parameters.rosterDigest, roster.digest)) {
    return notProven('the session is over another roster');
  }
  if (coordinatorKey && !equalBytes(parameters.coordinatorKey, coordinatorKey)) {
    return notProven('the session is of another coordinator');
  }
  const parts: SignedPart[] = [];
  for (const [i, envelope] of evidence.envelopes.entries()) {
    const part = await signedPart(session, roster, envelope);
    if (typeof part === 'string') return notProven(`envelope ${i}: ${part}`);
    parts.push(part);
  }
  const signed: SignedParts = {
    session,
    roster,
    parts,
    attachment: evidence.attachment,
    kernel,
    checker,
  };
  for (const rule of RULES) {
    const found = await findingOf(rule, signed);
    if (found)
      return { kind: 'proven', ...found, statement: MISBEHAVIOURS[found.misbehaviour], session };
  }
  return notProven(
    session.proofBytes > 0 && !checker
      ? 'nothing in it is wrong, as far as can be said without a verifier of the session’s proofs'
      : 'nothing in it is wrong',
  );
}

/** What a rule finds; what it cannot read, it does not judge. */
async function findingOf(
  rule: EvidenceRule,
  evidence: SignedParts,
): Promise<Violation | undefined> {
  try {
    return await rule(evidence);
  } catch (error) {
    if (error instanceof WireError) return undefined;
    throw error;
  }
}

/** Opens an envelope; or why nobody answers for it. */
async function signedPart(
  session: Session,
  roster: Roster,
  bytes: Uint8Array,
): Promise<SignedPart | string> {
  const envelope = openEnvelope(bytes, MAX_EVIDENCE_BYTES);
  if (!equalBytes(envelope.session, session.digest)) return 'it was signed for another session';
  const type = (Object.keys(MESSAGE_TYPES) as MessageType[]).find(
    (name) => MESSAGE_TYPES[name] === envelope.type,
  );
  if (!type) return 'it is of no kind that there is';
  const client = clientId(envelope.sender, roster.size);
  const by = envelope.sender === COORDINATOR_SENDER ? 'coordinator' : client;
  const key = keyOf(session, roster, by);
  if (by === undefined || !key) return 'it names nobody of this session';
  if (CLIENT_KINDS.has(type) === (by === 'coordinator'))
    return 'it is of a kind that its sender never sends';
  return (await hasValidSignature(envelope, key))
    ? { type, by, bytes, body: envelope.body }
    : 'its signature does not verify';
}

const CLIENT_KINDS = new Set<MessageType>(['advertise', 'share', 'commit', 'confirm', 'unmask']);

function keyOf(
  { coordinatorKey }: Session,
  roster: Roster,
  by: SignedPart['by'] | undefined,
): IdentityKey | undefined {
  if (by === undefined) return undefined;
  return by === 'coordinator' ? coordinatorKey : roster.entry(by).key;
}

function notProven(reason: string): EvidenceVerdict {
  return { kind: 'not-proven', reason };
}
