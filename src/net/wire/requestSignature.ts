/**
 * Requests of participants are signed with their identity, so that a coordinator knows whom it works for before it works:
 *
 *     Authorization: Veilsum key=<hex>, at=<milliseconds since 1970>, body=<hex>, signature=<hex>
 *
 * `body` is the SHA-256 of the body. The signature is over TupleHash256 with domain "veilsum-1/http-request" of the method, the path
 * with its query, the time and that digest, so that it is judged before any of the body takes memory. A request that is replayed within its time changes nothing: everything that a participant can ask for
 * gives the same answer twice.
 */
import { fromHex, toHex } from '../../crypto/hex.ts';
import { type Identity, IdentityKey, sign, verifySignature } from '../../crypto/signing.ts';
import { equalBytes, sha256Bulk, tupleHash } from '../../crypto/tupleHash.ts';
import type { CheckName } from '../../session/checks/table.ts';
import type { ProblemName } from './problem.ts';

/** How far a request's time may be from the server's. */
const MOST_SKEW_MS = 120_000;

const FORM =
  /^Veilsum key=([0-9a-f]{64}), at=(\d{1,16}), body=([0-9a-f]{64}), signature=([0-9a-f]{128})$/;

/** What a signature covers, in addition to the body's digest. */
export interface SignedRequest {
  readonly method: string;
  /** Path and query, as they are on the first line of the request. */
  readonly path: string;
}

/** Who signed a request, and the digest of the body that it must have. */
export interface Signer {
  readonly key: IdentityKey;
  readonly bodyDigest: Uint8Array;
}

/** Why a request is turned down by its headers. */
export interface Unsigned {
  readonly problem: ProblemName;
  readonly detail: string;
  /** The check that failed, where one has a name. */
  readonly check?: CheckName | undefined;
}

/** The header of a request. It states the body's digest, so that it can be judged before any of the body is read. */
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

/** Whose request it is: the key of one of `keys`, by its hexadecimal digits; or why it is nobody's. */
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

/** Whether a body is the one whose digest was signed. */
export async function isSignedBody({ bodyDigest }: Signer, body: Uint8Array): Promise<boolean> {
  return equalBytes(bodyDigest, await sha256Bulk(body));
}

function digestOf({ method, path }: SignedRequest, at: number, body: Uint8Array): Uint8Array {
  return tupleHash('veilsum-1/http-request', method, path, at, body);
}
