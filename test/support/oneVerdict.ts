/**
 * Where all parties of a session run in one process, each signature is verified by every one of them. The platform decides about it
 * once, and what it said is given again: a verdict depends on nothing but key, signature and message.
 */
import { afterAll, beforeAll, vi } from 'vitest';
import { equalBytes } from '../../src/crypto/tupleHash.ts';
import { toHex } from '../../src/crypto/hex.ts';

interface Verdict {
  readonly key: CryptoKey;
  readonly message: Uint8Array;
  readonly valid: Promise<boolean>;
}

/** Signatures that are remembered. */
const MOST = 4096;

/** Makes the platform verify each signature once in this file's tests. */
export function verifyOnce(): void {
  const verdicts = new Map<string, Verdict>();
  const { subtle } = globalThis.crypto;
  const verify = subtle.verify.bind(subtle);
  beforeAll(() => {
    vi.spyOn(subtle, 'verify').mockImplementation((algorithm, key, signature, data) => {
      const [name, message] = [toHex(signature as Uint8Array), data as Uint8Array];
      const known = verdicts.get(name);
      if (known?.key === key && equalBytes(known.message, message)) return known.valid;
      const valid = verify(algorithm, key, signature, data);
      if (verdicts.size >= MOST) verdicts.clear();
      verdicts.set(name, { key, message, valid });
      return valid;
    });
  });
  afterAll(() => {
    vi.restoreAllMocks();
    verdicts.clear();
  });
}
