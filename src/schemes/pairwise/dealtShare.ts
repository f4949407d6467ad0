import {
  bytesBetween,
  type Codec,
  fixedBytes,
  integer,
  list,
  oneOf,
  struct,
  toBytes,
} from '../../wire/codec.ts';
import { maxPathLength } from '../../wire/merkle.ts';
import { type ShareKind, type ShareLeaf, shareLeafCodec } from './messages.ts';

/**
 * One dealt share, with the Merkle path that shows that its dealer signed the share's digest. Part
 * of evidence files only, not of any message.
 *
 *     DealtShare = [dealer, recipient, kind, share (32, or 0 if it is in an answer), position, count, leaf, [sibling (32), …]]
 */
export interface DealtShare {
  readonly dealer: number;
  readonly recipient: number;
  readonly kind: ShareKind;
  readonly share: Uint8Array;
  /**
   * Position of the recipient in the `advertised` list of `count` clients, which is its leaf's
   * position in the dealer's tree.
   */
  readonly position: number;
  readonly count: number;
  readonly leaf: ShareLeaf;
  readonly path: readonly Uint8Array[];
}

/** Maximum size of the dealt shares attached to evidence: t shares, each with its leaf and path. */
export const MAX_DEALT_BYTES: number = 2 ** 20;

/**
 * Codec of dealt shares.
 *
 * @param clients - the maximum number of clients of any session
 */
export function dealtCodec(clients: number): Codec<readonly DealtShare[]> {
  return list(
    struct<DealtShare>({
      dealer: integer(0, clients - 1),
      recipient: integer(0, clients - 1),
      kind: oneOf('mask-secret', 'self-mask-seed'),
      share: bytesBetween(0, 32),
      position: integer(0, clients - 1),
      count: integer(1, clients),
      leaf: shareLeafCodec,
      path: list(fixedBytes(32), maxPathLength(clients)),
    }),
    clients,
  );
}

/** Encodes dealt shares as the attachment of evidence. */
export function dealtBytes(clients: number, dealt: readonly DealtShare[]): Uint8Array {
  return toBytes(dealtCodec(clients), dealt);
}
