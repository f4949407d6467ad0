import { type Codec, fixedBytes, integer, list, struct } from '../../wire/codec.ts';
import { maxPathLength } from '../../wire/merkle.ts';
import { type ShareLeaf, shareLeafCodec } from './messages.ts';

/**
 * What a dealer's root says of one holder, with what shows it. It is part of evidence and of no message.
 *
 *     HeldLeaf = [dealer, leaf, [sibling (32), …]]
 */
export interface HeldLeaf {
  readonly dealer: number;
  readonly leaf: ShareLeaf;
  readonly path: readonly Uint8Array[];
}

/** @param clients - n */
export function heldLeafCodec(clients: number): Codec<HeldLeaf> {
  return struct<HeldLeaf>({
    dealer: integer(0, clients - 1),
    leaf: shareLeafCodec,
    path: list(fixedBytes(32), maxPathLength(clients)),
  });
}
