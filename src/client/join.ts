import type { RandomSource } from '../crypto/random.ts';
import { randomSource } from '../crypto/randomArgument.ts';
import type { Identity } from '../crypto/signing.ts';
import type { Kernel, WorkOptions } from '../kernel/kernel.ts';
import type { ProofMaker } from '../proofs/system.ts';
import { ALL_DEFENCES, type Defences, wellFormed } from '../session/defences.ts';
import { type Ledger, participationIn } from '../session/ledger.ts';
import { type Abort, type Advance, HostError, orAbort } from '../session/outcome.ts';
import { readParameters } from '../session/parameters.ts';
import {
  identityArgument,
  kernelArgument,
  ledgerArgument,
  messageArgument,
  proverArgument,
  rosterArgument,
  workArgument,
} from '../session/parties.ts';
import type { Policy } from '../session/policy.ts';
import { policyArgument } from '../session/policyArgument.ts';
import type { Roster } from '../session/roster.ts';
import { type Session, sessionFrom } from '../session/session.ts';
import { openFromCoordinator } from '../session/signed.ts';
import { callable, type Fields, optional, strictObject } from '../usage/arguments.ts';
import { openEnvelope } from '../wire/envelope.ts';
import { historyAfter } from '../wire/history.ts';
import type { Message } from '../wire/message.ts';
import { advertise, checkedInput, demandSession } from './advertise.ts';
import { ClientSession } from './clientSession.ts';
import { demandProver } from './proving.ts';

/** What a client needs to take part in one session. */
export interface JoinOptions {
  /** The coordinator's invitation. */
  readonly invitation: Message;
  /** The roster that the client trusts; the policy pins its digest. */
  readonly roster: Roster;
  /** This client's long-term identity, which must be on the roster. */
  readonly identity: Identity;
  readonly policy: Policy;
  /** Rounds that this client took part in; it must outlive the process. */
  readonly ledger: Ledger;
  /**
   * The input, once the session is known: d integers within ±B. Called only for a session that passed the
   * policy's checks; see `encodeInput` for floats and means.
   */
  readonly input: (session: Session) => Int32Array;
  readonly random: RandomSource;
  readonly kernel: Kernel;
  /** Makes range proofs, for sessions that ask for them; see `veilsum/snark`. */
  readonly prover?: ProofMaker | undefined;
  /** Progress of, and a stop to, the long work: committing in phase 1, proving and masking in phase 2. */
  readonly work?: WorkOptions | undefined;
}

/** Readers of what taking part needs, however the messages travel. */
export const participantFields: Fields<Omit<JoinOptions, 'invitation' | 'input' | 'work'>> = {
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
  input: callable('a function that gives the input'),
  work: optional(workArgument),
});

/** An invitation is smaller than this. */
const MAX_INVITATION_BYTES = 8192;

/**
 * Takes part in a session: checks the invitation against the client's policy, notes the participation in the
 * ledger, and returns the first message to send.
 *
 * @returns the running session, or an abort naming the check that failed; nothing was sent then
 * @throws HostError `wrong-input` for options that are missing, unknown or of another kind, and where the input or the identity
 *   does not fit the session; `no-proof-system` where it asks for proofs and no `prover` was given
 *
 * @example
 * ```ts
 * const joined = await joinSession({
 *   invitation,
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
  return joinUnder(ALL_DEFENCES, joinArgument(options, ''));
}

/** {@link joinSession} with some checks off: for the attack suite alone. */
export async function joinUnder(
  defences: Defences,
  options: JoinOptions,
): Promise<Advance<ClientSession, Message> | Abort> {
  return orAbort(
    async () => {
      const {
        invitation,
        roster,
        identity,
        policy,
        ledger,
        random,
        kernel,
        prover,
        work = {},
      } = options;
      const session = await openInvitation(defences, invitation.envelope);
      const self = roster.find(identity.publicKey);
      if (self === undefined) {
        throw new HostError(
          'wrong-input',
          'this identity is not on the roster; ask the operator to be admitted',
        );
      }
      const context = { session, roster, defences, self, identity, random, kernel, prover, work };
      demandSession(context, policy);
      demandProver(context, policy);
      const input = checkedInput(context, options.input(session));
      // Last of all, so that nothing but a message that goes out uses up the round.
      const claimed: unknown = await ledger.claim(participationIn(session));
      // Nothing but `true` is a claim: a ledger that answers in another way has claimed nothing.
      defences.demand('ledger', claimed === true, () => ({
        message: `this client already took part in round ${session.parameters.round} of this task; wait for the next round`,
      }));
      const first = advertise(context, input, historyAfter(undefined, invitation.envelope));
      const running = new ClientSession(context, first.state, invitation, first.output);
      return { kind: 'advance', state: running, output: first.output };
    },
    () => undefined,
  );
}

async function openInvitation(defences: Defences, bytes: Uint8Array): Promise<Session> {
  const { body } = wellFormed(() => openEnvelope(bytes, MAX_INVITATION_BYTES), undefined);
  const session = wellFormed(() => sessionFrom(readParameters(body), body), undefined);
  await openFromCoordinator({ session, defences }, bytes, 'invitation', MAX_INVITATION_BYTES);
  return session;
}
