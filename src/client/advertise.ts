import { statementProblem } from '../proofs/statement.ts';
import { generateAgreementKey } from '../crypto/agreement.ts';
import { proveLogarithm } from '../crypto/logarithmProof.ts';
import { equalBytes } from '../crypto/tupleHash.ts';
import type { EnabledChecks } from '../session/checks/enabledChecks.ts';
import { planDigest } from '../session/parts.ts';
import { type Advance, UsageError, OneShot } from '../session/outcome.ts';
import { requirePolicy, type Policy } from '../session/policy.ts';
import { requireRequested, type RequestedRound } from '../session/requestedRound.ts';
import { coordinatorOnRosterProblem, parameterProblems, type Session } from '../session/session.ts';
import type { Setting } from '../messages/signed.ts';
import { possessionClaim } from '../messages/possession.ts';
import { codecOf } from '../messages/table.ts';
import { int32s } from '../usage/arguments.ts';
import { toBytes } from '../wire/codec.ts';
import type { Message } from '../wire/transcript.ts';
import { type ClientContext, messageOf } from './context.ts';
import type { Advertised } from './states.ts';

/**
 * Phase 0, Advertise: generates the client's keys for this session (Bonawitz et al., CCS 2017,
 * round 0).
 *
 * @param input - d integers within ±B; the state keeps this array and wipes it
 * @param transcriptHash - the transcript hash after the invitation
 */
export function advertise(
  context: ClientContext,
  input: Int32Array,
  transcriptHash: Uint8Array,
): Advance<Advertised, Message> {
  const schemeKeys = context.scheme.makeKeys(context);
  const boxKeys = generateAgreementKey(context.kernel, context.random);
  const body = toBytes(codecOf('advertise', context.session), {
    schemeKeys: schemeKeys.body,
    boxKey: boxKeys.publicKey,
    nonce: context.random(32),
    possession: proveLogarithm(
      context.kernel,
      boxKeys.secret,
      possessionClaim(context.session, context.self, boxKeys.publicKey),
    ),
  });
  const message = messageOf(context, 'advertise', body);
  const state = new OneShot('advertised', {
    context,
    input,
    schemeKeys,
    boxKeys,
    envelope: message.envelope,
    transcriptHash,
  });
  return { kind: 'advance', state, output: message };
}

/**
 * Checks a session before the client sends anything in it: parameters, thresholds, the requested
 * task and round, the client's policy, and the roster.
 *
 * @param planned - the part that it must be, for a client that joins all parts of a plan
 * @throws CheckFailure if this client must not join the session
 */
export function requireSession(
  { session, roster, checks }: Setting,
  requested: RequestedRound,
  policy: Policy,
  planned?: PlannedSession,
): void {
  const { parameters } = session;
  const problems = parameterProblems(parameters, session.scheme);
  checks.require('parameters', problems.length === 0, () => ({
    message: problems.join('; '),
    culprit: 'coordinator',
  }));
  const unsafe = session.scheme.thresholdSafetyProblem(parameters);
  checks.require('thresholds-safe', unsafe === undefined, () => ({ message: unsafe ?? '' }));
  const notLive = session.scheme.livenessProblem(parameters);
  checks.require('thresholds-live', notLive === undefined, () => ({ message: notLive ?? '' }));
  requireRequested(checks, requested, session);
  requirePart(checks, session, planned);
  requirePolicy(checks, policy, session);
  const sameRoster =
    roster.size === parameters.clients && equalBytes(roster.digest, parameters.rosterDigest);
  checks.require('roster-entries', sameRoster, () => ({
    message: 'the given roster is not the one that the session names',
  }));
  const twice = coordinatorOnRosterProblem(parameters, roster);
  checks.require('roster-entries', twice === undefined, () => ({ message: twice ?? '' }));
}

/** The part of a plan that a session must be. */
export interface PlannedSession {
  /** Digest of the plan, 32 bytes. */
  readonly plan: Uint8Array;
  readonly index: number;
}

/** @throws CheckFailure `parts-complete` for a session that is not the part that was asked for, or a part where a whole was */
function requirePart(
  checks: EnabledChecks,
  session: Session,
  planned: PlannedSession | undefined,
): void {
  const { part } = session.parameters;
  checks.require('parts-complete', (part === undefined) === (planned === undefined), () => ({
    message: part
      ? 'the session sums one part of a vector: join all parts of its plan together'
      : 'the session sums a whole vector, and a part of a plan was asked for',
  }));
  if (!part || !planned) return;
  const same = part.index === planned.index && equalBytes(planDigest(session), planned.plan);
  checks.require('parts-complete', same, () => ({
    message: `the session is not part ${planned.index} of the plan of the first one`,
    culprit: 'coordinator',
  }));
}

/**
 * Checks an input against the session and copies it: d integers within ±B that satisfy the
 * session's range statement.
 *
 * @throws UsageError `wrong-input` if the input does not fit
 */
export function checkedInput({ parameters }: Session, given: Int32Array): Int32Array {
  const input = int32s(given, 'input(session)');
  const { length, bound, proofs } = parameters;
  if (input.length !== length) {
    throw new UsageError(
      'wrong-input',
      `the input has ${input.length} coordinates, the session ${length}`,
    );
  }
  const outside = input.findIndex((x) => Math.abs(x) > bound);
  if (outside >= 0) {
    throw new UsageError(
      'wrong-input',
      `coordinate ${outside} lies outside ±${bound}; encode or clip the input first`,
    );
  }
  if (proofs.system !== 'none') {
    const problem = statementProblem(proofs.statement, input);
    if (problem !== undefined) throw new UsageError('wrong-input', problem);
  }
  return input.slice();
}
