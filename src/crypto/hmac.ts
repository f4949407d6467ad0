/** HMAC-SHA-256 (RFC 2104) of short messages, over the SHA-256 in WebAssembly. */
import { sha256 } from './tupleHash.ts';

const BLOCK_BYTES = 64;

/** HMAC-SHA-256 of the parts, one after another. The time depends on lengths alone. */
export function hmacSha256(key: Uint8Array, ...parts: readonly Uint8Array[]): Uint8Array {
  if (key.length > BLOCK_BYTES) return hmacSha256(sha256(key), ...parts);
  const length = parts.reduce((sum, part) => sum + part.length, BLOCK_BYTES);
  const inner = new Uint8Array(length);
  const outer = new Uint8Array(BLOCK_BYTES + 32);
  inner.fill(0x36, 0, BLOCK_BYTES);
  outer.fill(0x5c, 0, BLOCK_BYTES);
  for (let i = 0; i < key.length; i++) {
    inner[i]! ^= key[i]!;
    outer[i]! ^= key[i]!;
  }
  let at = BLOCK_BYTES;
  for (const part of parts) {
    inner.set(part, at);
    at += part.length;
  }
  const digest = sha256(inner);
  outer.set(digest, BLOCK_BYTES);
  const code = sha256(outer);
  inner.fill(0);
  outer.fill(0);
  digest.fill(0);
  return code;
}
