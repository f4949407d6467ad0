/**
 * Requests of participants are signed with their identity, so that a coordinator knows whom it works for before it works:
 *
 *     Authorization: Veilsum key=<hex>, at=<milliseconds since 1970>, signature=<hex>
 *
 * The signature is over TupleHash256 with domain "veilsum-1/http-request" of the method, the path with its query, the time and the
 * SHA-256 of the body. A request that is replayed within its time changes nothing: everything that a participant can ask for
 * gives the same answer twice.
 */
import { fromHex, toHex } from '../../crypto/hex.ts';
import { type Identity, IdentityKey, sign, verifySignature } from '../../crypto/signing.ts';
import { sha256Bulk, tupleHash } from '../../crypto/tupleHash.ts';

/** How far a request's time may be from the server's. */
const MOST_SKEW_MS = 120_000;

const FORM = /^Veilsum key=([0-9a-f]{64}), at=(\d{1,16}), signature=([0-9a-f]{128})$/;

/** What a signature covers. */
export interface SignedRequest {
  readonly method: string;
  /** Path and query, as they are on the first line of the request. */
  readonly path: string;
  readonly body: Uint8Array;
}

/** The header of a request. */
export async function authorizationOf(
  identity: Identity,
  request: SignedRequest,
  at: number,
): Promise<string> {
  const signature = sign(identity, await digestOf(request, at));
  return `Veilsum key=${identity.publicKey.toHex()}, at=${at}, signature=${toHex(signature)}`;
}

/** Whose request it is: the key of one of `keys`, by its hexadecimal digits; or why it is nobody's. */
export async function signerOf(
  header: string | undefined,
  request: SignedRequest,
  now: number,
  keys: ReadonlyMap<string, IdentityKey>,
): Promise<{ readonly key: IdentityKey } | { readonly problem: string }> {
  const [, keyHex, time, signature] = FORM.exec(header ?? '') ?? [];
  const key = keyHex === undefined ? undefined : keys.get(keyHex);
  if (key === undefined) {
    return { problem: 'sign the request with an identity of the session’s roster' };
  }
  const at = Number(time);
  if (!Number.isSafeInteger(at) || Math.abs(now - at) > MOST_SKEW_MS) {
    return { problem: 'the request’s time is more than two minutes off; set the clock' };
  }
  return (await verifySignature(key, fromHex(signature!)!, await digestOf(request, at)))
    ? { key }
    : { problem: 'the request’s signature does not verify' };
}

async function digestOf({ method, path, body }: SignedRequest, at: number): Promise<Uint8Array> {
  return tupleHash('veilsum-1/http-request', method, path, at, await sha256Bulk(body));
}
