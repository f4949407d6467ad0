import { CLIENT_SCHEMES } from '../../src/schemes/clientRegistry.ts';
import { type Advertised } from '../../src/client/states.ts';
import { CLIENT_PHASES, type ClientPhase } from '../../src/messages/table.ts';
import { advertise } from '../../src/client/advertise.ts';
import type { ClientSession, ClientStep } from '../../src/client/clientSession.ts';
import type { ClientContext } from '../../src/client/context.ts';
import { joinSession } from '../../src/client/join.ts';
import type { CoordinatorSession } from '../../src/coordinator/coordinatorSession.ts';
import { openSession } from '../../src/coordinator/open.ts';
import type { Published } from '../../src/coordinator/publish.ts';
import { seededRandom } from '../../src/crypto/random.ts';
import { ALL_CHECKS } from '../../src/session/checks/enabledChecks.ts';
import { memoryLedger } from '../../src/session/ledger.ts';
import type { Abort, Advance, Rejection } from '../../src/session/outcome.ts';

import type { ClientId } from '../../src/session/party.ts';
import { extendTranscript, type Message } from '../../src/wire/transcript.ts';
import {
  coordinator,
  kernel,
  policyFor,
  seedOf,
  testInput,
  type TestSession,
} from './federation.ts';

/** Messages by the client that sends or gets them, phase by phase. */
export type Messages = Readonly<Record<ClientPhase, Map<number, Message>>>;

/** Every message of one session, and how it ended. */
export interface Exchange {
  readonly invitation: Message;
  /** What opens each phase for each client: the invitation, then what the coordinator answers to the phase before. */
  readonly received: Messages;
  /** What reached the coordinator. */
  readonly sent: Messages;
  readonly end: { readonly kind: 'finish'; readonly result: Published } | Abort;
  readonly rejections: readonly Rejection[];
  readonly aborts: ReadonlyMap<number, Abort>;
  /** Those that the coordinator left out for their proofs. */
  readonly excluded: readonly Rejection[];
}

/** What a client that is played by hand answers to the message that opens a phase. */
export type Actor = (phase: ClientPhase, received: Message) => Promise<Message>;

/** Where an exchange departs from everyone doing as they should. */
export interface Departures {
  /** The first phase in which a client says nothing any more. */
  readonly drops?: Readonly<Record<number, ClientPhase>> | undefined;
  /** Changes a client's message before it reaches the coordinator. */
  readonly tamper?: ((phase: ClientPhase, client: number, message: Message) => Message) | undefined;
  /** Clients that are played by hand. */
  readonly actors?: Readonly<Record<number, Actor>> | undefined;
  readonly seed?: string | undefined;
  readonly input?: ((client: number) => Int32Array) | undefined;
}

/** One client at its very start: the same every time, as each client draws from a seed of its own. */
export async function joinAs(
  { session, roster, identities, prover }: TestSession,
  client: number,
  invitation: Message,
  { seed = 'exchange', input }: Departures = {},
): Promise<{ state: ClientSession; output: Message }> {
  const joined = await joinSession({
    invitation,
    task: session.parameters.task,
    roster,
    identity: identities[client]!,
    policy: policyFor({ session, roster }),
    ledger: memoryLedger(),
    input: () => input?.(client) ?? testInput(session, client),
    random: seededRandom(seedOf(`${seed} ${client}`)),
    kernel,
    prover,
  });
  if (joined.kind === 'abort') throw new Error(joined.message);
  return joined;
}

/** The state of such a client by itself, without the session object around it. */
export function advertiseAs(
  setup: TestSession,
  client: number,
  invitation: Message,
): Advance<Advertised, Message> {
  const { session, roster, identities } = setup;
  const context: ClientContext = {
    session,
    roster,
    checks: ALL_CHECKS,
    self: client as ClientId,
    identity: identities[client]!,
    random: seededRandom(seedOf(`exchange ${client}`)),
    kernel,
    work: {},
    claimInput: () => Promise.resolve(true),
    scheme: CLIENT_SCHEMES.get(session.scheme.kind)!,
  };
  const transcriptHash = extendTranscript(undefined, invitation.envelope);
  return advertise(context, testInput(session, client), transcriptHash);
}

