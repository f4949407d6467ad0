/**
 * Verification with the platform's Ed25519 (Web Cryptography API), ten times faster than our own.
 * Platforms differ in edge cases, so a platform that gives other verdicts on any probe is not used
 * at all.
 */
import { hexToBytes } from '@noble/hashes/utils.js';
import type { IdentityKey } from './identityKey.ts';
import { PROBE_CASES, PROBE_KEY } from './signatureProbe.ts';

const ALGORITHM = 'Ed25519';

/** Cache of imported keys: importing one takes the platform as long as verifying. */
const imported = new WeakMap<IdentityKey, Promise<CryptoKey>>();

function importKey(bytes: Uint8Array): Promise<CryptoKey> {
  return globalThis.crypto.subtle.importKey('raw', Uint8Array.from(bytes), ALGORITHM, false, [
    'verify',
  ]);
}

/** The platform's verdict, by its own rule. Rejects if the platform cannot decide. */
export async function platformVerify(
  key: IdentityKey,
  signature: Uint8Array<ArrayBuffer>,
  message: Uint8Array<ArrayBuffer>,
): Promise<boolean> {
  let pending = imported.get(key);
  if (pending === undefined) {
    pending = importKey(key.bytes);
    imported.set(key, pending);
  }
  return verifyUnder(await pending, signature, message);
}

function verifyUnder(
  key: CryptoKey,
  signature: Uint8Array<ArrayBuffer>,
  message: Uint8Array<ArrayBuffer>,
): Promise<boolean> {
  return globalThis.crypto.subtle.verify(ALGORITHM, key, signature, message);
}

async function selfTest(): Promise<boolean> {
  try {
    const key = await importKey(hexToBytes(PROBE_KEY));
    for (const { message, signature, valid } of PROBE_CASES) {
      const given = await verifyUnder(key, hexToBytes(signature), hexToBytes(message));
      if (given !== valid) return false;
    }
    return true;
  } catch {
    return false; // No Web Cryptography API, or one without Ed25519.
  }
}

let verdict: Promise<boolean> | undefined;

/**
 * Whether the platform has Ed25519 and gives our verdicts on all probes. Determined once in a
 * process.
 */
export function platformAgrees(): Promise<boolean> {
  verdict ??= selfTest();
  return verdict;
}
