import { CLIENT_PHASES, type ClientPhase } from '../messages/table.ts';
import type { RandomSource } from '../crypto/random.ts';
import type { Identity } from '../crypto/signing.ts';
import type { ClientSession, ClientStep } from '../client/clientSession.ts';
import { joinArgument, joinUnder } from '../client/join.ts';
import type { CoordinatorSession, CoordinatorStep } from '../coordinator/coordinatorSession.ts';
import { openSession } from '../coordinator/open.ts';
import type { Published } from '../coordinator/publish.ts';
import type { Kernel } from '../kernel/kernel.ts';
import type { RangeVerifier, RangeProver } from '../proofs/system.ts';
import { CLIENT_SCHEMES } from '../schemes/clientRegistry.ts';
import type { Ledger } from '../session/ledger.ts';
import { ALL_CHECKS } from '../session/checks/enabledChecks.ts';
import type { Abort, Rejection } from '../session/outcome.ts';

import type { ClientId } from '../session/party.ts';
import type { Policy } from '../session/policy.ts';
import { SharedReading } from '../session/reading.ts';
import type { Roster } from '../session/roster.ts';
import type { Session } from '../session/session.ts';
import type { Message } from '../wire/transcript.ts';

/** One client of a local federation. */
export interface LocalClient {
  readonly identity: Identity;
  readonly policy: Policy;
  readonly ledger: Ledger;
  /** Returns the client's input: d integers within ±B. */
  readonly input: (session: Session) => Int32Array;
  /** Name of the state of the data that the input is from; see `joinSession`. */
  readonly epoch?: string | undefined;
  /** Makes this client's range proofs; default: the federation's prover. */
  readonly prover?: RangeProver | undefined;
  /** The phase in which the client drops out: it sends nothing in this phase and after it. */
  readonly dropsIn?: ClientPhase | undefined;
}

/** All parties of one session, in one process. */
export interface LocalFederation {
  readonly session: Session;
  readonly roster: Roster;
  readonly coordinator: Identity;
  /** The clients, in the order of the roster. */
  readonly clients: readonly LocalClient[];
  readonly kernel: Kernel;
  readonly random: RandomSource;
  /** Makes range proofs, in sessions that require them; `checker` verifies them. */
  readonly prover?: RangeProver | undefined;
  readonly checker?: RangeVerifier | undefined;
  /** Allows sessions under development keys, with which anyone can forge proofs; default false. */
  readonly allowDevelopmentKeys?: boolean | undefined;
  /**
   * Which clients read what the coordinator sends to all by themselves, as in separate processes; default: none, because they get
   * the same bytes, and one reads them for all.
   */
  readonly readApart?: ((client: ClientId) => boolean) | undefined;
  /** A clock in milliseconds, from any starting point. Costs are differences of its values. */
  readonly now: () => number;
  /**
   * Called after each message, and during long computations, with the fraction of the session that
   * is done, from 0 to 1.
   */
  readonly onProgress?: ((phase: ClientPhase, fraction: number) => void) | undefined;
}

/**
 * The cost of one phase. Times are those of this process: the sum over all clients, in
 * milliseconds.
 */
export interface PhaseCost {
  readonly phase: ClientPhase;
  /** Number of clients that sent a message. */
  readonly senders: number;
  readonly clientMs: number;
  readonly coordinatorMs: number;
  /** Bytes from all clients to the coordinator. */
  readonly bytesUp: number;
  /** Bytes from the coordinator to all clients. */
  readonly bytesDown: number;
}

/** The outcome of a local session. */
export interface LocalOutcome {
  readonly result: { readonly kind: 'finish'; readonly result: Published } | Abort;
  readonly costs: readonly PhaseCost[];
  /** Time that each client took in all phases, in milliseconds. */
  readonly clientMs: ReadonlyMap<ClientId, number>;
  /** The clients that aborted, and why. */
  readonly aborts: ReadonlyMap<ClientId, Abort>;
  /** The messages that the coordinator rejected. */
  readonly rejections: readonly Rejection[];
  /** Commit envelope of each included client, with which it finds itself in the record. */
  readonly receipts: ReadonlyMap<ClientId, Uint8Array>;
}

/**
 * Runs a whole session in this process, with the same messages that a network would carry: for
 * simulations, demonstrations and tests.
 *
 * @returns how the session ended; aborts and rejections are outcomes, not errors
 * @throws UsageError as `openSession` and `joinSession` do
 */
export function runLocally(federation: LocalFederation): Promise<LocalOutcome> {
  return new LocalRun(federation).run();
}

class LocalRun {
  readonly #federation: LocalFederation;
  readonly #sessions = new Map<ClientId, ClientSession>();
  readonly #aborts = new Map<ClientId, Abort>();
  readonly #rejections: Rejection[] = [];
  readonly #costs: PhaseCost[] = [];
  readonly #clientMs = new Map<ClientId, number>();
  /** The clients get the same bytes, so that one reads them for all. */
  readonly #reading = new SharedReading();
  /** Progress: the open phase, the messages of it that were delivered, and their number. */
  #place: { readonly phase: ClientPhase; readonly done: number; readonly of: number } | undefined;

