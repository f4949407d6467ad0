import { bytes32, optional, callable, listOf, strictObject } from '../../usage/arguments.ts';
import { CLIENT_SCHEMES } from '../../schemes/clientRegistry.ts';
import type { ClientSchemes, KeepProof } from '../../schemes/client.ts';
import { ALL_CHECKS, type EnabledChecks } from '../../session/checks/enabledChecks.ts';
import { planClaims } from '../../session/ledger.ts';
import { MAX_PARTS } from '../../session/limits.ts';
import { type Abort, type Advance, orAbort } from '../../session/outcome.ts';
import { messageArgument, workArgument } from '../../session/partyArguments.ts';
import { partCount, partRange } from '../../session/plannedPart.ts';
import { planDigest, wholeSession } from '../../session/parts.ts';
import type { Session } from '../../session/session.ts';
import { UsageError } from '../../usage/usageError.ts';
import { int32s } from '../../usage/arguments.ts';
import { extendTranscript, type Message } from '../../wire/transcript.ts';
import { advertise, checkedInput } from '../advertise.ts';
import { ClientSession } from '../clientSession.ts';
import { openInvitation } from '../invitation.ts';
import {
  claimRound,
  type JoinOptions,
  originOf,
  participantFields,
  partyOf,
  requireJoinable,
} from '../join.ts';
import { type Advertised, wipeSecrets } from '../states.ts';
import { ClientParts } from './clientParts.ts';

/** Options of `joinParts`. */
export interface JoinPartsOptions extends Omit<JoinOptions, 'invitation' | 'sessionDigest'> {
  /** The expected digest of the plan, 32 bytes, if the caller knows it, for example from a list of sessions. */
  readonly planDigest?: Uint8Array | undefined;
  /** The coordinator's invitations to all parts, in their order. */
  readonly invitations: readonly Message[];
  /**
   * Returns the input: as many integers within ±B as the whole vector has coordinates. Its session is that of the whole
   * vector, see `defineParts`.
   */
  readonly input: (session: Session) => Int32Array;
}

const joinPartsArgument = strictObject<JoinPartsOptions>({
  ...participantFields,
  planDigest: optional(bytes32),
  invitations: listOf(messageArgument, MAX_PARTS),
  input: callable('a function that gives the input'),
  work: optional(workArgument),
});

/**
 * Joins all sessions of a vector that is summed in parts, as `joinSession` does one: they must be the parts of one plan, each of
 * them once. The round and the input are claimed once, for all parts.
 *
 * @returns the running participation and its Advertise messages, one for each part; or an abort, in which case nothing may be sent
 * @throws UsageError as `joinSession` does
 *
 * @example
 * ```ts
 * const sessions = defineParts({
 *   roster,
 *   task: 'hours of a day',
 *   round: 1,
 *   nonce: random(32),
 *   ...chooseThresholds(roster.size, 1)!,
 *   length: 5,
 *   partLength: 2,
 *   bound: 1000,
 *   encoding: { kind: 'integer' },
 *   coordinatorKey: coordinatorIdentity.publicKey.bytes,
 * });
 * const opened = openParts({ sessions, roster, identity: coordinatorIdentity, kernel });
 * const joined = await joinParts({
 *   invitations: opened.output,
 *   task: 'hours of a day',
 *   roster,
 *   identity,
 *   policy,
 *   ledger: memoryLedger(),
 *   input: () => Int32Array.of(8, 7, 1, 5, 3),
 *   random,
 *   kernel,
 * });
 * if (joined.kind === 'abort') throw new Error(`${joined.code}: ${joined.message}`);
 * for (const [part, message] of joined.output.entries()) await opened.state.receive(part, message);
 * joined.state.sessions.length; // 3
 * ```
 */
export async function joinParts(
  options: JoinPartsOptions,
): Promise<Advance<ClientParts, readonly Message[]> | Abort> {
  return joinPartsUnder(ALL_CHECKS, joinPartsArgument(options, ''));
}

/** {@link joinParts} with some checks off, as the attack suite needs it, and for participations that can be resumed. */
export async function joinPartsUnder(
  checks: EnabledChecks,
  options: JoinPartsOptions,
  schemes: ClientSchemes = CLIENT_SCHEMES,
  keepProof?: KeepProof,
): Promise<Advance<ClientParts, readonly Message[]> | Abort> {
  const advertised: Advertised[] = [];
  return orAbort(
    async () => {
      const { invitations, roster, ledger, planDigest: sessionDigest } = options;
      const sessions = await Promise.all(
        invitations.map((invitation) =>
          openInvitation(checks, { invitation, sessionDigest }, schemes),
        ),
      );
      const [first] = sessions;
      if (!first?.parameters.part) {
        throw new UsageError(
          'wrong-input',
          'invitations: the first one is not to a part of a vector; join the session with joinSession',
        );
      }
      const count = partCount(first.parameters.part);
      checks.require('parts-complete', sessions.length === count, () => ({
        message: `there are invitations to ${sessions.length} of ${count} parts; wait for all of them`,
      }));
      const plan = planDigest(first);
      for (const [index, session] of sessions.entries()) {
        requireJoinable({ session, roster, checks }, options, { plan, index });
      }
      const whole = wholeSession(first);
      const input = int32s(options.input(whole), 'input(session)');
      requireWholeInput(whole, input);
      const origin = originOf(options, input);
      const envelopes: Uint8Array[] = [];
      // Asked for in phase 2, when all parts have their first messages.
      const claimInput = (): Promise<boolean> =>
        ledger.claim(planClaims(first, plan, origin, envelopes).input);
      const begun = sessions.map((session, index) => {
        const [from, to] = partRange(session.parameters.part!);
        const own = checkedInput(session, input.subarray(from, to));
        const context = {
          session,
          roster,
          checks,
          claimInput,
          keepProof,
          ...partyOf(options, session, schemes),
        };
        const invitation = invitations[index]!;
        const step = advertise(context, own, extendTranscript(undefined, invitation.envelope));
        advertised.push(step.state);
        envelopes.push(step.output.envelope);
        return { context, invitation, step };
      });
      const messages = begun.map(({ step }) => step.output);
      const claims = planClaims(first, plan, origin, envelopes);
      await claimRound({ session: first, checks }, ledger, claims.round, claims.input);
      const clients = begun.map(
        ({ context, invitation, step }) =>
          new ClientSession(context, step.state, invitation, step.output),
      );
      const state = new ClientParts(
        begun.map(({ context }) => context),
        clients,
      );
      return { kind: 'advance', state, output: messages };
    },
    () => {
      for (const state of advertised) wipeSecrets(state.take());
    },
  );
}

function requireWholeInput({ parameters: { length } }: Session, input: Int32Array): void {
  if (input.length === length) return;
  throw new UsageError(
    'wrong-input',
    `the input has ${input.length} coordinates, and all parts together ${length}`,
  );
}
