import { isClientPhase, messageTypeOf } from '../../messages/table.ts';
import type { IdentityKey } from '../../crypto/signing.ts';
import { equalBytes } from '../../crypto/tupleHash.ts';
import type { Kernel } from '../../kernel/kernel.ts';
import type { RangeVerifier } from '../../proofs/system.ts';
import { checkerArgument, kernelArgument, rosterArgument } from '../../session/partyArguments.ts';
import { bytes32, optional, strictObject } from '../../usage/arguments.ts';
import { anyBytes } from '../arguments.ts';
import {
  ALL_CHECKS,
  CheckFailure,
  type EnabledChecks,
} from '../../session/checks/enabledChecks.ts';
import type { CheckName } from '../../session/checks/table.ts';
import { readParameters } from '../../session/parameters.ts';
import { allParts } from '../../session/parts.ts';
import { clientId } from '../../session/party.ts';
import type { Roster } from '../../session/roster.ts';
import { type Session, sessionFrom } from '../../session/session.ts';
import {
  COORDINATOR_SENDER,
  type Envelope,
  hasValidSignature,
  openEnvelope,
} from '../../wire/envelope.ts';
import { WireError } from '../../wire/errors.ts';
import {
  brokenTranscript,
  differentParts,
  falseQuorum,
  foreignCommit,
  foreignShare,
  falseRecord,
  unknownClient,
} from './coordinatorRules.ts';
import { EVIDENCE_RULES } from '../../schemes/evidenceRegistry.ts';
import { MAX_EVIDENCE_BYTES, readEvidence } from './evidence.ts';
import {
  brokenCommitment,
  brokenKeys,
  brokenMessage,
  brokenPayload,
  equivocation,
  unprovenBounds,
} from './messageRules.ts';
import {
  type Violation,
  type SignedParts,
  type SessionEnvelopes,
  MISBEHAVIOURS,
  type EvidenceRule,
  type SignedPart,
} from '../../messages/misbehaviour.ts';

/** Options of `verifyEvidence`. */
export interface EvidenceOptions {
  /** The roster whose keys verify the clients' signatures. */
  readonly roster: Roster;
  /** The required coordinator key, 32 bytes; default: the key that the session names. */
  readonly coordinatorKey?: Uint8Array | undefined;
  /**
   * Required for evidence about range proofs: `planesVerifier`, or `loadRangeVerifier` of
   * `veilsum/snark`.
   */
  readonly checker?: RangeVerifier | undefined;
}

const judgeOptions = strictObject<EvidenceOptions>({
  roster: rosterArgument,
  coordinatorKey: optional(bytes32),
  checker: optional(checkerArgument),
});

/** What evidence proves. */
export type EvidenceVerdict =
  | (Violation & {
      readonly kind: 'proven';
      /** The misbehaviour as a sentence, from `MISBEHAVIOURS`. */
      readonly statement: string;
      readonly session: Session;
    })
  | {
      readonly kind: 'not-proven';
      readonly reason: string;
      /** The check that failed, if one did: the accused was told something else than the evidence holds. */
      readonly code?: CheckName;
    };

/** The order matters: earlier rules make sure that later ones can decode their input. */
const RULES: readonly EvidenceRule[] = [
  equivocation,
  brokenMessage,
  brokenKeys,
  brokenCommitment,
  brokenPayload,
  unprovenBounds,
  brokenTranscript,
  foreignShare,
  foreignCommit,
  unknownClient,
  falseQuorum,
  differentParts,
];

function rulesFor({ scheme }: Session): readonly EvidenceRule[] {
  return [...RULES, ...(EVIDENCE_RULES.get(scheme.kind) ?? []), falseRecord];
}

/**
 * Verifies an evidence file: determines which misbehaviour it proves, and of whom, from the file
 * and the roster alone. The verdict never names an honest party, even if all other parties collude.
 *
 * @param kernel - for example `await defaultKernel()`
 * @returns a verdict of kind `proven`, with the culprit, or `not-proven`, with a reason
 * @throws WireError if the bytes are not evidence
 * @throws UsageError `wrong-input` if an argument is invalid
 *
 * @example
 * ```ts
 * const verdict = await verifyEvidence(evidence, { roster }, await defaultKernel());
 * if (verdict.kind === 'proven') console.log(verdict.culprit, verdict.statement);
 * ```
 */
