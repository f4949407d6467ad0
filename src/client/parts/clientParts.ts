import { authenticateBroadcast } from '../../messages/broadcast.ts';
import { encodeParts } from '../../messages/bundle.ts';
import { codecOf } from '../../messages/table.ts';
import { equalBytes } from '../../crypto/tupleHash.ts';
import { type Abort, orReject, type Rejection } from '../../session/outcome.ts';
import { messageArgument } from '../../session/partyArguments.ts';
import { sameClients } from '../../session/party.ts';
import type { Session } from '../../session/session.ts';
import { UsageError } from '../../usage/usageError.ts';
import { fromBytes } from '../../wire/codec.ts';
import type { Message } from '../../wire/transcript.ts';
import type { ClientSession } from '../clientSession.ts';
import type { ClientContext } from '../context.ts';

/** A message to send in one of the sessions of a plan. */
export interface PartMessage {
  /** The number of the part, from 0. */
  readonly part: number;
  readonly message: Message;
}

/** Outcome of receiving a coordinator message in one part of a plan. */
export type ClientPartsStep =
  /** Send these messages. `last` is true if the client's part in all sessions ends with them. */
  | { readonly kind: 'send'; readonly messages: readonly PartMessage[]; readonly last: boolean }
  /** Nothing to send: the lists of other parts are needed first. */
  | { readonly kind: 'wait' }
  | Rejection
  /** All sessions of the plan are over for this client, and its secrets are wiped. */
  | Abort;

/** The list of included clients of a part, and the message with it. */
interface HeldList {
  readonly message: Message;
  readonly clients: readonly number[];
}

/**
 * One client's side of all sessions of a vector that is summed in parts. A list of included clients is confirmed only when
 * those of all parts are there, and have the same clients: with other clients in each part, the sums would say more than
 * one sum over one set.
 */
export class ClientParts {
  readonly #contexts: readonly ClientContext[];
  readonly #clients: readonly ClientSession[];
  readonly #held = new Map<number, HeldList>();
  #abort: Abort | undefined;
  #turn: Promise<unknown> = Promise.resolve();

  /**
   * Use `joinParts`.
   *
   * @internal
   */
  constructor(contexts: readonly ClientContext[], clients: readonly ClientSession[]) {
    this.#contexts = contexts;
    this.#clients = clients;
  }

  /** The sessions, in the order of their parts. */
  get sessions(): readonly Session[] {
    return this.#clients.map(({ session }) => session);
  }

  /**
   * What shows this client's input in the record of all parts: its Commit envelopes. `undefined` before all were sent. Pass it to
   * `verifyAggregate` as `expectMine`.
   */
  get receipt(): Uint8Array | undefined {
    const receipts = this.#clients.map(({ receipt }) => receipt);
    return receipts.every((receipt) => receipt !== undefined) ? encodeParts(receipts) : undefined;
  }

  /**
   * Processes one coordinator message of one part. Concurrent calls are processed one after the other. If the client's part in
   * one session ends in an abort, it ends in all.
   *
   * @param part - the number of the part, from 0
   * @throws UsageError `wrong-input` if an argument is not a message of byte arrays, or there is no such part
   */
  async receive(part: number, message: Message): Promise<ClientPartsStep> {
    const read = messageArgument(message, 'message');
    if (!this.#clients[part]) {
      throw new UsageError('wrong-input', `part: there are parts 0 to ${this.#clients.length - 1}`);
    }
    const step = this.#turn.then(() => this.#receive(part, read));
    this.#turn = step.catch(() => undefined);
    return step;
  }

  async #receive(part: number, message: Message): Promise<ClientPartsStep> {
    if (this.#abort) return this.#abort;
    const { checks } = this.#contexts[part]!;
    // A list is looked at before its session answers it.
    const waits = checks.isOn('parts-same') && this.#clients[part]!.phase === 'committed';
    if (!waits) return this.#deliver([{ part, message }]);
    const list = await orReject(() => this.#listIn(part, message));
    if ('kind' in list) {
      // What is malformed or no list at all is for the session to judge.
      return list.kind === 'other' ? this.#deliver([{ part, message }]) : list;
    }
    const before = this.#held.get(part);
    if (before && !equalBytes(before.message.envelope, message.envelope)) {
      return this.#end(twoLists(before.message, message));
    }
    this.#held.set(part, list);
    if (this.#held.size < this.#clients.length) return { kind: 'wait' };
    const lists = this.#clients.map((_, i) => this.#held.get(i)!);
    const other = lists.findIndex(({ clients }) => !sameClients(clients, lists[0]!.clients));
    if (other >= 0)
      return this.#end(differentLists(other, lists[0]!.message, lists[other]!.message));
    return this.#deliver(lists.map((held, i) => ({ part: i, message: held.message })));
  }

  /** The list in a message of the coordinator, or that it is something else. @throws CheckFailure */
  async #listIn(part: number, message: Message): Promise<HeldList | { readonly kind: 'other' }> {
    const context = this.#contexts[part]!;
    const { type, envelope } = await authenticateBroadcast(context, message);
    if (type !== 'included') return { kind: 'other' };
    const codec = codecOf('included', context.session);
    try {
      const body = fromBytes(codec, envelope.body, codec.maxBytes, 'included');
      return { message, clients: body.included.map(({ client }) => client) };
    } catch {
      return { kind: 'other' };
    }
  }

  async #deliver(inbound: readonly PartMessage[]): Promise<ClientPartsStep> {
    const messages: PartMessage[] = [];
    for (const { part, message } of inbound) {
      const step = await this.#clients[part]!.receive(message);
      if (step.kind === 'abort') return this.#end(step);
      if (step.kind === 'rejection') return step;
      messages.push({ part, message: step.message });
    }
    const last = this.#clients.every(({ phase }) => phase === 'finished');
    return { kind: 'send', messages, last };
  }

  #end(abort: Abort): Abort {
    this.#abort = abort;
    for (const client of this.#clients) client.end(abort);
    return abort;
  }
}

function differentLists(part: number, first: Message, other: Message): Abort {
  return {
    kind: 'abort',
    code: 'parts-same',
    message: `part ${part} includes other clients than part 0, and this client confirms neither`,
    culprit: 'coordinator',
    evidence: [first.envelope, other.envelope],
  };
}

function twoLists(first: Message, second: Message): Abort {
  return {
    kind: 'abort',
    code: 'one-shot',
    message: 'the coordinator sent two different lists of included clients for one part',
    culprit: 'coordinator',
    evidence: [first.envelope, second.envelope],
  };
}
