/** Signing by Node, and by noble where there is no Node that can. */
import { ed25519 } from '@noble/curves/ed25519.js';
import fc from 'fast-check';
import * as nodeCrypto from 'node:crypto';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { randomSeed } from './arbitraries.ts';

type Signing = typeof import('../../src/crypto/signing.ts');

/** What the module under test finds in place of Node's `node:crypto`. */
function withCrypto(crypto: object | undefined): void {
  const original = process.getBuiltinModule.bind(process) as (name: string) => unknown;
  vi.spyOn(process, 'getBuiltinModule').mockImplementation(((name: string) =>
    name === 'node:crypto' ? crypto : original(name)) as typeof process.getBuiltinModule);
}

let signing: Signing;

beforeEach(async () => {
  vi.resetModules();
  signing = await import('../../src/crypto/signing.ts');
});
afterEach(() => {
  vi.restoreAllMocks();
});

const fails = (): never => {
  throw new Error('no such algorithm');
};
const wrong = { ...nodeCrypto, sign: () => new Uint8Array(64) };

describe.each<[string, () => void]>([
  ['with Node', () => undefined],
  [
    'without Node',
    () => {
      withCrypto(undefined);
    },
  ],
  [
    'with OpenSSL that lacks Ed25519',
    () => {
      withCrypto({ ...nodeCrypto, createPrivateKey: fails });
    },
  ],
  [
    'with a platform that signs wrongly',
    () => {
      withCrypto(wrong);
    },
  ],
])('%s', (_, prepare) => {
  it('keys and signatures are those of noble', () => {
    prepare();
    fc.assert(
      fc.property(randomSeed, fc.uint8Array({ maxLength: 300 }), (seed, message) => {
        const identity = signing.identityFromSeed(seed);
        expect(identity.publicKey.bytes).toEqual(ed25519.getPublicKey(seed));
        const signature = signing.sign(identity, message);
        expect(signature).toEqual(ed25519.sign(message, seed));
        // A Buffer would share its memory with others.
        expect(Object.getPrototypeOf(signature)).toBe(Uint8Array.prototype);
      }),
      { numRuns: 20 },
    );
  });
});

it('Node signs where it can', () => {
  const sign = vi.fn(nodeCrypto.sign);
  withCrypto({ ...nodeCrypto, sign });
  const identity = signing.identityFromSeed(new Uint8Array(32).fill(3));
  const before = sign.mock.calls.length;
  signing.sign(identity, new Uint8Array(5));
  expect(sign.mock.calls.length).toBe(before + 1);
});

it('leaves no copy of the seed in what it gives to OpenSSL', () => {
  const given: Uint8Array[] = [];
  withCrypto({
    ...nodeCrypto,
    createPrivateKey: (encoded: { key: Uint8Array }) => {
      given.push(encoded.key);
      return nodeCrypto.createPrivateKey({ ...encoded, key: Buffer.from(encoded.key) });
    },
  });
  const identity = signing.identityFromSeed(new Uint8Array(32).fill(3));
  signing.sign(identity, new Uint8Array(5));
  expect(given.length).toBeGreaterThanOrEqual(2);
  for (const key of given) expect(key).toEqual(new Uint8Array(48));
});
