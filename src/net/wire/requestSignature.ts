/**
 * Signatures of participants' requests, so that a coordinator knows which client it works for
 * before it does any work:
 *
 *     Authorization: Veilsum key=<hex>, at=<milliseconds since 1970>, body=<hex>, signature=<hex>
 *
 * `body` is the SHA-256 of the request's body. The signature is over TupleHash256 with domain
 * "veilsum-1/http-request" of the method, the path with its query, the time, and that digest, so it
 * can be verified before the body takes any memory. Replaying a request within two minutes changes
 * nothing: every request of a participant gives the same result when repeated.
 */
import { fromHex, toHex } from '../../crypto/hex.ts';
import { type Identity, IdentityKey, sign, verifySignature } from '../../crypto/signing.ts';
import { equalBytes, sha256Bulk, tupleHash } from '../../crypto/tupleHash.ts';
import type { CheckName } from '../../session/checks/table.ts';
import type { ProblemName } from './problem.ts';

/** Largest difference between a request's time and the server's, in milliseconds. */
const MOST_SKEW_MS = 120_000;

const FORM =
  /^Veilsum key=([0-9a-f]{64}), at=(\d{1,16}), body=([0-9a-f]{64}), signature=([0-9a-f]{128})$/;

/** The part of a request that a signature covers, in addition to its time and its body's digest. */
export interface SignedRequest {
  readonly method: string;
  /** Path and query as in the request line. */
  readonly path: string;
}

/** The key that signed a request, and the digest that its body must have. */
export interface Signer {
  readonly key: IdentityKey;
  readonly bodyDigest: Uint8Array;
}

/** Why a request is rejected by its headers. */
export interface Unsigned {
  readonly problem: ProblemName;
  readonly detail: string;
  /** The check that failed, if it was a named one. */
  readonly check?: CheckName | undefined;
}

/**
 * The value of a request's Authorization header.
 *
 * @param at - The time in milliseconds since 1970.
 */
export async function authorizationOf(
  identity: Identity,
  request: SignedRequest,
  body: Uint8Array,
  at: number,
): Promise<string> {
  const bodyDigest = await sha256Bulk(body);
  const signature = sign(identity, digestOf(request, at, bodyDigest));
  return `Veilsum key=${identity.publicKey.toHex()}, at=${at}, body=${toHex(bodyDigest)}, signature=${toHex(signature)}`;
}

/**
 * Verifies a request's Authorization header.
 *
 * @param now - The server's time in milliseconds since 1970.
 * @param keys - The keys of the session's roster, by their hexadecimal encoding.
 * @returns the signer, or why the request is rejected
 */
export async function signerOf(
  header: string | undefined,
  request: SignedRequest,
  now: number,
  keys: ReadonlyMap<string, IdentityKey>,
): Promise<Signer | Unsigned> {
  const [, keyHex, time, body, signature] = FORM.exec(header ?? '') ?? [];
  const key = keyHex === undefined ? undefined : keys.get(keyHex);
  if (key === undefined) {
    return {
      problem: 'not-signed',
      detail: 'sign the request with an identity of the session’s roster',
    };
  }
  const at = Number(time);
  if (!Number.isSafeInteger(at) || Math.abs(now - at) > MOST_SKEW_MS) {
    return {
      problem: 'clock',
      detail: 'the request’s time is more than two minutes off; set the clock',
    };
  }
  const bodyDigest = fromHex(body!)!;
  return (await verifySignature(key, fromHex(signature!)!, digestOf(request, at, bodyDigest)))
    ? { key, bodyDigest }
    : { problem: 'wrong-signature', detail: 'the request’s signature does not verify' };
}

/** Whether a request's body has the digest that was signed. */
export async function isSignedBody({ bodyDigest }: Signer, body: Uint8Array): Promise<boolean> {
  return equalBytes(bodyDigest, await sha256Bulk(body));
}

function digestOf({ method, path }: SignedRequest, at: number, body: Uint8Array): Uint8Array {
  return tupleHash('veilsum-1/http-request', method, path, at, body);
}
