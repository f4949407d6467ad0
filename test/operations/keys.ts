import { pairwiseMaskKey, selfMaskKey } from '../../src/schemes/masking/secrets.ts';
import { agree, agreementPublicKey, generateAgreementKey } from '../../src/crypto/agreement.ts';
import { deriveBoxKey, openBox, sealBox } from '../../src/crypto/box.ts';
import { randomScalar, scalarToBytes } from '../../src/crypto/scalar.ts';
import { toHex } from '../../src/crypto/hex.ts';
import { deriveKey } from '../../src/crypto/keyDerivation.ts';
import { seededRandom } from '../../src/crypto/random.ts';
import { Secret } from '../../src/crypto/secret.ts';
import { combineShares, lagrangeWeights, splitSecret } from '../../src/crypto/shamir.ts';
import { identityFromSeed, sign } from '../../src/crypto/signing.ts';
import type { Kernel } from '../../src/kernel/kernel.ts';
import type { ClientId } from '../../src/session/party.ts';

import { seedOf } from '../support/federation.ts';
import { flipped } from '../support/forgery.ts';
import { fieldsJson, type Operation, type OperationFile, orRefused, REFUSED } from './operation.ts';

const SESSION = seedOf('session');
const TRANSCRIPT = seedOf('transcript hash');

function agreement(kernel: Kernel): Operation[] {
  const [alice, bob] = ['alice', 'bob'].map((name) =>
    generateAgreementKey(kernel, seededRandom(seedOf(name))),
  );
  const refused = (peer: Uint8Array, about: string): Operation => ({
    operation: 'agree',
    about,
    input: { secret: toHex(alice!.secret.expose()), peer: toHex(peer) },
    output: orRefused(() => toHex(agree(kernel, alice!.secret, peer).expose())),
  });
  const shared = agree(kernel, alice!.secret, bob!.publicKey);
  const box = deriveBoxKey(shared, TRANSCRIPT, 3, 7, SESSION);
  const plaintext = scalarToBytes(1n);
  const sealed = sealBox(box, plaintext);
  const boxInput = { key: toHex(box.key.expose()), nonce: toHex(box.nonce) };
  const context = { kernel, session: SESSION, transcriptHash: TRANSCRIPT };
  const pair = { session: toHex(SESSION), transcriptHash: toHex(TRANSCRIPT) };
  return [
    ...[alice!, bob!].map(({ secret }) => ({
      operation: 'agreementPublicKey',
      input: { secret: toHex(secret.expose()) },
      output: toHex(agreementPublicKey(kernel, secret)),
    })),
    refused(bob!.publicKey, 'The same from both ends.'),
    refused(new Uint8Array(32), 'The identity.'),
    refused(new Uint8Array(32).fill(255), 'No canonical encoding.'),
    {
      operation: 'boxKey',
      input: { shared: toHex(shared.expose()), ...pair, sender: 3, recipient: 7 },
      output: boxInput,
    },
    {
      operation: 'sealBox',
      input: { ...boxInput, plaintext: toHex(plaintext) },
      output: toHex(sealed),
    },
    ...[sealed, flipped(sealed, 0), sealed.slice(0, 15)].map((bytes) => {
      const opened = openBox(box, bytes);
      return {
        operation: 'openBox',
        input: { ...boxInput, box: toHex(bytes) },
        output: opened ? toHex(opened) : REFUSED,
      };
    }),
    {
      operation: 'pairwiseMaskKey',
      input: {
        secret: toHex(alice!.secret.expose()),
        peer: toHex(bob!.publicKey),
        ...pair,
        self: 5,
        other: 2,
      },
      output: toHex(
        pairwiseMaskKey(
          context,
          alice!.secret,
          5 as ClientId,
          2 as ClientId,
          bob!.publicKey,
        ).expose(),
      ),
    },
    {
      operation: 'selfMaskKey',
      input: { seed: '12345', ...pair, client: 4 },
      output: toHex(selfMaskKey(context, 12345n, 4 as ClientId).expose()),
    },
  ];
}

function derivation(): Operation {
  const fields = ['mask', 4, seedOf('field')] as const;
  const derived = deriveKey(
    Secret.of(seedOf('input')),
    TRANSCRIPT,
    'veilsum-1/example',
    fields,
    80,
  );
  return {
    operation: 'deriveKey',
    about: 'HKDF-SHA-256; the info is the hash of a tuple.',
    input: {
      input: toHex(seedOf('input')),
      salt: toHex(TRANSCRIPT),
      domain: 'veilsum-1/example',
      fields: fieldsJson(fields),
      length: 80,
    },
    output: toHex(derived.expose()),
  };
}

function sharing(): Operation[] {
  const random = seededRandom(seedOf('sharing'));
  const secret = randomScalar(random);
  const coefficients = [randomScalar(random), randomScalar(random)];
  const given = coefficients.map(scalarToBytes);
  const holders = [0, 1, 2, 5, 99];
  const shares = splitSecret(secret, 3, holders, () => given.shift()!);
  const chosen = [1, 3, 4];
  const some = chosen.map((i) => holders[i]!);
  const weights = lagrangeWeights(some);
  const held = chosen.map((i) => shares[i]!);
  return [
    {
      operation: 'splitSecret',
      about: 'A polynomial with these coefficients behind the secret.',
      input: { secret: String(secret), coefficients: coefficients.map(String), holders },
      output: shares.map(String),
    },
    { operation: 'lagrangeWeights', input: { holders: some }, output: weights.map(String) },
    {
      operation: 'combineShares',
      input: { holders: some, shares: held.map(String) },
      output: String(combineShares(held, weights)),
    },
  ];
}

function signature(): Operation {
  const identity = identityFromSeed(seedOf('identity'));
  const message = new TextEncoder().encode('veilsum');
  return {
    operation: 'sign',
    input: { identitySeed: toHex(seedOf('identity')), message: toHex(message) },
    output: { key: identity.publicKey.toHex(), signature: toHex(sign(identity, message)) },
  };
}

export function keyOperations(kernel: Kernel): OperationFile {
  return {
    about: 'Signatures, agreed and derived keys, boxes, and Shamir’s secret sharing.',
    operations: [signature(), ...agreement(kernel), derivation(), ...sharing()],
  };
}
