/** Inputs and outputs of veilsum-1's own constructions, in a form that another implementation can read. */
import { bytesToHex, utf8ToBytes } from '@noble/hashes/utils.js';
import { agree, generateAgreementKey } from '../../src/crypto/agreement.ts';
import { deriveBoxKey, sealBox } from '../../src/crypto/box.ts';
import { fieldToBytes, hashToField, randomFieldElement } from '../../src/crypto/field.ts';
import type { Kernel } from '../../src/kernel/kernel.ts';
import { deriveKey } from '../../src/crypto/keyDerivation.ts';
import { seededRandom } from '../../src/crypto/random.ts';
import { Secret } from '../../src/crypto/secret.ts';
import { lagrangeWeights, splitSecret } from '../../src/crypto/shamir.ts';
import { identityFromSeed, sign } from '../../src/crypto/signing.ts';
import { tupleHash, tupleHashXof, type TupleField } from '../../src/crypto/tupleHash.ts';

const hex = bytesToHex;
const seed = (label: string): Uint8Array => tupleHash('veilsum-1/test-vectors/suite', label);

function tupleVectors(): object[] {
  const tuples: [string, TupleField[]][] = [
    ['', []],
    ['veilsum-1/example', []],
    ['veilsum-1/example', ['']],
    ['veilsum-1/example', ['1', '23']],
    ['veilsum-1/example', ['12', '3']],
    ['veilsum-1/example', ['Σ x', 0, 1, 2 ** 53 - 1, Uint8Array.of(0, 255)]],
  ];
  return tuples.map(([domain, fields]) => ({
    domain,
    fields: fields.map((field) => (typeof field === 'object' ? { hex: hex(field) } : field)),
    tupleHash: hex(tupleHash(domain, ...fields)),
    tupleHashXof48: hex(tupleHashXof(domain, 48, ...fields)),
    hashToField: String(hashToField(domain, ...fields)),
  }));
}

function sharingVector(): object {
  const holders = [0, 1, 2, 5, 99];
  const random = seededRandom(seed('sharing'));
  const secret = randomFieldElement(random);
  return {
    seed: hex(seed('sharing')),
    secret: String(secret),
    threshold: 3,
    holders,
    shares: splitSecret(secret, 3, holders, random).map(String),
    recoverWith: [1, 5, 99],
    weights: lagrangeWeights([1, 5, 99]).map(String),
  };
}

function boxVector(kernel: Kernel): object {
  const [alice, bob] = ['alice', 'bob'].map((name) =>
    generateAgreementKey(kernel, seededRandom(seed(name))),
  );
  const [salt, session] = [seed('salt'), seed('session')];
  const shared = agree(kernel, alice!.secret, bob!.publicKey);
  const key = deriveBoxKey(shared, salt, 3, 7, session);
  const plaintext = fieldToBytes(1n);
  return {
    senderSecret: hex(alice!.secret.expose()),
    senderKey: hex(alice!.publicKey),
    recipientSecret: hex(bob!.secret.expose()),
    recipientKey: hex(bob!.publicKey),
    shared: hex(shared.expose()),
    salt: hex(salt),
    sender: 3,
    recipient: 7,
    session: hex(session),
    key: hex(key.key.expose()),
    nonce: hex(key.nonce),
    plaintext: hex(plaintext),
    box: hex(sealBox(key, plaintext)),
  };
}

function derivationVector(): object {
  const fields = ['mask', 4, seed('field')] as const;
  const derived = deriveKey(
    Secret.of(seed('input')),
    seed('salt'),
    'veilsum-1/example',
    fields,
    80,
  );
  return {
    input: hex(seed('input')),
    salt: hex(seed('salt')),
    domain: 'veilsum-1/example',
    fields: ['mask', 4, { hex: hex(seed('field')) }],
    key: hex(derived.expose()),
  };
}

function signatureVector(): object {
  const identity = identityFromSeed(seed('identity'));
  const message = utf8ToBytes('veilsum');
  return {
    seed: hex(seed('identity')),
    publicKey: identity.publicKey.toHex(),
    message: hex(message),
    signature: hex(sign(identity, message)),
  };
}

/** Everything that test/vectors/crypto/suite.json holds beside its heading. */
export function suiteVectors(kernel: Kernel): Record<string, unknown> {
  const random = seededRandom(seed('random'));
  return {
    tuples: tupleVectors(),
    seededRandom: { seed: hex(seed('random')), pieces: [5, 32, 200].map((n) => hex(random(n))) },
    sharing: sharingVector(),
    keyDerivation: derivationVector(),
    box: boxVector(kernel),
    signature: signatureVector(),
  };
}
