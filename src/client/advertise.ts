import { type AgreementKeyPair, generateAgreementKey } from '../crypto/agreement.ts';
import { equalBytes } from '../crypto/tupleHash.ts';
import { type Advance, HostError, Phase } from '../session/outcome.ts';
import { demandPolicy, type Policy } from '../session/policy.ts';
import { demandRequested, type RequestedRound } from '../session/requestedRound.ts';
import { coordinatorOnRosterProblem, parameterProblems, type Session } from '../session/session.ts';
import type { Setting } from '../session/signed.ts';
import { notLiveBecause, unsafeBecause } from '../session/thresholds.ts';
import { advertiseCodec } from '../wire/bodies/advertise.ts';
import { toBytes } from '../wire/codec.ts';
import type { Message } from '../wire/message.ts';
import { type ClientContext, messageOf } from './context.ts';

/** A client that advertised its keys and waits for everyone else's. */
export type Advertised = Phase<'advertised', AdvertisedContents>;

/** @internal */
export interface AdvertisedContents {
  readonly context: ClientContext;
  /** d integers within ±B. */
  readonly input: Int32Array;
  readonly maskKeys: AgreementKeyPair;
  readonly boxKeys: AgreementKeyPair;
  /** The Advertise envelope that was sent. */
  readonly envelope: Uint8Array;
  readonly history: Uint8Array;
}

/**
 * Phase 0, Advertise: makes keys for the session (Bonawitz et al., CCS 2017, round 0).
 *
 * @param input - d integers within ±B
 * @param history - what the invitation begins
 */
export function advertise(
  context: ClientContext,
  input: Int32Array,
  history: Uint8Array,
): Advance<Advertised, Message> {
  const maskKeys = generateAgreementKey(context.kernel, context.random);
  const boxKeys = generateAgreementKey(context.kernel, context.random);
  const body = toBytes(advertiseCodec, {
    maskKey: maskKeys.publicKey,
    boxKey: boxKeys.publicKey,
    nonce: context.random(32),
  });
  const message = messageOf(context, 'advertise', body);
  const state = new Phase('advertised', {
    context,
    input,
    maskKeys,
    boxKeys,
    envelope: message.envelope,
    history,
  });
  return { kind: 'advance', state, output: message };
}

/** Checks a session before anything is sent in it. @throws CheckFailure for one that this client must not join */
export function demandSession(
  { session, roster, defences }: Setting,
  requested: RequestedRound,
  policy: Policy,
): void {
  const { parameters } = session;
  const problems = parameterProblems(parameters);
  defences.demand('parameters', problems.length === 0, () => ({
    message: problems.join('; '),
    culprit: 'coordinator',
  }));
  const unsafe = unsafeBecause(parameters);
  defences.demand('thresholds-safe', unsafe === undefined, () => ({ message: unsafe ?? '' }));
  const notLive = notLiveBecause(parameters);
  defences.demand('thresholds-live', notLive === undefined, () => ({ message: notLive ?? '' }));
  demandRequested(defences, requested, session);
  demandPolicy(defences, policy, session);
  const sameRoster =
    roster.size === parameters.clients && equalBytes(roster.digest, parameters.rosterDigest);
  defences.demand('roster-entries', sameRoster, () => ({
    message: 'the roster at hand is not the one that the session names',
  }));
  const twice = coordinatorOnRosterProblem(parameters, roster);
  defences.demand('roster-entries', twice === undefined, () => ({ message: twice ?? '' }));
}

/** A copy of an input that fits the session. @throws HostError `wrong-input` */
export function checkedInput({ parameters }: Session, input: Int32Array): Int32Array {
  const { length, bound, proofs } = parameters;
  if (input.length !== length) {
    throw new HostError(
      'wrong-input',
      `the input has ${input.length} coordinates, the session ${length}`,
    );
  }
  const outside = input.findIndex((x) => Math.abs(x) > bound);
  if (outside >= 0) {
    throw new HostError(
      'wrong-input',
      `coordinate ${outside} lies outside ±${bound}; encode or clip the input first`,
    );
  }
  if (proofs.kind === 'l2') {
    const squares = input.reduce((sum, x) => sum + x * x, 0);
    if (squares > proofs.maxSquaredNorm) {
      throw new HostError(
        'wrong-input',
        `the squared norm ${squares} is beyond ${proofs.maxSquaredNorm}; scale the input down first`,
      );
    }
  }
  return input.slice();
}
