import type { RandomSource } from '../crypto/random.ts';
import { randomSource } from '../crypto/randomArgument.ts';
import type { Identity } from '../crypto/signing.ts';
import type { Kernel, WorkOptions } from '../kernel/kernel.ts';
import type { RangeProver } from '../proofs/system.ts';
import { ALL_CHECKS, type EnabledChecks } from '../session/checks/enabledChecks.ts';
import { defaultEpoch, requireName } from '../session/inputEpoch.ts';
import type { InputOrigin } from '../session/inputOrigin.ts';
import { type Claim, inputClaim, type Ledger, roundClaim } from '../session/ledger.ts';
import { type Abort, type Advance, UsageError, orAbort } from '../session/outcome.ts';
import {
  identityArgument,
  kernelArgument,
  ledgerArgument,
  messageArgument,
  proverArgument,
  rosterArgument,
  workArgument,
} from '../session/partyArguments.ts';
import type { Policy } from '../session/policy.ts';
import type { RequestedRound } from '../session/requestedRound.ts';
import { policyArgument } from '../session/policyArgument.ts';
import type { Roster } from '../session/roster.ts';
import type { Session } from '../session/session.ts';
import {
  type Argument,
  bytes32,
  callable,
  type Fields,
  integer,
  optional,
  strictObject,
  text,
} from '../usage/arguments.ts';
import { extendTranscript, type Message } from '../wire/transcript.ts';
import type { Setting } from '../messages/signed.ts';
import { advertise, checkedInput, type PlannedSession, requireSession } from './advertise.ts';
import { ClientSession } from './clientSession.ts';
import { openInvitation } from './invitation.ts';
import { type ClientContext, SENT_BEFORE } from './context.ts';
import { requireProver } from './proving.ts';
import { type Advertised, wipeSecrets } from './states.ts';
import { CLIENT_SCHEMES } from '../schemes/clientRegistry.ts';
import type { ClientSchemes } from '../schemes/client.ts';

/** Options of `joinSession`. */
export interface JoinOptions extends RequestedRound {
  /** The coordinator's invitation. */
  readonly invitation: Message;
  /** The task to take part in, 1 to 200 characters. A session of another task is refused. */
  readonly task: string;
  /** The round to take part in; any round if omitted. */
  readonly round?: number | undefined;
  /**
   * The expected session digest, 32 bytes, if the caller knows it, for example from a list of
   * sessions.
   */
  readonly sessionDigest?: Uint8Array | undefined;
  /** The roster that the client trusts; the policy pins its digest. */
  readonly roster: Roster;
  /** This client's long-term identity; its public key must be on the roster. */
  readonly identity: Identity;
  readonly policy: Policy;
  /**
   * Records the rounds that this client took part in and the inputs that it sent. It must be
   * persistent: a ledger that is lost allows the same input to be sent twice.
   */
  readonly ledger: Ledger;
  /**
   * Returns the input for the session: d integers within ±B. Called once, after the session passed
   * the client's checks and before the ledger is asked. Use `encodeInput` to encode floating-point
   * numbers or weighted means.
   */
  readonly input: (session: Session) => Int32Array;
  /**
   * Names the state of the data that the input is about, such as a week or a version; 1 to 200
   * characters. Each source sends its data of one epoch once, across all tasks; to send equal
   * values again, use another epoch. Default: `defaultEpoch` of the encoded input.
   */
  readonly epoch?: string | undefined;
  /**
   * Names where the data comes from, 1 to 200 characters. Default: the identity's public key in
   * hexadecimal.
   */
  readonly source?: string | undefined;
  readonly random: RandomSource;
  readonly kernel: Kernel;
  /**
   * Required if the session asks for range proofs: see `createPlanesProver`, and `loadRangeProver`
   * of `veilsum/snark`.
   */
  readonly prover?: RangeProver | undefined;
  /**
   * Progress and cancellation of the long computations: committing in phase 1, proving and masking
   * in phase 2.
   */
  readonly work?: WorkOptions | undefined;
}

/** Argument readers for the options that do not depend on how messages are transported. */
export const participantFields: Fields<
  Omit<JoinOptions, 'invitation' | 'sessionDigest' | 'input' | 'work'>
> = {
  task: text(1, 200),
  round: optional(integer(0)),
  source: optional(text(1, 200)),
  epoch: optional(text(1, 200)),
  roster: rosterArgument,
  identity: identityArgument,
  policy: policyArgument,
  ledger: ledgerArgument,
  random: randomSource,
  kernel: kernelArgument,
  prover: optional(proverArgument),
};

/**
 * Reads the options of `joinSession`.
 *
 * @internal
 */
export const joinArgument: Argument<JoinOptions> = strictObject<JoinOptions>({
  ...participantFields,
  invitation: messageArgument,
  sessionDigest: optional(bytes32),
  input: callable('a function that gives the input'),
  work: optional(workArgument),
});

