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
 * One dealt share with what shows that its dealer signed its digest. It is part of evidence and of no message.
 *
 *     DealtShare = [dealer, recipient, kind, share (32, or 0 where it is in an answer), position, count, leaf, [sibling (32), …]]
 */
export interface DealtShare {
  readonly dealer: number;
  readonly recipient: number;
  readonly kind: ShareKind;
  readonly share: Uint8Array;
  /** Of the recipient in the Advertise list, and how many are in it: where the leaf stands in the dealer's tree. */
  readonly position: number;
  readonly count: number;
  readonly leaf: ShareLeaf;
  readonly path: readonly Uint8Array[];
}

/** The most bytes of dealt shares attached to evidence: t of them, each a leaf and its path. */
export const MAX_DEALT_BYTES: number = 2 ** 20;

/** @param clients - the most clients of any session */
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

/** Dealt shares as evidence carries them. */
export function dealtBytes(clients: number, dealt: readonly DealtShare[]): Uint8Array {
  return toBytes(dealtCodec(clients), dealt);
}
