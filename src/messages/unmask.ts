import { fixedBytes, integer, list, oneOf, struct, type Codec } from '../wire/codec.ts';

/** Which of a client's two secrets a share is of. One share names one kind: never both for one client. */
export type ShareKind = 'mask-secret' | 'self-mask-seed';

/**
 * One share that leaves its holder.
 *
 *     RevealedShare = [client, kind, share (32)]
 */
export interface RevealedShare {
  /** Whose secret it is a share of. */
  readonly client: number;
  readonly kind: ShareKind;
  readonly share: Uint8Array;
}

/**
 * Phase 4, from a client: one share for each client of the Share list that was asked for or included, ascending.
 *
 *     Unmask = [RevealedShare, …]
 */
export type UnmaskBody = readonly RevealedShare[];

/** @param clients - n */
export function unmaskCodec(clients: number): Codec<UnmaskBody> {
  return list(
    struct<RevealedShare>({
      client: integer(0, clients - 1),
      kind: oneOf('mask-secret', 'self-mask-seed'),
      share: fixedBytes(32),
    }),
    clients,
  );
}
