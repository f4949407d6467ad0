import { MAX_NAME_LENGTH } from '../session/limits.ts';
import { bytesBetween, type Codec, fixedBytes, list, struct, text } from '../wire/codec.ts';

/**
 * The body of a record, which is sent in a coordinator-signed envelope:
 *
 *     Record = [session parameters, [[name, key (32)], …], transcriptHash (32), Shared envelope, [Commit envelope, …],
 *               [commitments, …], [proofs, …], [Confirm envelope, …], sum, blinders]
 */
export interface RecordBody {
  /** The session's parameters, as the invitation carried them. */
  readonly session: Uint8Array;
  /** The whole roster, so that its digest can be computed from the record. */
  readonly roster: readonly { readonly name: string; readonly key: Uint8Array }[];
  /** The transcript hash that the Confirm signatures cover. */
  readonly transcriptHash: Uint8Array;
  /** The coordinator's `shared` envelope: the list in which every client fixed its commitment by a digest. */
  readonly shared: Uint8Array;
  /** The Commit envelopes of the included clients, ascending. */
  readonly commits: readonly Uint8Array[];
  /** The row commitments of each included client, in the order of `commits`. */
  readonly commitments: readonly Uint8Array[];
  /** The range proofs of each included client, in the order of `commits`; none where only the coordinator checks them. */
  readonly proofs: readonly Uint8Array[];
  /** At least t Confirm envelopes, ascending. */
  readonly confirms: readonly Uint8Array[];
  /** S: two's complement integers, little-endian, as many bytes each as hold a slot. */
  readonly sum: Uint8Array;
  /** R, one element of F_ℓ a row. */
  readonly blinders: Uint8Array;
}

/** The most bytes of the parts of a record. */
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

/** A record whose parts are no larger than these. */
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
