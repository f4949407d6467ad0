import type { RandomSource } from '../../crypto/random.ts';
import type { ClientStep } from '../../client/clientSession.ts';
import { joinUnder } from '../../client/join.ts';
import type { ClientSchemes } from '../../schemes/client.ts';
import type { Identity } from '../../crypto/signing.ts';
import { type Ledger, memoryLedger } from '../../session/ledger.ts';
import type { Abort } from '../../session/outcome.ts';
import type { ClientId } from '../../session/party.ts';
import type { Policy } from '../../session/policy.ts';
import type { RequestedRound } from '../../session/requestedRound.ts';
import type { Roster } from '../../session/roster.ts';
import type { Session } from '../../session/session.ts';
import type { Message } from '../../wire/transcript.ts';
import { collectEvidence } from './evidence.ts';
import { clientDid, note, raised } from './trace.ts';
import { policyOf, randomOf, type Scenario } from './scenario.ts';

/** A client as the network sees it: it receives messages and answers them. */
export interface Participant {
  receive(message: Message): Promise<ClientStep>;
}

/** A participant that has joined, and its first message. */
export interface Joined {
  readonly participant: Participant;
  readonly sent: Message;
}

/** Makes a client join, as an honest or as a corrupt one. */
export type Joiner = (
  scenario: Scenario,
  id: ClientId,
  invitation: Message,
) => Promise<Joined | Abort>;

/** Options of an honest client that differ from those of the scenario. */
export interface HonestOptions {
  readonly policy?: Partial<Policy> | undefined;
  readonly ledger?: Ledger | undefined;
  /** The roster that it was given. */
  readonly roster?: Roster | undefined;
  readonly identity?: Identity | undefined;
  /** The task and round that it asks for. */
  readonly requested?: RequestedRound | undefined;
  readonly epoch?: string | undefined;
  readonly input?: ((session: Session) => Int32Array) | undefined;
  /** The schemes that it supports; default: all. */
  readonly schemes?: ClientSchemes | undefined;
  /** Source of its secrets; default: repeatable. */
  readonly random?: RandomSource | undefined;
}

/** An honest client: the library's own code, with the test bed's checks. */
export function honest(options: HonestOptions = {}): Joiner {
  return async (scenario, id, invitation) => {
    const joined = await joinUnder(
      scenario.testBed.checks,
      {
        invitation,
        ...(options.requested ?? { task: scenario.session.parameters.task }),
        epoch: options.epoch,
        roster: options.roster ?? scenario.roster,
        identity: options.identity ?? scenario.identities[id]!,
        policy: { ...policyOf(scenario), ...options.policy },
        ledger: options.ledger ?? memoryLedger(),
        input: options.input ?? (() => scenario.inputs[id]!),
        random: options.random ?? randomOf(scenario, `client ${id}`),
        kernel: scenario.testBed.kernel,
        prover: scenario.prover,
      },
      options.schemes,
    );
    const { testBed } = scenario;
    if (joined.kind === 'abort') {
      note(testBed, id, invitation, raised(joined));
      collectEvidence(scenario, joined);
      return joined;
    }
    const { state: client, output: sent } = joined;
    note(testBed, id, invitation, clientDid({ kind: 'send', message: sent, last: false }));
    return { participant: noted(scenario, id, client), sent };
  };
}

/** Wraps a client to record every message that it receives. */
function noted(scenario: Scenario, id: ClientId, client: Participant): Participant {
  return {
    receive: async (message) => {
      const step = await client.receive(message);
      note(scenario.testBed, id, message, clientDid(step));
      if (step.kind !== 'send') collectEvidence(scenario, step);
      return step;
    },
  };
}
