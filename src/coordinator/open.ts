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
import { callable, optional, strictObject, truth } from '../usage/arguments.ts';
import { describeDemand } from '../session/proofDemand.ts';
import { type ProofPolicy, proofSetupProblem } from '../session/proofPolicy.ts';
import type { Roster } from '../session/roster.ts';
import type { Session } from '../session/session.ts';
import type { Message } from '../wire/transcript.ts';
import { KeyRequirements } from '../messages/keys.ts';
import type { AddMasks, CoordinatorSchemes } from '../schemes/coordinator.ts';
import { COORDINATOR_SCHEMES } from '../schemes/coordinatorRegistry.ts';
import { broadcast, type CoordinatorContext } from './context.ts';
import { CoordinatorSession } from './coordinatorSession.ts';

/** What a coordinator needs to run one session. */
export interface OpenOptions {
  /** Drawn up with `defineSession`, under this coordinator's key and this roster. */
  readonly session: Session;
  readonly roster: Roster;
  readonly identity: Identity;
  readonly kernel: Kernel;
  /** Checks range proofs, for a session that asks for them: `planesVerifier`, or one of `veilsum/snark`. */
  readonly checker?: RangeVerifier | undefined;
  /** Opens sessions under development keys, with which anyone can prove anything; default false. */
  readonly allowDevelopmentKeys?: boolean | undefined;
  /** Progress of, and a stop to, the long work of checking proofs and of unmasking. */
  readonly work?: WorkOptions | undefined;
  /** Takes the masks off the total, the longest work of a session, where that is to be split over machines; default: `kernel` does it. */
  readonly addMasks?: AddMasks | undefined;
}

const openArgument = strictObject<OpenOptions>({
  session: sessionArgument,
  roster: rosterArgument,
  identity: identityArgument,
  kernel: kernelArgument,
  checker: optional(checkerArgument),
  allowDevelopmentKeys: optional(truth),
  work: optional(workArgument),
  addMasks: optional(callable()),
});

/**
 * Opens a session.
 *
 * @returns the running session, and the invitation to send to everyone on the roster
 * @throws UsageError `wrong-input` for options that are missing, unknown or of another kind, and where session, roster, identity
 *   and checker do not belong together; `no-proof-system` where the session asks for proofs and no checker was given
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

/** {@link openSession} with some checks off: for the attack suite alone. */
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
  const party = { identity, kernel, checker, work, addMasks, scheme };
  return begin({ session, roster, checks, ...party });
}

/** Invites everyone: without the questions that the host of a session is asked. */
export function begin(context: CoordinatorContext): Advance<CoordinatorSession, Message> {
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

/** The coordinator drew the session up itself, so keys that don't fit are its host's mistake and nobody's attack. */
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
