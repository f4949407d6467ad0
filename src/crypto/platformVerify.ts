/**
 * Verification by the platform's Ed25519 (Web Cryptography API), which is ten times faster than our
 * own. Platforms differ in edge cases, so one that doesn't give our verdicts there is not used at
 * all.
 */
import { hexToBytes } from '@noble/hashes/utils.js';
import { IdentityKey } from './identityKey.ts';
import { PROBE_CASES, PROBE_KEY } from './signatureProbe.ts';

const ALGORITHM = 'Ed25519';

/** Importing a key takes the platform as long as verifying does. */
const imported = new WeakMap<IdentityKey, Promise<CryptoKey>>();

function importKey(key: IdentityKey): Promise<CryptoKey> {
  let pending = imported.get(key);
  if (pending === undefined) {
    const { subtle } = globalThis.crypto;
    pending = subtle.importKey('raw', Uint8Array.from(key.bytes), ALGORITHM, false, ['verify']);
    imported.set(key, pending);
  }
  return pending;
}

/** The platform's verdict, whatever its rule is. Rejects if the platform can't tell. */
export async function platformVerify(
  key: IdentityKey,
  signature: Uint8Array<ArrayBuffer>,
  message: Uint8Array<ArrayBuffer>,
): Promise<boolean> {
  const platformKey = await importKey(key);
  return globalThis.crypto.subtle.verify(ALGORITHM, platformKey, signature, message);
}

async function selfTest(): Promise<boolean> {
  try {
    const key = IdentityKey.parse(hexToBytes(PROBE_KEY));
    for (const { message, signature, valid } of PROBE_CASES) {
      const given = await platformVerify(key, hexToBytes(signature), hexToBytes(message));
      if (given !== valid) return false;
    }
    return true;
  } catch {
    return false; // no Web Cryptography API here, or one without Ed25519
  }
}

let verdict: Promise<boolean> | undefined;

/**
 * Whether the platform has Ed25519 and gives our verdicts on the probe. Determined once in a
 * process.
 */
export function platformAgrees(): Promise<boolean> {
  verdict ??= selfTest();
  return verdict;
}
