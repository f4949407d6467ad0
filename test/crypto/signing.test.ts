import { hexToBytes } from '@noble/hashes/utils.js';
import fc from 'fast-check';
import { createPrivateKey, sign as nodeSign } from 'node:crypto';
import { inspect } from 'node:util';
import { describe, expect, it } from 'vitest';
import { seededRandom } from '../../src/crypto/random.ts';
import { SecretWipedError } from '../../src/crypto/secret.ts';
import {
  generateIdentity,
  identityFromSeed,
  IdentityKey,
  InvalidKeyError,
  sign,
  strictVerify,
  verifySignature,
  verifySignatures,
} from '../../src/crypto/signing.ts';
import { UsageError } from '../../src/usage/usageError.ts';
import { randomSeed } from './arbitraries.ts';
import { readVectors } from './vectorFile.ts';

interface Rfc8032Case {
  readonly name: string;
  readonly secretKey: string;
  readonly publicKey: string;
  readonly message: string;
  readonly signature: string;
}

const rfc8032 = (readVectors('rfc8032.json') as { cases: Rfc8032Case[] }).cases;
const identity = identityFromSeed(new Uint8Array(32).fill(1));
const message = new Uint8Array(32).fill(2);

describe('RFC 8032 §7.1', () => {
  it.each(rfc8032)('$name', async (item) => {
    const signer = identityFromSeed(hexToBytes(item.secretKey));
    const text = hexToBytes(item.message);
    const signature = hexToBytes(item.signature);
    expect(signer.publicKey.toHex()).toBe(item.publicKey);
    expect(sign(signer, text)).toEqual(signature);
    expect(strictVerify(signer.publicKey, signature, text)).toBe(true);
    expect(await verifySignature(signer.publicKey, signature, text)).toBe(true);
  });
});

describe('a signature', () => {
  it('is the one that node:crypto makes, and both our verifiers take it', async () => {
    await fc.assert(
      fc.asyncProperty(randomSeed, fc.uint8Array({ maxLength: 200 }), async (seed, text) => {
        const signer = identityFromSeed(seed);
        const pkcs8 = Buffer.concat([Buffer.from('302e020100300506032b657004220420', 'hex'), seed]);
        const key = createPrivateKey({ key: pkcs8, format: 'der', type: 'pkcs8' });
        const signature = sign(signer, text);
        expect(signature).toEqual(Uint8Array.from(nodeSign(null, text, key)));
        expect(strictVerify(signer.publicKey, signature, text)).toBe(true);
        expect(await verifySignature(signer.publicKey, signature, text)).toBe(true);
      }),
      { numRuns: 40 },
    );
  });

  it('fails when any bit of it, of the message or of the key is another', async () => {
    const signature = sign(identity, message);
    await fc.assert(
      fc.asyncProperty(fc.nat(511), fc.nat(255), async (inSignature, inMessage) => {
        const flip = (bytes: Uint8Array, bit: number): Uint8Array =>
          bytes.map((byte, i) => (i === bit >> 3 ? byte ^ (1 << (bit & 7)) : byte));
        for (const [changed, text] of [
          [flip(signature, inSignature), message],
          [signature, flip(message, inMessage)],
        ] as const) {
          expect(strictVerify(identity.publicKey, changed, text)).toBe(false);
          expect(await verifySignature(identity.publicKey, changed, text)).toBe(false);
        }
      }),
      { numRuns: 60 },
    );
    const other = identityFromSeed(new Uint8Array(32).fill(3));
    expect(await verifySignature(other.publicKey, signature, message)).toBe(false);
  });

  it('of another length is not valid, and no error', async () => {
    const signature = sign(identity, message);
    for (const bytes of [
      new Uint8Array(0),
      signature.slice(0, 63),
      Uint8Array.of(...signature, 0),
    ]) {
      expect(strictVerify(identity.publicKey, bytes, message)).toBe(false);
      expect(await verifySignature(identity.publicKey, bytes, message)).toBe(false);
    }
  });

  it('may lie anywhere in a larger buffer', async () => {
    const buffer = new Uint8Array(200);
    const signature = buffer.subarray(50, 114);
    signature.set(sign(identity, message));
    const text = buffer.subarray(120, 152);
    text.set(message);
    expect(await verifySignature(identity.publicKey, signature, text)).toBe(true);
  });

  it('is judged as it was when the call was made', async () => {
    const [signature, text] = [sign(identity, message), message.slice()];
    const good = verifySignature(identity.publicKey, signature, text);
    signature.fill(0);
    text.fill(0);
    expect(await good).toBe(true);
    const bad = verifySignature(identity.publicKey, signature, text);
    signature.set(sign(identity, message));
    text.set(message);
    expect(await bad).toBe(false);
  });

  it('gets its own verdict among many', async () => {
    const signers = [1, 2, 3, 4].map((n) => identityFromSeed(new Uint8Array(32).fill(n)));
    const items = signers.flatMap((signer, i) => {
      const signature = sign(signer, message);
      const key = signer.publicKey;
      return [
        { key, signature, message },
        { key, signature: signature.slice(1), message },
        { key: signers[(i + 1) % 4]!.publicKey, signature, message },
      ];
    });
    expect(await verifySignatures(items)).toEqual(items.map((_, i) => i % 3 === 0));
    expect(await verifySignatures([])).toEqual([]);
  });
});

