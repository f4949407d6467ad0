import { setTimeout } from 'node:timers/promises';
import { MAX_RECORD_BYTES } from '../../record/record.ts';
import { AgentError } from './agentError.ts';
import { aggregate } from './aggregate.ts';
import { type Channel, Connection, type Received } from './connection.ts';
import { EndedError } from './endedError.ts';
import { failureOf } from './failures.ts';
import { InvalidRecord } from './invalidRecord.ts';
import { follow, open } from './open.ts';
import { OpenSessions } from './openSessions.ts';
import type { AgentParty } from './party.ts';
import type { Request, WorkRequest } from './requests.ts';
import { verify } from './verify.ts';
import { Waiting } from './waiting.ts';
import type { Answer, Failure, Outcome, Work } from './work.ts';

/** The version of the protocol between an agent and its client. */
const AGENT_PROTOCOL = 1;

/** Milliseconds that a client has to say that an outcome arrived. */
const KEEP_MS = 60_000;

/** The most bytes of a receipt: a Commit envelope, or those of 256 parts. */
const MAX_RECEIPT_BYTES = 2 ** 20;

/** A request that is being worked on. */
interface Running {
  readonly id: number;
  readonly stop: AbortController;
  readonly done: Promise<void>;
  /** Called when the client says that the outcome has arrived. */
  kept: () => void;
}

/** What an agent needs in addition to its party. */
export interface AgentOptions {
  /** What the first message says of the agent, for its client. */
  readonly about: object;
  /** Told of defects. */
  readonly log: (error: unknown) => void;
}

/**
 * A participant that another program tells when to take part: one connection, one request at a time. Identity, policy and ledger
 * are the agent's own; a request can only add to the policy.
 */
export class Agent {
  readonly #party: AgentParty;
  readonly #options: AgentOptions;
  readonly #sessions = new OpenSessions();
  readonly #connection: Connection;
  #running: Running | undefined;

  constructor(party: AgentParty, channel: Channel, options: AgentOptions) {
    this.#party = party;
    this.#options = options;
    this.#connection = new Connection(channel, party.checks);
  }

