import type { Identity } from '../crypto/signing.ts';
import { equalBytes } from '../crypto/tupleHash.ts';
import type { Kernel, WorkOptions } from '../kernel/kernel.ts';
import type { RangeVerifier } from '../proofs/system.ts';
import { ALL_CHECKS, type EnabledChecks } from '../session/checks/enabledChecks.ts';
import { type Advance, UsageError, OneShot } from '../session/outcome.ts';
import {
  checkerArgument,
  identityArgument,
  kernelArgument,
  rosterArgument,
  sessionArgument,
  workArgument,
} from '../session/partyArguments.ts';
import { callable, type Fields, optional, strictObject, truth } from '../usage/arguments.ts';
import { describeDemand } from '../session/proofDemand.ts';
import { type ProofPolicy, proofSetupProblem } from '../session/proofPolicy.ts';
import type { Roster } from '../session/roster.ts';
import type { Session } from '../session/session.ts';
import type { Message } from '../wire/transcript.ts';
import { KeyRequirements } from '../messages/keys.ts';
import type { AddMasks, CoordinatorSchemes } from '../schemes/coordinator.ts';
import { COORDINATOR_SCHEMES } from '../schemes/coordinatorRegistry.ts';
import { attachmentsFrom, type StoredAttachments } from './attachments.ts';
import { broadcast, type CoordinatorContext } from './context.ts';
import { CoordinatorSession } from './coordinatorSession.ts';

/** Options of `openSession`. */
export interface OpenOptions {
  /** A session made with `defineSession`, under this identity's key and this roster. */
  readonly session: Session;
  readonly roster: Roster;
  readonly identity: Identity;
  readonly kernel: Kernel;
  /**
   * Verifies range proofs. Required if the session asks for them: `planesVerifier`, or
   * `loadRangeVerifier` of `veilsum/snark`.
   */
  readonly checker?: RangeVerifier | undefined;
  /** Allows proof keys from development, with which anyone can forge proofs. Default: false. */
  readonly allowDevelopmentKeys?: boolean | undefined;
  /** Progress and cancellation of the long computations: verifying proofs and unmasking. */
  readonly work?: WorkOptions | undefined;
  /**
   * Replaces `kernel.addMasks`, the longest computation of a session, for example to split it over
   * machines.
   */
  readonly addMasks?: AddMasks | undefined;
  /**
   * Gives back what came with accepted Share and Commit messages, so that it need not stay in memory. Messages to clients then come
   * with `attached`, which reads the boxes back as it is sent. Default: they stay in memory until phase 2 is closed.
   */
  readonly storedAttachments?: StoredAttachments | undefined;
}

/** Argument readers for the options that do not depend on the session. */
export const coordinatorFields: Fields<Omit<OpenOptions, 'session' | 'storedAttachments'>> = {
  roster: rosterArgument,
  identity: identityArgument,
  kernel: kernelArgument,
  checker: optional(checkerArgument),
  allowDevelopmentKeys: optional(truth),
  work: optional(workArgument),
  addMasks: optional(callable()),
};

const openArgument = strictObject<OpenOptions>({
  ...coordinatorFields,
  session: sessionArgument,
  storedAttachments: optional(callable()),
});

/**
 * Opens a session.
 *
 * @returns the running session, and the invitation to send to every client on the roster
 * @throws UsageError `wrong-input` if an option is missing, unknown or of the wrong type, or if
 *   session, roster, identity and checker do not belong together
 * @throws UsageError `no-proof-system` if the session asks for proofs and no matching `checker` was
 *   given
 *
 * @example
 * ```ts
 * const { state, output } = openSession({ session, roster, identity: coordinatorIdentity, kernel });
 * // To everyone on the roster:
 * await transport.send(output);
 * state.phase; // 'advertise'
 * ```
 */
export function openSession(options: OpenOptions): Advance<CoordinatorSession, Message> {
  return openUnder(ALL_CHECKS, options);
}

/** {@link openSession} with some checks off; used only by the attack suite. */
export function openUnder(
  checks: EnabledChecks,
  options: OpenOptions,
  schemes: CoordinatorSchemes = COORDINATOR_SCHEMES,
): Advance<CoordinatorSession, Message> {
  const {
    session,
    roster,
    identity,
    kernel,
    checker,
    allowDevelopmentKeys,
    work = {},
    addMasks,
    storedAttachments,
  } = openArgument(options, '');
  const { coordinatorKey, rosterDigest } = session.parameters;
  if (!equalBytes(coordinatorKey, identity.publicKey.bytes)) {
    throw new UsageError(
      'wrong-input',
      'the session names another coordinator key than this identity’s',
    );
  }
  if (!equalBytes(rosterDigest, roster.digest)) {
    throw new UsageError('wrong-input', 'the session was drawn up over another roster');
  }
  requireChecker(session, checker, { allowDevelopmentKeys });
  const scheme = schemes.get(session.scheme.kind)!;
  const party = { identity, kernel, checker, work, addMasks, storedAttachments, scheme };
  return begin({ session, roster, checks, ...party });
}

/** Opens a session without checking the options. */
export function begin({
  storedAttachments,
  ...own
}: Omit<CoordinatorContext, 'attachments'> & {
  readonly storedAttachments?: StoredAttachments | undefined;
}): Advance<CoordinatorSession, Message> {
  const context: CoordinatorContext = { ...own, attachments: attachmentsFrom(storedAttachments) };
  const { session } = context;
  const { envelope, transcriptHash } = broadcast(context, 'invitation', undefined, session.bytes);
  const requirements = new KeyRequirements(context, context.kernel);
  const contents = { context, transcriptHash, requirements, submissions: new Map() };
  return {
    kind: 'advance',
    state: new CoordinatorSession(context, new OneShot('advertise', contents)),
    output: { envelope },
  };
}

/**
 * Requires a range verifier that fits the session. These are usage errors rather than failed
 * checks: the coordinator defined the session itself.
 *
 * @throws UsageError `no-proof-system` or `wrong-input`
 */
function requireChecker(
  session: Session,
  checker: RangeVerifier | undefined,
  policy: ProofPolicy,
): void {
  const { proofs } = session.parameters;
  if (proofs.system === 'none') return;
  if (checker?.system !== proofs.system) {
    const how =
      proofs.system === 'groth16' ? '`loadRangeVerifier` of `veilsum/snark`' : '`planesVerifier`';
    throw new UsageError(
      'no-proof-system',
      `the session asks for ${describeDemand(proofs)}: make a verifier with ${how}, and pass it as \`checker\``,
    );
  }
  const wrong = proofSetupProblem(policy, session, checker);
  if (wrong !== undefined) throw new UsageError('wrong-input', wrong);
}
