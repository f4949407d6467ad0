import { bytesToHex, hexToBytes } from '@noble/hashes/utils.js';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  BOX_OVERHEAD,
  deriveBoxKey,
  openBox,
  openBoxUnauthenticated,
  sealBox,
  type BoxKey,
} from '../../src/crypto/box.ts';
import { deriveKey } from '../../src/crypto/keyDerivation.ts';
import { Secret, SecretWipedError } from '../../src/crypto/secret.ts';

/** The secretbox example of "Cryptography in NaCl" (Bernstein 2009), §9 and §10. */
const NACL = {
  key: '1b27556473e985d462cd51197a9a46c76009549eac6474f206c4ee0844f68389',
  nonce: '69696ee955b62b73cd62bda875fc73d68219e0036b7a0b37',
  plaintext:
    'be075fc53c81f2d5cf141316ebeb0c7b5228c52a4c62cbd44b66849b64244ffc' +
    'e5ecbaaf33bd751a1ac728d45e6c61296cdc3c01233561f41db66cce314adb31' +
    '0e3be8250c46f06dceea3a7fa1348057e2f6556ad6b1318a024a838f21af1fde' +
    '048977eb48f59ffd4924ca1c60902e52f0a089bc76897040e082f93776384864' +
    '5e0705',
  box:
    'f3ffc7703f9400e52a7dfb4b3d3305d98e993b9f48681273c29650ba32fc76ce' +
    '48332ea7164d96a4476fb8c531a1186ac0dfc17c98dce87b4da7f011ec48c972' +
    '71d2c20f9b928fe2270d6fb863d51738b48eeee314a7cc8ab932164548e526ae' +
    '90224368517acfeabd6bb3732bc0e9da99832b61ca01b6de56244a9e88d5f9b3' +
    '7973f622a43d14a6599b1f654cb45a74e355a5',
};

const session = new Uint8Array(32).fill(5);
const salt = new Uint8Array(32).fill(6);
const shared = (): Secret => Secret.of(new Uint8Array(32).fill(7));
const key = deriveBoxKey(shared(), salt, 1, 2, session);
const bytes = fc.uint8Array({ maxLength: 300 });

describe('a box', () => {
  it('is NaCl’s secretbox', () => {
    const published: BoxKey = {
      key: Secret.of(hexToBytes(NACL.key)),
      nonce: hexToBytes(NACL.nonce),
    };
    expect(bytesToHex(sealBox(published, hexToBytes(NACL.plaintext)))).toBe(NACL.box);
    expect(bytesToHex(openBox(published, hexToBytes(NACL.box))!)).toBe(NACL.plaintext);
  });

  it('opens to what was sealed, and is 16 bytes longer', () => {
    fc.assert(
      fc.property(bytes, (plaintext) => {
        const box = sealBox(key, plaintext);
        expect(box).toHaveLength(plaintext.length + BOX_OVERHEAD);
        expect(openBox(key, box)).toEqual(plaintext);
        expect(openBoxUnauthenticated(key, box)).toEqual(plaintext);
      }),
    );
  });

  it('does not open when any byte of it is another, or missing', () => {
    fc.assert(
      fc.property(bytes, fc.nat(), fc.integer({ min: 1, max: 255 }), (plaintext, at, flip) => {
        const box = sealBox(key, plaintext);
        const changed = box.slice();
        changed[at % changed.length]! ^= flip;
        expect(openBox(key, changed)).toBeUndefined();
        expect(openBox(key, box.slice(0, at % box.length))).toBeUndefined();
        expect(openBox(key, Uint8Array.of(...box, 0))).toBeUndefined();
      }),
    );
  });

  it('opens in its own session, for its own sender and recipient only', () => {
    const box = sealBox(key, Uint8Array.of(1, 2, 3));
    const elsewhere: BoxKey[] = [
      deriveBoxKey(shared(), salt, 2, 1, session), // the other direction
      deriveBoxKey(shared(), salt, 1, 3, session),
      deriveBoxKey(shared(), salt, 0, 2, session),
      deriveBoxKey(shared(), salt, 1, 2, new Uint8Array(32)),
      deriveBoxKey(shared(), new Uint8Array(32), 1, 2, session),
      deriveBoxKey(Secret.of(new Uint8Array(32)), salt, 1, 2, session),
    ];
    for (const other of elsewhere) expect(openBox(other, box)).toBeUndefined();
    expect(openBox(deriveBoxKey(shared(), salt, 1, 2, session), box)).toEqual(
      Uint8Array.of(1, 2, 3),
    );
  });

  it('has a nonce of its own under every key', () => {
    const nonces = Array.from({ length: 20 }, (_, recipient) =>
      bytesToHex(deriveBoxKey(shared(), salt, 1, recipient, session).nonce),
    );
    expect(new Set(nonces).size).toBe(20);
  });

  it('has key and nonce from one derivation', () => {
    const derived = deriveKey(shared(), salt, 'veilsum-1/box', [session, 1, 2], 56).expose();
    expect(key.key.expose()).toEqual(derived.slice(0, 32));
    expect(key.nonce).toEqual(derived.slice(32));
  });

  it('cannot be sealed or opened once the key is wiped', () => {
    const own = deriveBoxKey(shared(), salt, 1, 2, session);
    const box = sealBox(own, Uint8Array.of(1));
    own.key.wipe();
    expect(() => sealBox(own, Uint8Array.of(1))).toThrow(SecretWipedError);
    expect(() => openBox(own, box)).toThrow(SecretWipedError);
  });
});

describe('a box opened without its tag', () => {
  it('shows what the tag stops: bits flip as the network likes', () => {
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 1, maxLength: 100 }), fc.nat(), (plaintext, at) => {
        const box = sealBox(key, plaintext);
        const i = at % plaintext.length;
        box[BOX_OVERHEAD + i]! ^= 0x80;
        const forged = plaintext.map((byte, j) => (j === i ? byte ^ 0x80 : byte));
        expect(openBoxUnauthenticated(key, box)).toEqual(forged);
        expect(openBox(key, box)).toBeUndefined();
      }),
    );
  });

  it('is empty when it is shorter than a tag', () => {
    for (const length of [0, 15, 16]) {
      expect(openBoxUnauthenticated(key, new Uint8Array(length))).toHaveLength(0);
    }
  });
});
