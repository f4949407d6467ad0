import type { RandomSource } from '../crypto/random.ts';
import { randomSource } from '../crypto/randomArgument.ts';
import type { Identity } from '../crypto/signing.ts';
import { equalBytes } from '../crypto/tupleHash.ts';
import type { Kernel, WorkOptions } from '../kernel/kernel.ts';
import type { RangeProver } from '../proofs/system.ts';
import { ALL_CHECKS, type EnabledChecks, wellFormed } from '../session/checks/enabledChecks.ts';
import { defaultEpoch, requireName } from '../session/inputEpoch.ts';
import type { InputOrigin } from '../session/inputOrigin.ts';
import { inputClaim, type Ledger, roundClaim } from '../session/ledger.ts';
import { type Abort, type Advance, UsageError, orAbort } from '../session/outcome.ts';
import { MAX_INVITATION_BYTES, readParameters } from '../session/parameters.ts';
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
import { type Session, sessionFrom } from '../session/session.ts';
import { requireFromCoordinator } from '../messages/signed.ts';
import {
  bytes32,
  callable,
  type Fields,
  integer,
  optional,
  strictObject,
  text,
} from '../usage/arguments.ts';
import { openEnvelope } from '../wire/envelope.ts';
import { extendTranscript, type Message } from '../wire/transcript.ts';
import { advertise, checkedInput, requireSession } from './advertise.ts';
import { ClientSession } from './clientSession.ts';
import { SENT_BEFORE } from './context.ts';
import { requireProver } from './proving.ts';
import { type Advertised, wipeSecrets } from './states.ts';
import { CLIENT_SCHEMES } from '../schemes/clientRegistry.ts';
import type { ClientSchemes } from '../schemes/client.ts';

/** What a client needs to take part in one session. */
export interface JoinOptions extends RequestedRound {
  /** The coordinator's invitation. */
  readonly invitation: Message;
  /** The task that this client takes part in: a session of another one is refused. */
  readonly task: string;
  /** Its round; any where it is left out. */
  readonly round?: number | undefined;
  /** The digest of the session that the invitation must be of, where the caller has it from a list. */
  readonly sessionDigest?: Uint8Array | undefined;
  /** The roster that the client trusts; the policy pins its digest. */
  readonly roster: Roster;
  /** This client's long-term identity, which must be on the roster. */
  readonly identity: Identity;
  readonly policy: Policy;
  /** Rounds that this client took part in, and inputs that it sent; it must outlive the process. */
  readonly ledger: Ledger;
  /**
   * The input, once the session is known: d integers within ±B. Called only for a session that passed the
   * policy's checks; see `encodeInput` for floats and means.
   */
  readonly input: (session: Session) => Int32Array;
  /**
   * A name for what the input is about, such as a week or a version of the data; 1 to 200 characters. One source's input of one
   * epoch is sent once, in whatever task: who means to send equal values again names another epoch. Default: see
   * `defaultEpoch`, of the encoded input.
   */
  readonly epoch?: string | undefined;
  /** A name for where the data comes from, 1 to 200 characters; default: the identity's public key in hexadecimal. */
  readonly source?: string | undefined;
  readonly random: RandomSource;
  readonly kernel: Kernel;
  /** Makes range proofs, for sessions that ask for them; see `veilsum/snark`. */
  readonly prover?: RangeProver | undefined;
  /** Progress of, and a stop to, the long work: committing in phase 1, proving and masking in phase 2. */
  readonly work?: WorkOptions | undefined;
}

/** Readers of what taking part needs, however the messages travel. */
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

const joinArgument = strictObject<JoinOptions>({
  ...participantFields,
  invitation: messageArgument,
  sessionDigest: optional(bytes32),
  input: callable('a function that gives the input'),
  work: optional(workArgument),
});