describe('an identity', () => {
  it('comes from 32 bytes of the source, of which no copy stays there', () => {
    const drawn: Uint8Array[] = [];
    const random = seededRandom(Uint8Array.of(1));
    const fresh = generateIdentity((length) => {
      drawn.push(random(length));
      return drawn[0]!;
    });
    const seed = seededRandom(Uint8Array.of(1))(32);
    expect(fresh.secret.expose()).toEqual(seed);
    expect(fresh.publicKey.toHex()).toBe(identityFromSeed(seed).publicKey.toHex());
    expect(drawn).toEqual([new Uint8Array(32)]);
  });

  it('copies its seed', () => {
    const seed = new Uint8Array(32).fill(9);
    const own = identityFromSeed(seed);
    seed.fill(0);
    expect(own.secret.expose()).toEqual(new Uint8Array(32).fill(9));
  });

  it('cannot sign once its secret is wiped, and can still be verified', async () => {
    const leaving = identityFromSeed(new Uint8Array(32).fill(8));
    const signature = sign(leaving, message);
    leaving.secret.wipe();
    expect(() => sign(leaving, message)).toThrow(SecretWipedError);
    expect(await verifySignature(leaving.publicKey, signature, message)).toBe(true);
  });

  it('has a seed of 32 bytes', () => {
    for (const length of [0, 31, 33, 64]) {
      expect(() => identityFromSeed(new Uint8Array(length))).toThrow(UsageError);
    }
  });

  it('prints without its secret', () => {
    const shown = inspect(identity, { depth: 10, showHidden: true }) + JSON.stringify(identity);
    expect(shown).toContain('[redacted]');
    expect(shown).not.toMatch(/01010101|1, 1, 1/);
    expect(JSON.parse(JSON.stringify(identity))).toEqual({
      publicKey: identity.publicKey.toHex(),
      secret: '[redacted]',
    });
  });
});

describe('an identity key', () => {
  it('keeps its own bytes', () => {
    const bytes = identity.publicKey.bytes;
    const key = IdentityKey.parse(bytes);
    bytes.fill(0);
    key.bytes.fill(0);
    expect(key.toHex()).toBe(identity.publicKey.toHex());
    expect(`key ${key as unknown as string}`).toBe(`key ${key.toHex()}`);
  });

  it('has 32 bytes', () => {
    for (const length of [0, 31, 33]) {
      expect(() => IdentityKey.parse(new Uint8Array(length))).toThrow(
        expect.objectContaining({ code: 'identity-key-invalid', reason: 'length' }),
      );
    }
  });

  it('says in a sentence what is wrong with it', () => {
    expect(() => IdentityKey.parse(new Uint8Array(32))).toThrow(InvalidKeyError);
    expect(() => IdentityKey.parse(new Uint8Array(32))).toThrow(
      'not an Ed25519 identity key: its point has small order',
    );
  });
});
