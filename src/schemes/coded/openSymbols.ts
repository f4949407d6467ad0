import { type BoxKey, openBox, openBoxUnauthenticated } from '../../crypto/box.ts';
import { deriveGenerators } from '../../crypto/generators.ts';
import { systemRandom } from '../../crypto/random.ts';
import type { Kernel } from '../../kernel/kernel.ts';
import type { ClientId } from '../../session/party.ts';
import type { CodeShape } from '../coding/shape.ts';
import { type OpenedSymbol, unopened } from '../coding/symbols.ts';
import { answerBytes, type OpenSymbol, splitSymbol } from './answer.ts';
import type { SymbolLeaf } from './messages.ts';

/** A dealer's leaf for a holder, and what opens its box. */
export interface SealedSymbol {
  readonly dealer: ClientId;
  readonly leaf: SymbolLeaf;
  /** Wiped once the box was opened. */
  readonly key: BoxKey;
}

/** What is in a box. */
export interface ReadSymbol {
  /** What a holder without checks would take for its symbol, where something is wrong. */
  readonly held: OpenSymbol;
  /** What is wrong, as the end of a sentence; `undefined` where the leaf tells the truth. */
  readonly fault: string | undefined;
}

/**
 * Opens boxes, and compares the symbols in them with the points in their leaves, all in one batch. Who opens them makes no
 * difference: the holder, or anyone who was shown what it agreed on with the dealer.
 */
export async function openSymbols(
  kernel: Kernel,
  shape: CodeShape,
  sealed: readonly SealedSymbol[],
): Promise<ReadonlyMap<ClientId, ReadSymbol>> {
  const read = sealed.map((one) => ({ ...one, ...readBox(kernel, shape, one) }));
  const whole = read.filter(({ fault }) => fault === undefined);
  const generators = await deriveGenerators(kernel, shape.columns);
  const opened = whole.map(({ held, leaf: { points } }): OpenedSymbol => ({ ...held, points }));
  const wrong = new Set(await unopened(kernel, shape, generators, opened, systemRandom));
  const others = new Set(whole.filter((_, i) => wrong.has(i)).map(({ dealer }) => dealer));
  return new Map(
    read.map(({ dealer, held, fault }) => [
      dealer,
      {
        held,
        fault:
          fault ?? (others.has(dealer) ? 'holds another symbol than its leaf says' : undefined),
      },
    ]),
  );
}

function readBox(kernel: Kernel, shape: CodeShape, { leaf, key }: SealedSymbol): ReadSymbol {
  const size = answerBytes(shape);
  const opened = openBox(key, leaf.box);
  const bytes = new Uint8Array(size);
  bytes.set((opened ?? openBoxUnauthenticated(key, leaf.box)).subarray(0, size));
  key.key.wipe();
  const canonical = kernel.areCanonical(bytes);
  return {
    held: splitSymbol(shape, canonical ? bytes : new Uint8Array(size)),
    fault: faultOf(kernel, opened, size, canonical, leaf),
  };
}

function faultOf(
  kernel: Kernel,
  opened: Uint8Array | undefined,
  size: number,
  canonical: boolean,
  { points }: SymbolLeaf,
): string | undefined {
  if (opened === undefined) return 'does not open';
  if (opened.length !== size || !canonical) return 'does not hold a symbol';
  return kernel.areOnCurve(points) ? undefined : 'has points that are not on the curve';
}