  /**
   * Answers requests until the client closes the agent or goes away, or `signal` ends it. Work in progress is stopped then; with a
   * journal, it is resumed by the next agent.
   */
  async serve(signal: AbortSignal): Promise<void> {
    const interrupt = (): void => {
      this.#running?.stop.abort(new AgentError('interrupted', 'the agent was ended'));
    };
    signal.addEventListener('abort', interrupt);
    const gone = new Promise<undefined>((resolve) => {
      signal.addEventListener('abort', () => {
        resolve(undefined);
      });
    });
    await this.#connection.send({
      event: 'ready',
      protocol: AGENT_PROTOCOL,
      ...this.#options.about,
    });
    try {
      while (!signal.aborted) {
        const received = await Promise.race([this.#connection.receive(this.#limits), gone]);
        if (received === undefined) break;
        if ('error' in received) await this.#fail(received.id, received.error);
        else if (await this.#handle(received)) break;
      }
    } catch (error) {
      // What follows cannot be read any more.
      await this.#fail(0, error).catch(() => undefined);
    } finally {
      interrupt();
      await this.#running?.done;
      signal.removeEventListener('abort', interrupt);
    }
  }

  /** Frames that a request may be followed by. @throws AgentError where it cannot be worked on now */
  readonly #limits = (request: Request): Readonly<Record<string, number>> => {
    switch (request.do) {
      case 'aggregate': {
        this.#requireIdle();
        return { values: this.#sessions.valueBytes(request.session, request.values) };
      }
      case 'verify':
        this.#requireIdle();
        return { record: MAX_RECORD_BYTES, receipt: MAX_RECEIPT_BYTES };
      case 'open':
      case 'follow':
        this.#requireIdle();
        return {};
      case 'close':
      case 'cancel':
      case 'kept':
        return {};
    }
  };

  #requireIdle(): void {
    if (!this.#running) return;
    throw new AgentError('busy', 'another request is being worked on: wait for it, or cancel it');
  }

  /** @returns whether the agent is closed */
  async #handle({ request, frames }: Received): Promise<boolean> {
    switch (request.do) {
      case 'close':
        this.#cancel('the agent is being closed');
        await this.#running?.done;
        await this.#connection.send({ id: request.id, result: {} });
        return true;
      case 'cancel':
        if (this.#running?.id === request.request) this.#cancel('the request was taken back');
        return false;
      case 'kept':
        if (this.#running?.id === request.request) this.#running.kept();
        return false;
      case 'open':
      case 'follow':
      case 'aggregate':
      case 'verify':
        this.#start(request, frames);
        return false;
    }
  }

  #cancel(why: string): void {
    this.#running?.stop.abort(new AgentError('cancelled', why));
  }

  #start(request: WorkRequest, frames: Received['frames']): void {
    const stop = new AbortController();
    const { id } = request;
    const running: Running = {
      id,
      stop,
      kept: () => undefined,
      done: Promise.resolve().then(() => this.#do(request, frames, running)),
    };
    this.#running = running;
  }

  async #do(request: WorkRequest, frames: Received['frames'], running: Running): Promise<void> {
    const { id, stop } = running;
    const timer = new AbortController();
    const waiting = new Waiting(this.#party.server, this.#party.fetch);
    if (request.timeout !== undefined) {
      this.#stopAfter(request.timeout, waiting, stop, timer.signal);
    }
    const work: Work = {
      party: { ...this.#party, fetch: waiting.fetch },
      sessions: this.#sessions,
      signal: stop.signal,
      tell: (event) => {
        waiting.tell(event);
        void this.#connection.send({ id, ...event }).catch(() => undefined);
      },
      deliver: (outcome) => this.#deliver(running, outcome),
    };
    try {
      const outcome = await this.#work(work, request, frames);
      this.#running = undefined;
      // After an outcome that the client has: now it can ask for more.
      await (outcome ? this.#answer(id, outcome) : this.#connection.send({ id, event: 'settled' }));
    } catch (error) {
      this.#running = undefined;
      await this.#fail(id, error).catch(() => undefined);
    } finally {
      timer.abort();
    }
  }

  #work(
    work: Work,
    request: WorkRequest,
    frames: Received['frames'],
  ): Promise<Answer | Failure | undefined> {
    switch (request.do) {
      case 'open':
        return open(work, request);
      case 'follow':
        return follow(work, request);
      case 'aggregate':
        return aggregate(work, request, frames.get('values'));
      case 'verify':
        return verify(work, request, frames);
    }
  }

  #stopAfter(seconds: number, waiting: Waiting, stop: AbortController, over: AbortSignal): void {
    setTimeout(seconds * 1000, undefined, { signal: over }).then(
      () => {
        const why = waiting.reason === undefined ? '' : `: ${waiting.reason}`;
        stop.abort(
          new AgentError('timeout', `gave up after ${Number(seconds.toFixed(2))} s${why}`),
        );
      },
      () => undefined,
    );
  }

  /** Sends the outcome of a participation, and waits until the client says that it arrived. @throws where it does not */
  async #deliver(running: Running, outcome: Outcome): Promise<void> {
    const { signal } = running.stop;
    const kept = new Promise<void>((resolve, reject) => {
      running.kept = resolve;
      const stopped = (): void => {
        reject(signal.reason as Error);
      };
      signal.addEventListener('abort', stopped);
      if (signal.aborted) stopped();
    });
    const late = new AbortController();
    const waited = setTimeout(KEEP_MS, undefined, { signal: late.signal }).then(() => {
      throw new AgentError('timeout', 'the client did not say that the outcome has arrived');
    });
    try {
      await this.#answer(running.id, outcome, true);
      await Promise.race([kept, waited]);
    } finally {
      kept.catch(() => undefined);
      waited.catch(() => undefined);
      late.abort();
    }
  }

  #answer(id: number, outcome: Outcome, keep = false): Promise<void> {
    const { frames, ...content } = outcome;
    return this.#connection.send({ id, ...content, ...(keep && { keep }) }, frames);
  }

  #fail(id: number, error: unknown): Promise<void> {
    if (error instanceof EndedError) {
      const { code, message } = error;
      return this.#answer(id, { error: { kind: 'ended', code, message } });
    }
    if (error instanceof InvalidRecord) {
      const { code, message, record } = error;
      const frames = [{ name: 'record', content: record }];
      return this.#answer(id, { error: { kind: 'invalid-record', code, message }, frames });
    }
    const failure = failureOf(error);
    if (!failure) this.#options.log(error);
    const message = 'an internal error in veilsum; its log says more, please report it';
    return this.#answer(id, { error: failure ?? { kind: 'internal', code: 'internal', message } });
  }
}