/**
 * Takes part in a session: checks the invitation against what was asked for and the client's policy, notes the
 * participation in the ledger, and returns the first message to send. The input is noted there in phase 2, before the
 * first message that depends on it: until then a session that fails has used up the round alone.
 *
 * @returns the running session, or an abort naming the check that failed; nothing was sent then
 * @throws UsageError `wrong-input` for options that are missing, unknown or of another kind, and where the input, its names or the
 *   identity does not fit the session; `no-proof-system` where it asks for proofs and no `prover` was given
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

/** {@link joinSession} with some checks off: for the attack suite alone. */
export async function joinUnder(
  checks: EnabledChecks,
  options: JoinOptions,
  schemes: ClientSchemes = CLIENT_SCHEMES,
): Promise<Advance<ClientSession, Message> | Abort> {
  let advertised: Advertised | undefined;
  return orAbort(
    async () => {
      const { invitation, roster, identity, policy, ledger } = options;
      const { random, kernel, prover, work = {} } = options;
      const session = await openInvitation(checks, options, schemes);
      const self = roster.find(identity.publicKey);
      if (self === undefined) {
        throw new UsageError(
          'wrong-input',
          'this identity is not on the roster; ask the operator to be admitted',
        );
      }
      const setting = { session, roster, checks };
      requireSession(setting, options, policy);
      requireProver({ ...setting, prover }, policy);
      const input = checkedInput(session, options.input(session));
      const origin = originOf(options, input);
      const claimInput = (envelope: Uint8Array): Promise<boolean> =>
        ledger.claim(inputClaim(session, origin, envelope));
      const scheme = schemes.get(session.scheme.kind)!;
      const party = { self, identity, random, kernel, prover, work, claimInput, scheme };
      const context = { ...setting, ...party };
      const first = advertise(context, input, extendTranscript(undefined, invitation.envelope));
      advertised = first.state;
      const { envelope } = first.output;
      // Now rather than in phase 2, where the round would be lost, and the others would have to go on without this client.
      const unsent: unknown = await ledger.admits(inputClaim(session, origin, envelope));
      checks.require('input-once', unsent === true, () => ({ message: SENT_BEFORE }));
      // Last of all, so that nothing but a message that goes out uses up the round.
      const claimed: unknown = await ledger.claim(roundClaim(session, envelope));
      // Nothing but `true` is a claim: a ledger that answers in another way has claimed nothing.
      checks.require('ledger', claimed === true, () => ({
        message: `this client already took part in round ${session.parameters.round} of this task; wait for the next round`,
      }));
      const running = new ClientSession(context, first.state, invitation, first.output);
      return { kind: 'advance', state: running, output: first.output };
    },
    () => {
      if (advertised) wipeSecrets(advertised.take());
    },
  );
}

/** What the input comes from and is about, as the host says or by default. @throws UsageError `wrong-input` */
function originOf(
  { identity, policy, source, epoch }: JoinOptions,
  input: Int32Array,
): InputOrigin {
  if (source !== undefined) requireName('source', source);
  if (epoch !== undefined) requireName('epoch', epoch);
  return {
    source: source ?? identity.publicKey.toHex(),
    epoch: epoch ?? defaultEpoch(policy, identity, input),
  };
}

async function openInvitation(
  checks: EnabledChecks,
  { invitation, sessionDigest }: Pick<JoinOptions, 'invitation' | 'sessionDigest'>,
  schemes: ClientSchemes,
): Promise<Session> {
  const known = new Map(Array.from(schemes, ([kind, { rules }]) => [kind, rules]));
  const bytes = invitation.envelope;
  const envelope = wellFormed(() => openEnvelope(bytes, MAX_INVITATION_BYTES), undefined);
  const { body } = envelope;
  const session = wellFormed(
    () => sessionFrom(readParameters(body, known), body, known),
    undefined,
  );
  await requireFromCoordinator({ session, checks }, envelope, 'invitation');
  const listed = sessionDigest === undefined || equalBytes(session.digest, sessionDigest);
  checks.require('session-bound', listed, () => ({
    message: 'the invitation is to another session than the one that it was fetched for',
  }));
  return session;
}
