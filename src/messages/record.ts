import { MAX_NAME_LENGTH } from '../session/limits.ts';
import { bytesBetween, type Codec, fixedBytes, list, struct, text } from '../wire/codec.ts';

/**
 * Body of a record, which is sent in a coordinator-signed envelope.
 *
 *     Record = [session parameters, [[name, key (32)], …], transcriptHash (32), Shared envelope, [Commit envelope, …],
 * [commitments, …], [proofs, …], [Confirm envelope, …], sum, blinders]
 */
export interface RecordBody {
  /** The encoded session parameters, as in the invitation. */
  readonly session: Uint8Array;
  /** The whole roster, so that its digest can be computed from the record. */
  readonly roster: readonly { readonly name: string; readonly key: Uint8Array }[];
  /** The transcript hash that the Confirm signatures cover. */
  readonly transcriptHash: Uint8Array;
  /**
   * The coordinator's `shared` envelope, which contains the digest of every client's commitments.
   */
  readonly shared: Uint8Array;
  /** The Commit envelopes of the included clients, ascending by client. */
  readonly commits: readonly Uint8Array[];
  /** The row commitments of each included client, in the order of `commits`. */
  readonly commitments: readonly Uint8Array[];
  /**
   * The range proofs of each included client, in the order of `commits`; an empty list if the
   * record does not publish them.
   */
  readonly proofs: readonly Uint8Array[];
  /** At least t Confirm envelopes, ascending by client. */
  readonly confirms: readonly Uint8Array[];
  /**
   * The sum S: two's complement integers, little-endian, each in as many bytes as hold a packing
   * slot.
   */
  readonly sum: Uint8Array;
  /** The sum R of the blinders: one element of F_ℓ for each row. */
  readonly blinders: Uint8Array;
}

/** Maximum sizes of the parts of a record, in bytes; `clients` is a count. */
interface RecordSizes {
  readonly clients: number;
  readonly session: number;
  readonly shared: number;
  readonly commit: number;
  readonly commitments: number;
  readonly proofs: number;
  readonly confirm: number;
  readonly sum: number;
  readonly blinders: number;
}

/** Codec of {@link RecordBody}, with the maximum size of each part. */
export function recordCodec(most: RecordSizes): Codec<RecordBody> {
  const name = text(MAX_NAME_LENGTH);
  return struct<RecordBody>({
    session: bytesBetween(0, most.session),
    roster: list(struct<RecordBody['roster'][number]>({ name, key: fixedBytes(32) }), most.clients),
    transcriptHash: fixedBytes(32),
    shared: bytesBetween(0, most.shared),
    commits: list(bytesBetween(0, most.commit), most.clients),
    commitments: list(bytesBetween(0, most.commitments), most.clients),
    proofs: list(bytesBetween(0, most.proofs), most.clients),
    confirms: list(bytesBetween(0, most.confirm), most.clients),
    sum: bytesBetween(0, most.sum),
    blinders: bytesBetween(0, most.blinders),
  });
}
