import { concatBytes } from '@noble/hashes/utils.js';
import { sealBox } from '../../crypto/box.ts';
import { deriveGenerators } from '../../crypto/generators.ts';
import { systemRandom } from '../../crypto/random.ts';
import { sha256 } from '../../crypto/tupleHash.ts';
import type { WorkOptions } from '../../kernel/kernel.ts';
import { openingGenerators } from '../../proofs/planes/opening/basis.ts';
import { wellFormed } from '../../session/checks/enabledChecks.ts';
import type { ClientId } from '../../session/party.ts';
import { type KeyContext, shareBoxKey } from '../../session/secrets.ts';
import { fromBytes, toBytes } from '../../wire/codec.ts';
import { merkleRoot } from '../../wire/merkle.ts';
import type {
  ClientScheme,
  CommittedInput,
  Dealers,
  Peers,
  SchemeAnswer,
  SchemeClientContext,
  SchemeDealing,
  SchemeKeys,
  SchemeShares,
} from '../client.ts';
import { type CodedMask, dealMask, wipeMask } from '../coding/dealing.ts';
import { proveLink } from '../coding/link/prove.ts';
import { linkColumns } from '../coding/link/steps.ts';
import { sumOfElements } from '../coding/symbols.ts';
import type { OpenSymbol } from './answer.ts';
import {
  answerCodec,
  dealingCodec,
  keysCodec,
  leafDigest,
  leavesCodec,
  NOTHING,
  requestCodec,
  SYMBOL_TREE,
  type SymbolLeaf,
} from './messages.ts';
import { type ReceivedSymbols, receiveSymbols } from './receive.ts';
import { codedRules } from './rules.ts';
import { symbolSizes } from './demand.ts';
import { codeOf, linkSettingOf } from './setting.ts';

/** The client's side of the coded scheme: LightSecAgg (So et al., MLSys 2022, §4), with committed symbols. */
export const codedClient: ClientScheme = {
  rules: codedRules,
  makeKeys: () => KEYS,
};

/** Masks need no keys: nothing is derived from a secret of anybody else. */
const KEYS: SchemeKeys = {
  body: toBytes(keysCodec, NOTHING),
  deal: (context, peers) => dealSymbols(context, peers),
  wipe: () => undefined,
};

/** The symbol at an index of a dealing, with its blinders. */
function symbolAt(
  { symbols, symbolBlinders }: CodedMask,
  index: number,
  count: number,
): OpenSymbol {
  const part = (all: Uint8Array): Uint8Array => {
    const size = all.length / count;
    return all.slice(index * size, (index + 1) * size);
  };
  return { symbol: part(symbols), blinders: part(symbolBlinders) };
}

/** Phase 1: draws a mask and deals a symbol of it to every client in the list. */
async function dealSymbols(
  context: SchemeClientContext,
  peers: Peers,
): Promise<CodedClientDealing> {
  const { session, self, random, kernel, checks } = context;
  const shape = codeOf(session);
  const holders = [...peers.schemeKeys.keys()];
  const generators = await deriveGenerators(kernel, shape.columns);
  const coded = await dealMask(kernel, shape, holders, generators, random);
  const anyKey = !checks.isOn('agreement-keys');
  const { transcriptHash } = peers;
  const keys: KeyContext = { kernel, session: session.digest, transcriptHash, anyKey };
  const pointBytes = symbolSizes(shape).points;
  const leaves = holders.map((holder, index): SymbolLeaf => {
    const points = coded.points.slice(index * pointBytes, (index + 1) * pointBytes);
    if (holder === self) return { box: new Uint8Array(0), points };
    const { symbol, blinders } = symbolAt(coded, index, holders.length);
    const plaintext = concatBytes(symbol, blinders);
    const boxKey = shareBoxKey(keys, peers.agreed.get(holder)!, self, holder);
    const box = sealBox(boxKey, plaintext);
    boxKey.key.wipe();
    for (const secret of [symbol, blinders, plaintext]) secret.fill(0);
    return { box, points };
  });
  const own = symbolAt(coded, holders.indexOf(self), holders.length);
  return new CodedClientDealing(keys, peers, coded, own, leaves, context);
}

