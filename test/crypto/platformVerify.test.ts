/** Platforms that can't, won't or shouldn't verify: whatever they do, the verdicts stay ours. */
import { ed25519 } from '@noble/curves/ed25519.js';
import { hexToBytes } from '@noble/hashes/utils.js';
import nacl from 'tweetnacl';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { PROBE_CASES, PROBE_KEY } from '../../src/crypto/signatureProbe.ts';

type Verify = (key: Uint8Array, signature: Uint8Array, message: Uint8Array) => boolean;

const real = globalThis.crypto;
const calls = { imports: 0, verifications: 0 };

/** A platform whose Ed25519 has this rule. */
function platform(verify: Verify): unknown {
  return {
    getRandomValues: real.getRandomValues.bind(real),
    subtle: {
      importKey: (_format: string, bytes: Uint8Array) => {
        calls.imports++;
        return Promise.resolve({ bytes });
      },
      verify: async (
        _name: string,
        key: { bytes: Uint8Array },
        sig: Uint8Array,
        msg: Uint8Array,
      ) => {
        calls.verifications++;
        await Promise.resolve();
        return verify(key.bytes, sig, msg);
      },
    },
  };
}

/** Fresh modules, since whether the platform agrees is found out once in a process. */
async function load(crypto: unknown): Promise<{
  verdicts: () => Promise<boolean[]>;
  agrees: () => Promise<boolean>;
}> {
  vi.stubGlobal('crypto', crypto);
  vi.resetModules();
  const { IdentityKey, verifySignatures } = await import('../../src/crypto/signing.ts');
  const { platformAgrees } = await import('../../src/crypto/platformVerify.ts');
  const key = IdentityKey.parse(hexToBytes(PROBE_KEY));
  const items = PROBE_CASES.map(({ signature, message }) => ({
    key,
    signature: hexToBytes(signature),
    message: hexToBytes(message),
  }));
  return { verdicts: () => verifySignatures(items), agrees: platformAgrees };
}

const OURS = PROBE_CASES.map(({ valid }) => valid);

beforeEach(() => {
  calls.imports = 0;
  calls.verifications = 0;
});

afterEach(() => {
  vi.unstubAllGlobals();
});

describe('a platform that differs from our rule is not used', () => {
  it.each<[string, Verify]>([
    ['cofactored, ZIP 215', (key, sig, msg) => ed25519.verify(sig, msg, key, { zip215: true })],
    ['cofactored, RFC 8032', (key, sig, msg) => ed25519.verify(sig, msg, key, { zip215: false })],
    ['s not bounded', (key, sig, msg) => nacl.sign.detached.verify(msg, sig, key)],
    ['says yes to everything', () => true],
    ['says no to everything', () => false],
    [
      'refuses an R of small order',
      (key, sig, msg) => sig[0] !== 1 && ed25519.verify(sig, msg, key, { zip215: false }),
    ],
  ])('%s', async (_, verify) => {
    const { verdicts, agrees } = await load(platform(verify));
    expect(await agrees()).toBe(false);
    const afterProbe = calls.verifications;
    expect(await verdicts()).toEqual(OURS);
    expect(calls.verifications).toBe(afterProbe);
  });

  it.each<[string, unknown]>([
    ['no crypto at all', undefined],
    ['no subtle (an insecure context)', { getRandomValues: real.getRandomValues.bind(real) }],
    [
      'no Ed25519',
      {
        getRandomValues: real.getRandomValues.bind(real),
        subtle: { importKey: () => Promise.reject(new Error('NotSupportedError')) },
      },
    ],
    [
      'verification that fails',
      platform(() => {
        throw new Error('OperationError');
      }),
    ],
  ])('%s', async (_, crypto) => {
    const { verdicts, agrees } = await load(crypto);
    expect(await agrees()).toBe(false);
    expect(await verdicts()).toEqual(OURS);
  });
});

describe('a platform that has our rule', () => {
  const ourRule: Verify = (_, sig, msg) => {
    const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex');
    const known = PROBE_CASES.find(
      ({ signature, message }) => signature === hex(sig) && message === hex(msg),
    );
    return known!.valid;
  };

  it('is used, after one probe in a process, with one import for each key', async () => {
    const { verdicts, agrees } = await load(platform(ourRule));
    expect(await agrees()).toBe(true);
    expect(await agrees()).toBe(true);
    expect(calls).toEqual({ imports: 1, verifications: PROBE_CASES.length });
    expect(await verdicts()).toEqual(OURS);
    expect(await verdicts()).toEqual(OURS);
    // s + L fails our own check of the form, and never gets to the platform.
    expect(calls).toEqual({ imports: 2, verifications: 3 * PROBE_CASES.length - 2 });
  });

  it('has no say on a signature on which it fails', async () => {
    let failing = false;
    const { verdicts, agrees } = await load(
      platform((...item) => {
        if (failing) throw new Error('OperationError');
        return ourRule(...item);
      }),
    );
    expect(await agrees()).toBe(true);
    failing = true;
    expect(await verdicts()).toEqual(OURS);
  });
});

describe('the platform of this process', () => {
  it('is one on which every Ed25519 verdict is ours', async () => {
    const { verdicts } = await load(real);
    expect(await verdicts()).toEqual(OURS);
  });
});