  constructor(federation: LocalFederation) {
    this.#federation = federation;
  }

  async run(): Promise<LocalOutcome> {
    const { coordinator: identity, clients, session, roster, kernel } = this.#federation;
    const { checker, allowDevelopmentKeys } = this.#federation;
    const opened = openSession({
      session,
      roster,
      identity,
      kernel,
      checker,
      allowDevelopmentKeys,
    });
    let inbound = clients.map((_, i) => ({ to: i as ClientId, message: opened.output }));
    for (const phase of CLIENT_PHASES) {
      const step = await this.#phase(phase, opened.state, inbound);
      if (step.kind !== 'send') return this.#outcome(step);
      inbound = [...step.messages];
    }
    throw new Error('a session ends with its last phase');
  }

  async #phase(
    phase: ClientPhase,
    coordinator: CoordinatorSession,
    inbound: readonly { to: ClientId; message: Message }[],
  ): Promise<CoordinatorStep> {
    const { now } = this.#federation;
    const cost = { phase, senders: 0, clientMs: 0, coordinatorMs: 0, bytesUp: 0, bytesDown: 0 };
    for (const [i, { to, message }] of inbound.entries()) {
      cost.bytesDown += sizeOf(message);
      if (this.#isGone(to, phase)) continue;
      this.#place = { phase, done: i, of: inbound.length };
      const started = now();
      const reply = await this.#deliver(phase, to, message);
      const answered = now();
      const took = answered - started;
      cost.clientMs += took;
      this.#clientMs.set(to, took + (this.#clientMs.get(to) ?? 0));
      if (!reply) continue;
      const receipt = await coordinator.receive(reply);
      cost.coordinatorMs += now() - answered;
      cost.bytesUp += sizeOf(reply);
      cost.senders += 1;
      if (receipt.kind === 'rejection') this.#rejections.push(receipt);
      this.#progress(1);
    }
    const started = now();
    const known = coordinator.excluded.length;
    const step = await coordinator.close();
    cost.coordinatorMs += now() - started;
    this.#rejections.push(...coordinator.excluded.slice(known));
    this.#costs.push(cost);
    return step;
  }

  /** Delivers a message to a client, and returns the client's answer, if there is one. */
  async #deliver(phase: ClientPhase, to: ClientId, message: Message): Promise<Message | undefined> {
    if (phase === 'advertise') return this.#join(to, message);
    const step: ClientStep | undefined = await this.#sessions.get(to)?.receive(message);
    if (step?.kind === 'abort') this.#aborts.set(to, step);
    return step?.kind === 'send' ? step.message : undefined;
  }

  async #join(to: ClientId, invitation: Message): Promise<Message | undefined> {
    const { session, roster, kernel, random, clients } = this.#federation;
    const { task, round } = session.parameters;
    const { identity, policy, ledger, input, epoch } = clients[to]!;
    const { prover = this.#federation.prover } = clients[to]!;
    const work = { onProgress: this.#progress.bind(this) };
    const asked = { invitation, task, round, epoch, sessionDigest: session.digest };
    const joining = { ...asked, roster, identity, policy, ledger, input, random, kernel };
    const options = { ...joining, prover, work };
    const joined = await joinUnder(ALL_CHECKS, joinArgument(options, ''), CLIENT_SCHEMES, {
      reading: this.#federation.readApart?.(to) ? undefined : this.#reading,
    });
    if (joined.kind === 'abort') {
      this.#aborts.set(to, joined);
      return undefined;
    }
    this.#sessions.set(to, joined.state);
    return joined.output;
  }

  /** Reports progress, given the fraction of the current message that is done. */
  #progress(fraction: number): void {
    const { phase, done, of } = this.#place!;
    const part = (CLIENT_PHASES.indexOf(phase) + (done + fraction) / of) / CLIENT_PHASES.length;
    this.#federation.onProgress?.(phase, part);
  }

  #isGone(client: ClientId, phase: ClientPhase): boolean {
    const { dropsIn } = this.#federation.clients[client]!;
    return dropsIn !== undefined && CLIENT_PHASES.indexOf(phase) >= CLIENT_PHASES.indexOf(dropsIn);
  }

  #outcome(result: LocalOutcome['result']): LocalOutcome {
    const included = result.kind === 'finish' ? result.result.included : [];
    const receipts = included.map((id) => [id, this.#sessions.get(id)!.receipt!] as const);
    return {
      result,
      costs: this.#costs,
      clientMs: this.#clientMs,
      aborts: this.#aborts,
      rejections: this.#rejections,
      receipts: new Map(receipts),
    };
  }
}

function sizeOf({ envelope, attachment }: Message): number {
  return envelope.length + (attachment?.length ?? 0);
}