/**
 * Joins a session: checks the invitation against the options and the client's policy, claims the
 * round in the ledger, and returns the first message to send.
 *
 * The input is claimed in the ledger only in phase 2, before the first message that depends on it.
 * A session that fails earlier uses up the round, but not the input.
 *
 * @returns the running session and its Advertise message, or an abort that names the failed check,
 *   in which case nothing may be sent
 * @throws UsageError `wrong-input` if an option is missing, unknown or of the wrong type, or if the
 *   input, its names or the identity do not fit the session
 * @throws UsageError `no-proof-system` if the session asks for proofs and no matching `prover` was
 *   given
 *
 * @example
 * ```ts
 * const joined = await joinSession({
 *   invitation,
 *   task: 'steps',
 *   roster,
 *   identity,
 *   policy,
 *   ledger: memoryLedger(),
 *   input: () => Int32Array.of(4211, 12_034, 8500).map((steps) => Math.min(steps, 1000)),
 *   random,
 *   kernel,
 * });
 * if (joined.kind === 'abort') throw new Error(`${joined.code}: ${joined.message}`);
 * await transport.send(joined.output);
 * ```
 */
export async function joinSession(
  options: JoinOptions,
): Promise<Advance<ClientSession, Message> | Abort> {
  return joinUnder(ALL_CHECKS, joinArgument(options, ''));
}

/**
 * {@link joinSession} with some checks off or other schemes, as the attack suite needs it, and for participations that can be
 * resumed, with a way to keep proofs, or share what they read.
 */
export async function joinUnder(
  checks: EnabledChecks,
  options: JoinOptions,
  schemes: ClientSchemes = CLIENT_SCHEMES,
  host: Pick<ClientContext, 'keepProof' | 'reading'> = {},
): Promise<Advance<ClientSession, Message> | Abort> {
  let advertised: Advertised | undefined;
  return orAbort(
    async () => {
      const { invitation, ledger } = options;
      const session = await openInvitation(checks, options, schemes);
      const setting = { session, roster: options.roster, checks };
      requireJoinable(setting, options);
      const input = checkedInput(session, options.input(session));
      const origin = originOf(options, input);
      const claimInput = (envelope: Uint8Array): Promise<boolean> =>
        ledger.claim(inputClaim(session, origin, envelope));
      const context = { ...setting, ...partyOf(options, session, schemes), claimInput, ...host };
      const first = advertise(context, input, extendTranscript(undefined, invitation.envelope));
      advertised = first.state;
      const { envelope } = first.output;
      await claimRound(
        setting,
        ledger,
        roundClaim(session, envelope),
        inputClaim(session, origin, envelope),
      );
      const running = new ClientSession(context, first.state, invitation, first.output);
      return { kind: 'advance', state: running, output: first.output };
    },
    () => {
      if (advertised) wipeSecrets(advertised.take());
    },
  );
}

/**
 * Checks a session, and what the caller has for it, before the input is asked for.
 *
 * @throws CheckFailure if this client must not join the session
 * @throws UsageError `wrong-input` if the identity is not on the roster; `no-proof-system`
 */
export function requireJoinable(
  setting: Setting,
  { roster, identity, policy, prover, task, round }: Party,
  planned?: PlannedSession,
): void {
  if (roster.find(identity.publicKey) === undefined) {
    throw new UsageError(
      'wrong-input',
      'this identity is not on the roster; ask the operator to be admitted',
    );
  }
  requireSession(setting, { task, round }, policy, planned);
  requireProver({ ...setting, prover }, policy);
}

/** The options that do not depend on an invitation. */
type Party = Omit<JoinOptions, 'invitation' | 'sessionDigest' | 'input'>;

/** What a client's context has in addition to its session. */
export function partyOf(
  { roster, identity, random, kernel, prover, work = {} }: Party,
  session: Session,
  schemes: ClientSchemes,
): Pick<ClientContext, 'self' | 'identity' | 'random' | 'kernel' | 'prover' | 'work' | 'scheme'> {
  const self = roster.find(identity.publicKey)!;
  const scheme = schemes.get(session.scheme.kind)!;
  return { self, identity, random, kernel, prover, work, scheme };
}

/**
 * The source and epoch of the input, from the options or by default.
 *
 * @throws UsageError `wrong-input` if a name is too long or empty
 */
export function originOf(
  { identity, policy, source, epoch }: Party,
  input: Int32Array,
): InputOrigin {
  if (source !== undefined) requireName('source', source);
  if (epoch !== undefined) requireName('epoch', epoch);
  return {
    source: source ?? identity.publicKey.toHex(),
    epoch: epoch ?? defaultEpoch(policy, identity, input),
  };
}

/**
 * Claims a round in the ledger, unless the input was sent before.
 *
 * @throws CheckFailure `input-once` or `ledger`
 */
export async function claimRound(
  { session, checks }: Pick<Setting, 'session' | 'checks'>,
  ledger: Ledger,
  round: Claim,
  input: Claim,
): Promise<void> {
  // Looked up here too, not only claimed in phase 2: a refusal there would cost this round and
  // turn the client into a dropout.
  const unsent: unknown = await ledger.admits(input);
  checks.require('input-once', unsent === true, () => ({ message: SENT_BEFORE }));
  // Claimed last, so that only a message that is about to be sent uses up the round.
  const claimed: unknown = await ledger.claim(round);
  // Only `true` counts: a ledger that returns anything else has not granted the claim.
  checks.require('ledger', claimed === true, () => ({
    message: `this client already took part in round ${session.parameters.round} of this task; wait for the next round`,
  }));
}