export function verifyEvidence(
  bytes: Uint8Array,
  options: EvidenceOptions,
  kernel: Kernel,
): Promise<EvidenceVerdict> {
  return verifyEvidenceUnder(ALL_CHECKS, bytes, options, kernel);
}

/** {@link verifyEvidence} with some checks off; used only by the attack suite. */
export async function verifyEvidenceUnder(
  checks: EnabledChecks,
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
    return notProven('the session has another roster');
  }
  if (coordinatorKey && !equalBytes(parameters.coordinatorKey, coordinatorKey)) {
    return notProven('the session is by another coordinator');
  }
  const opened = await openedBySession(session, roster, evidence.envelopes);
  if (typeof opened === 'string') return notProven(opened);
  const [own, ...siblings] = opened;
  const signed: SignedParts = {
    ...own!,
    siblings: siblings.filter(({ parts }) => parts.length > 0),
    roster,
    attachment: evidence.attachment,
    kernel,
    checks,
    checker,
  };
  let failed: CheckFailure | undefined;
  for (const rule of rulesFor(session)) {
    const found = await findingOf(rule, signed);
    if (found instanceof CheckFailure) failed ??= found;
    else if (found)
      return { kind: 'proven', ...found, statement: MISBEHAVIOURS[found.misbehaviour], session };
  }
  if (failed) return notProven(failed.finding.message, failed.check);
  return notProven(
    session.proofBytes > 0 && !checker
      ? 'nothing in it is wrong, as far as can be said without a verifier of the session’s proofs'
      : 'nothing in it is wrong',
  );
}

/** Applies a rule. Input that it cannot decode, or that is not about what the accused was told, proves nothing. */
async function findingOf(
  rule: EvidenceRule,
  evidence: SignedParts,
): Promise<Violation | CheckFailure | undefined> {
  try {
    return await rule(evidence);
  } catch (error) {
    if (error instanceof WireError) return undefined;
    if (error instanceof CheckFailure) return error;
    throw error;
  }
}

/**
 * Opens and verifies all envelopes, or returns why one proves nothing.
 *
 * @returns first those of the session itself, then of the other sessions in which the same vector is summed
 */
async function openedBySession(
  session: Session,
  roster: Roster,
  envelopes: readonly Uint8Array[],
): Promise<readonly SessionEnvelopes[] | string> {
  const others = allParts(session).filter(({ digest }) => !equalBytes(digest, session.digest));
  const opened = [session, ...others].map((of) => ({ session: of, parts: [] as SignedPart[] }));
  for (const [i, bytes] of envelopes.entries()) {
    const envelope = openEnvelope(bytes, MAX_EVIDENCE_BYTES);
    const named = opened.find((one) => equalBytes(one.session.digest, envelope.session));
    const part = named
      ? await signedPart(named.session, roster, envelope, bytes)
      : 'it was signed for another session';
    if (typeof part === 'string') return `envelope ${i}: ${part}`;
    named!.parts.push(part);
  }
  return opened;
}

/** Verifies an envelope of a session, or returns why it proves nothing. */
async function signedPart(
  session: Session,
  roster: Roster,
  envelope: Envelope,
  bytes: Uint8Array,
): Promise<SignedPart | string> {
  const type = messageTypeOf(envelope.type);
  if (!type) return 'it has an unknown message type';
  const client = clientId(envelope.sender, roster.size);
  const by = envelope.sender === COORDINATOR_SENDER ? 'coordinator' : client;
  const key = keyOf(session, roster, by);
  if (by === undefined || !key) return 'its sender is not part of this session';
  if (isClientPhase(type) === (by === 'coordinator'))
    return 'it has a message type that its sender never sends';
  return (await hasValidSignature(envelope, key))
    ? { type, by, bytes, body: envelope.body }
    : 'its signature does not verify';
}

function keyOf(
  { coordinatorKey }: Session,
  roster: Roster,
  by: SignedPart['by'] | undefined,
): IdentityKey | undefined {
  if (by === undefined) return undefined;
  return by === 'coordinator' ? coordinatorKey : roster.entry(by).key;
}

function notProven(reason: string, code?: CheckName): EvidenceVerdict {
  return code === undefined ? { kind: 'not-proven', reason } : { kind: 'not-proven', reason, code };
}
