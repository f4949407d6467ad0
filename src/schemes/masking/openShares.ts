import { type BoxKey, openBox, openBoxUnauthenticated } from '../../crypto/box.ts';
import { type Scalar, scalarFromBytes } from '../../crypto/scalar.ts';
import { equalBytes } from '../../crypto/tupleHash.ts';
import { ELEMENT_BYTES, type Kernel } from '../../kernel/kernel.ts';
import type { ClientId } from '../../session/party.ts';
import { SHARE_PAIR_BYTES, type ShareLeaf } from './messages.ts';
import { pointsOf } from './secrets.ts';

/** Both shares that a holder has of one dealer's secrets. At most one of them ever leaves it. */
export interface SharePair {
  readonly maskShare: Scalar;
  readonly seedShare: Scalar;
}

/** A dealer's leaf for a holder, and what opens its box. */
export interface SealedShares {
  readonly dealer: ClientId;
  readonly leaf: ShareLeaf;
  /** Wiped once the box was opened. */
  readonly key: BoxKey;
}

/** What is in a box. */
export interface OpenedShares {
  /** What a holder without checks would take for its shares, where something is wrong. */
  readonly pair: SharePair;
  /** What is wrong, as the end of a sentence; `undefined` where the leaf says the truth. */
  readonly fault: string | undefined;
}

/**
 * Opens boxes, and compares the shares in them with the points in their leaves. Who opens them makes no difference: the holder, or
 * anyone who was shown what it agreed on with the dealer.
 */
export function openShares(
  kernel: Kernel,
  sealed: readonly SealedShares[],
): ReadonlyMap<ClientId, OpenedShares> {
  const read = sealed.map(readBox);
  const points = pointsOf(
    kernel,
    read.flatMap(({ pair }) => [pair.maskShare, pair.seedShare]),
  );
  return new Map(
    sealed.map(({ dealer, leaf }, i) => {
      const { pair, fault } = read[i]!;
      const matches =
        equalBytes(points[2 * i]!, leaf.maskPoint) &&
        equalBytes(points[2 * i + 1]!, leaf.seedPoint);
      return [
        dealer,
        { pair, fault: fault ?? (matches ? undefined : 'holds other shares than its leaf says') },
      ];
    }),
  );
}

function readBox({ leaf, key }: SealedShares): OpenedShares {
  const opened = openBox(key, leaf.box);
  const bytes = opened ?? openBoxUnauthenticated(key, leaf.box);
  key.key.wipe();
  const [maskShare, seedShare] = [0, ELEMENT_BYTES].map((offset) =>
    scalarFromBytes(bytes.slice(offset, offset + ELEMENT_BYTES)),
  );
  const canonical = maskShare !== undefined && seedShare !== undefined;
  const sound = opened?.length === SHARE_PAIR_BYTES && canonical;
  bytes.fill(0);
  return {
    pair: { maskShare: maskShare ?? 0n, seedShare: seedShare ?? 0n },
    fault: opened === undefined ? 'does not open' : sound ? undefined : 'does not hold two shares',
  };
}