/**
 * A client's mask after it has dealt the symbols of it.
 *
 * @internal
 */
export class CodedClientDealing implements SchemeDealing {
  readonly body: Uint8Array;
  readonly attachment: Uint8Array;
  readonly keys: KeyContext;
  readonly peers: Peers;
  readonly coded: CodedMask;
  /** This client's own symbol. */
  readonly own: OpenSymbol;
  readonly root: Uint8Array;

  constructor(
    keys: KeyContext,
    peers: Peers,
    coded: CodedMask,
    own: OpenSymbol,
    leaves: readonly SymbolLeaf[],
    { session }: SchemeClientContext,
  ) {
    const holders = [...peers.schemeKeys.keys()];
    this.keys = keys;
    this.peers = peers;
    this.coded = coded;
    this.own = own;
    const digests = leaves.map((leaf, i) => leafDigest(holders[i]!, leaf));
    this.root = merkleRoot(SYMBOL_TREE, digests);
    this.body = toBytes(dealingCodec, { root: this.root });
    const codec = leavesCodec(session.parameters.clients, symbolSizes(codeOf(session)));
    this.attachment = toBytes(codec, leaves);
  }

  async receive(
    context: SchemeClientContext,
    dealers: Dealers,
    deliveries: Uint8Array,
  ): Promise<CodedShares> {
    return new CodedShares(await receiveSymbols(context, this, dealers.list, deliveries));
  }

  /** Adds the mask, and proves that the payload is the committed input plus the committed mask. */
  async conceal(
    { session, self, kernel, random, keepProof = (make) => make() }: SchemeClientContext,
    _dealers: readonly ClientId[],
    payload: Uint8Array,
    { values, blinders, commitments }: CommittedInput,
    work: WorkOptions,
  ): Promise<Uint8Array> {
    work.signal?.throwIfAborted();
    const { coded, root, peers } = this;
    kernel.add(payload, coded.mask);
    const setting = linkSettingOf(session, [...peers.schemeKeys.keys()]);
    const generators = await openingGenerators(kernel, linkColumns(setting));
    const { points, mask, pieceBlinders } = coded;
    const statement = { client: self, dealing: root, commitments, points, payload };
    const witness = { values, blinders, mask, pieceBlinders };
    const seeds = { seed: random(32), fresh: systemRandom(32) };
    return keepProof(() =>
      proveLink(kernel, generators, setting, statement, witness, seeds, systemRandom),
    );
  }

  wipe(): void {
    for (const secret of this.peers.agreed.values()) secret.wipe();
    wipeMask(this.coded);
  }
}

/** The symbols that a client holds, one of each dealer's mask, its own included. */
class CodedShares implements SchemeShares {
  readonly held: ReadonlyMap<ClientId, OpenSymbol>;
  readonly faulty: readonly ClientId[];

  constructor({ held, faulty }: ReceivedSymbols) {
    this.held = held;
    this.faulty = faulty;
  }

  /** Phase 4: the sums of symbols and blinders over the set that this client signed. */
  answer(
    { kernel }: SchemeClientContext,
    included: ReadonlySet<ClientId>,
    request: Uint8Array,
  ): SchemeAnswer {
    wellFormed(
      () => fromBytes(requestCodec, request, requestCodec.maxBytes, 'request'),
      'coordinator',
    );
    const symbols = [...included].map((dealer) => this.held.get(dealer)!);
    const attachment = concatBytes(
      sumOfElements(
        kernel,
        symbols.map(({ symbol }) => symbol),
      ),
      sumOfElements(
        kernel,
        symbols.map(({ blinders }) => blinders),
      ),
    );
    return { body: toBytes(answerCodec, { answerDigest: sha256(attachment) }), attachment };
  }
}