/** The state that a transition advanced to. */
export function advanced<State>(outcome: Advance<State, Message> | Abort): Advance<State, Message> {
  if (outcome.kind === 'abort') throw new Error(`${outcome.code}: ${outcome.message}`);
  return outcome;
}

/** A coordinator at its very start. */
export function openAs({ session, roster, checker }: TestSession): {
  state: CoordinatorSession;
  output: Message;
} {
  return openSession({ session, roster, identity: coordinator, kernel, checker });
}

/** Runs a whole session, and keeps every message of it. */
export async function exchange(setup: TestSession, departures: Departures = {}): Promise<Exchange> {
  const { drops = {}, tamper, actors = {} } = departures;
  const opened = openAs(setup);
  const clients = new Map<number, ClientSession>();
  const [received, sent] = [noMessages(), noMessages()];
  const aborts = new Map<number, Abort>();
  const rejections: Rejection[] = [];

  const answer = async (phase: ClientPhase, to: number, message: Message): Promise<ClientStep> => {
    const actor = actors[to];
    if (actor) return { kind: 'send', message: await actor(phase, message), last: false };
    const client = clients.get(to);
    if (client) return client.receive(message);
    const { state, output } = await joinAs(setup, to, message, departures);
    clients.set(to, state);
    return { kind: 'send', message: output, last: false };
  };
  let inbound = setup.identities.map((_, to) => ({ to, message: opened.output }));
  for (const phase of CLIENT_PHASES) {
    for (const { to, message } of inbound) {
      received[phase].set(to, message);
      if (isSilent(drops[to], phase)) continue;
      const step = await answer(phase, to, message);
      if (step.kind === 'abort') aborts.set(to, step);
      if (step.kind !== 'send') continue;
      const reply = tamper?.(phase, to, step.message) ?? step.message;
      sent[phase].set(to, reply);
      const receipt = await opened.state.receive(reply);
      if (receipt.kind === 'rejection') rejections.push(receipt);
    }
    const step = await opened.state.close();
    if (step.kind !== 'send') {
      const { excluded } = opened.state;
      return { invitation: opened.output, received, sent, end: step, rejections, aborts, excluded };
    }
    inbound = [...step.messages];
  }
  throw new Error('a session ends with its last phase');
}

/** What a session that ran to its end published. */
export function publishedBy({ end }: Pick<Exchange, 'end'>): Published {
  if (end.kind === 'abort') throw new Error(`${end.code}: ${end.message}`);
  return end.result;
}

/** A client of an exchange, replayed up to where it waits for the message that opens `phase`, or to its end. */
export async function clientBefore(
  setup: TestSession,
  { invitation, received }: Exchange,
  client: number,
  phase: Exclude<ClientPhase, 'advertise'> | 'end',
): Promise<ClientSession> {
  const { state } = await joinAs(setup, client, invitation);
  for (const next of CLIENT_PHASES.slice(1)) {
    if (next === phase) break;
    await state.receive(received[next].get(client)!);
  }
  return state;
}

/** The coordinator of an exchange, replayed up to the opening of `phase`, or to its end. */
export async function coordinatorAt(
  setup: TestSession,
  { sent }: Exchange,
  phase: ClientPhase | 'end',
): Promise<CoordinatorSession> {
  const { state } = openAs(setup);
  for (const next of CLIENT_PHASES) {
    if (next === phase) break;
    for (const message of sent[next].values()) await state.receive(message);
    await state.close();
  }
  return state;
}

function isSilent(dropsIn: ClientPhase | undefined, phase: ClientPhase): boolean {
  return dropsIn !== undefined && CLIENT_PHASES.indexOf(phase) >= CLIENT_PHASES.indexOf(dropsIn);
}

function noMessages(): Messages {
  const none = (): Map<number, Message> => new Map<number, Message>();
  return { advertise: none(), share: none(), commit: none(), confirm: none(), unmask: none() };
}
