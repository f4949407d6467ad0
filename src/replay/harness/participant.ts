import type { RandomSource } from '../../crypto/random.ts';
import type { ClientStep } from '../../client/clientSession.ts';
import { joinUnder } from '../../client/join.ts';
import type { Identity } from '../../crypto/signing.ts';
import { type Ledger, memoryLedger } from '../../session/ledger.ts';
import type { Abort } from '../../session/outcome.ts';
import type { ClientId } from '../../session/party.ts';
import type { Policy } from '../../session/policy.ts';
import type { RequestedRound } from '../../session/requestedRound.ts';
import type { Roster } from '../../session/roster.ts';
import type { Session } from '../../session/session.ts';
import type { Message } from '../../wire/message.ts';
import { exhibitFinding } from './exhibits.ts';
import { clientDid, note, raised } from './trace.ts';
import { policyOf, randomOf, type World } from './world.ts';

/** A client as the network sees it: it takes messages and answers them. */
export interface Participant {
  receive(message: Message): Promise<ClientStep>;
}

/** A participant that joined, and what it sent first. */
export interface Joined {
  readonly participant: Participant;
  readonly sent: Message;
}

/** How a client is made to join: the honest way, or as a deviating one. */
export type Joiner = (world: World, id: ClientId, invitation: Message) => Promise<Joined | Abort>;

/** What an honest client brings, where it is not what the world says. */
export interface HonestOptions {
  readonly policy?: Partial<Policy> | undefined;
  readonly ledger?: Ledger | undefined;
  /** The roster that it was handed. */
  readonly roster?: Roster | undefined;
  readonly identity?: Identity | undefined;
  /** What it asks for. */
  readonly requested?: RequestedRound | undefined;
  readonly epoch?: string | undefined;
  readonly input?: ((session: Session) => Int32Array) | undefined;
  /** Where its secrets come from; repeatable unless given. */
  readonly random?: RandomSource | undefined;
}

/** An honest client: the library's own code under the lab's defences. */
export function honest(options: HonestOptions = {}): Joiner {
  return async (world, id, invitation) => {
    const joined = await joinUnder(world.lab.defences, {
      invitation,
      ...(options.requested ?? { task: world.session.parameters.task }),
      epoch: options.epoch,
      roster: options.roster ?? world.roster,
      identity: options.identity ?? world.identities[id]!,
      policy: { ...policyOf(world), ...options.policy },
      ledger: options.ledger ?? memoryLedger(),
      input: options.input ?? (() => world.inputs[id]!),
      random: options.random ?? randomOf(world, `client ${id}`),
      kernel: world.lab.kernel,
      prover: world.prover,
    });
    const { lab } = world;
    if (joined.kind === 'abort') {
      note(lab, id, invitation, raised(joined));
      exhibitFinding(world, joined);
      return joined;
    }
    const { state: client, output: sent } = joined;
    note(lab, id, invitation, clientDid({ kind: 'send', message: sent, last: false }));
    return { participant: noted(world, id, client), sent };
  };
}

/** The same client, with a note of whatever it receives. */
function noted(world: World, id: ClientId, client: Participant): Participant {
  return {
    receive: async (message) => {
      const step = await client.receive(message);
      note(world.lab, id, message, clientDid(step));
      if (step.kind !== 'send') exhibitFinding(world, step);
      return step;
    },
  };
}
