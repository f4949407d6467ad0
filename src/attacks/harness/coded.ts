import { concatBytes } from '@noble/hashes/utils.js';
import { agree } from '../../crypto/agreement.ts';
import { openBox, sealBox } from '../../crypto/box.ts';
import { ELEMENT_BYTES } from '../../kernel/kernel.ts';
import type { SchemeDealing } from '../../schemes/client.ts';
import type { CodedClientDealing } from '../../schemes/coded/client.ts';
import {
  codedShareCodec,
  leafDigest,
  leavesCodec,
  SYMBOL_TREE,
  type SymbolLeaf,
} from '../../schemes/coded/messages.ts';
import { symbolSizes, type CodedDemand } from '../../schemes/coded/demand.ts';
import { codeOf } from '../../schemes/coded/setting.ts';
import type { ClientId } from '../../session/party.ts';
import { shareBoxKey } from '../../session/secrets.ts';
import { fromBytes, toBytes } from '../../wire/codec.ts';
import { merkleRoot } from '../../wire/merkle.ts';
import type { TestBed } from '../attack.ts';
import type { CorruptClient, Deviation } from './corruptClient.ts';
import { bodyOf, isOf, resigned } from './forge.ts';
import { type Scenario, scenarioOf } from './scenario.ts';

/** A coded session of four clients, in which three confirm a set and any three answers give the sum. */
export function codedScenario(testBed: TestBed): Scenario {
  const scheme: CodedDemand = { kind: 'coded', recovery: 3 };
  return scenarioOf(testBed, { clients: 4, threshold: 3, scheme });
}

/** Elements with 1 added to the first. */
export function raised(scenario: Scenario, elements: Uint8Array): Uint8Array {
  const one = new Uint8Array(elements.length);
  one[0] = 1;
  const result = elements.slice();
  scenario.testBed.kernel.add(result, one);
  return result;
}

/**
 * A dealer that changes one recipient's leaf, signs the new root, and proves its payload over the points that it dealt.
 */
export function redealing(
  scenario: Scenario,
  recipient: ClientId,
  change: (leaf: SymbolLeaf, corrupt: CorruptClient) => SymbolLeaf,
): Deviation {
  const { session } = scenario;
  const codec = leavesCodec(session.parameters.clients, symbolSizes(codeOf(session)));
  let dealt: { readonly root: Uint8Array; readonly points: Uint8Array } | undefined;
  return {
    shared: (contents) => {
      const own = contents.dealing as SchemeDealing & Pick<CodedClientDealing, 'coded'>;
      const dealing = Object.create(own, {
        root: { get: () => dealt!.root },
        coded: { get: () => ({ ...own.coded, points: dealt!.points }) },
      }) as SchemeDealing;
      return { ...contents, dealing };
    },
    says: (message, corrupt) => {
      if (!isOf('share', message)) return message;
      const bytes = message.attachment!;
      const holders = [...corrupt.peers.keys()];
      const leaves = fromBytes(codec, bytes, codec.maxBytes, 'leaves').map((leaf, i) =>
        holders[i] === recipient ? change(leaf, corrupt) : leaf,
      );
      const root = merkleRoot(
        SYMBOL_TREE,
        leaves.map((leaf, i) => leafDigest(holders[i]!, leaf)),
      );
      dealt = { root, points: concatBytes(...leaves.map(({ points }) => points)) };
      const body = { ...bodyOf(codedShareCodec, message), schemeBody: { root } };
      const attachment = toBytes(codec, leaves);
      return resigned(scenario, corrupt.id, 'share', codedShareCodec, body, attachment);
    },
  };
}

/** A box with the first element of its symbol raised by 1, encrypted like the right one. */
export function raisedBox(
  scenario: Scenario,
  { keys, peers, boxSecret, id }: CorruptClient,
  to: ClientId,
  box: Uint8Array,
): Uint8Array {
  const key = shareBoxKey(keys, agree(keys.kernel, boxSecret, peers.get(to)!.boxKey), id, to);
  const symbol = openBox(key, box)!;
  symbol.set(raised(scenario, symbol.slice(0, ELEMENT_BYTES)));
  return sealBox(key, symbol);
}
