import { concatBytes } from '@noble/hashes/utils.js';
import { fieldReduce, fieldToBytes } from '../../crypto/field.ts';
import { splitAttachment } from '../../messages/commit.ts';
import { decode } from '../../schemes/coding/code.ts';
import { splitSymbol } from '../../schemes/coded/answer.ts';
import { symbolSizes } from '../../schemes/coded/demand.ts';
import {
  deliveriesCodec,
  type Delivery,
  leafDigest,
  leavesCodec,
  NOTHING,
  requestCodec,
  SYMBOL_TREE,
} from '../../schemes/coded/messages.ts';
import { codeOf } from '../../schemes/coded/setting.ts';
import type { ClientId } from '../../session/party.ts';
import { unpackTotal } from '../../session/payload.ts';
import { fromBytes, toBytes } from '../../wire/codec.ts';
import { merkleTree } from '../../wire/merkle.ts';
import type { Message } from '../../wire/transcript.ts';
import type { Gain } from './events.ts';
import { MaliciousCoordinator } from './maliciousCoordinator.ts';
import { recovered } from './stages.ts';

/** A malicious coordinator of a coded session. A client that answers it gives the sum of its symbols over the set that it was shown. */
export class CodedCoordinator extends MaliciousCoordinator {
  /** The sums of symbols that were given for each set, by holder. */
  readonly #sums = new Map<string, Map<ClientId, Uint8Array>>();

  /**
   * The victim's input: its payload less its mask, which is the sum of masks over a set less the sum over the same set without it. Each
   * takes U answers.
   */
  async inputOf(
    victim: ClientId,
    withIt: readonly ClientId[],
    withoutIt: readonly ClientId[],
  ): Promise<Gain> {
    const { scenario } = this;
    const { session, testBed } = scenario;
    const [all, others] = [await this.#maskOver(withIt), await this.#maskOver(withoutIt)];
    if (!all || !others) return recovered(scenario, victim, undefined);
    const { payload } = splitAttachment(session, this.commits.get(victim)!.attachment!);
    const input = payload.slice(0, session.payloadBytes);
    const minusOne = fieldToBytes(fieldReduce(-1n));
    testBed.kernel.add(input, await testBed.kernel.combine(minusOne, all, 1));
    testBed.kernel.add(input, others);
    return recovered(scenario, victim, unpackTotal(testBed.kernel, session, input).sum);
  }

  protected override deliveries(id: ClientId, dealers: readonly ClientId[]): Uint8Array {
    const { session } = this.scenario;
    const { clients } = session.parameters;
    const symbol = symbolSizes(codeOf(session));
    const holders = [...this.adverts.keys()];
    const position = holders.indexOf(id);
    const deliveries = dealers.map((dealer): Delivery => {
      const bytes = this.shares.get(dealer)!.attachment!;
      const leaves = fromBytes(leavesCodec(clients, symbol), bytes, bytes.length, 'leaves');
      const digests = leaves.map((leaf, i) => leafDigest(holders[i]!, leaf));
      return {
        leaf: leaves[position]!,
        path: merkleTree(SYMBOL_TREE, digests).paths[position]!,
      };
    });
    return toBytes(deliveriesCodec(clients, symbol), deliveries);
  }

  /** Every holder answers about the set that it signed, so there is nobody to ask about. */
  protected override request(): Uint8Array {
    return toBytes(requestCodec, NOTHING);
  }

  protected override took(id: ClientId, { attachment }: Message): void {
    const { symbol } = splitSymbol(codeOf(this.scenario.session), attachment!);
    const set = String(this.setShownTo(id));
    this.#sums.set(set, (this.#sums.get(set) ?? new Map<ClientId, Uint8Array>()).set(id, symbol));
  }

  /** The sum of the masks of a set, if U holders have answered about it. */
  async #maskOver(set: readonly ClientId[]): Promise<Uint8Array | undefined> {
    const shape = codeOf(this.scenario.session);
    const given = [...(this.#sums.get(String(set)) ?? [])].slice(0, shape.recovery);
    if (given.length < shape.recovery) return undefined;
    const holders = given.map(([holder]) => holder);
    const symbols = concatBytes(...given.map(([, symbol]) => symbol));
    return decode(this.scenario.testBed.kernel, shape, holders, symbols, {});
  }
}
