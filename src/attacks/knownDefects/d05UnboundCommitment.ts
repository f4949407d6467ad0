import {
  fieldAdd,
  fieldFromBytes,
  fieldReduce,
  fieldSubtract,
  fieldToBytes,
} from '../../crypto/field.ts';
import { deriveGenerators } from '../../crypto/generators.ts';
import { seededRandom } from '../../crypto/random.ts';
import { equalBytes, sha256 } from '../../crypto/tupleHash.ts';
import type { Kernel } from '../../kernel/kernel.ts';
import type { Outcome } from '../attack.ts';
import { type KnownDefect, unnoticed } from './knownDefect.ts';

const COMMITTED = 42;
const FORGED = 1_000_000;

/** The model: SHA-256 of the message XOR the opening, 32 bytes each. */
function hashCommit(message: Uint8Array, opening: Uint8Array): Uint8Array {
  return sha256(xor(message, opening));
}

function xor(a: Uint8Array, b: Uint8Array): Uint8Array {
  return a.map((byte, i) => byte ^ b[i]!);
}

function messageOf(value: number): Uint8Array {
  return fieldToBytes(fieldReduce(BigInt(value)));
}

function onTheirs(): Promise<Outcome> {
  const opening = seededRandom(sha256(Uint8Array.of(5)))(32);
  const commitment = hashCommit(messageOf(COMMITTED), opening);
  const forgedOpening = xor(xor(messageOf(FORGED), messageOf(COMMITTED)), opening);
  const succeeded = equalBytes(hashCommit(messageOf(FORGED), forgedOpening), commitment);
  const gained = `a commitment to ${COMMITTED} that is accepted as one to ${FORGED}`;
  return Promise.resolve(unnoticed(succeeded, succeeded ? gained : 'nothing'));
}

/**
 * The same attack on this library's commitment, with a blinder that offsets the change of the
 * message.
 */
async function onOurs(kernel: Kernel): Promise<Outcome> {
  const generators = await deriveGenerators(kernel, 1);
  const commit = (value: number, blinder: bigint): Promise<Uint8Array> =>
    kernel.commitRows(Int32Array.of(value), fieldToBytes(blinder), 1, generators);
  const drawn = seededRandom(sha256(Uint8Array.of(5)))(32);
  drawn[31]! &= 3;
  const blinder = fieldFromBytes(drawn)!;
  const commitment = await commit(COMMITTED, blinder);
  const change = fieldReduce(BigInt(FORGED - COMMITTED));
  const forged = [fieldSubtract(blinder, change), fieldAdd(blinder, change)];
  const others = await Promise.all(forged.map((other) => commit(FORGED, other)));
  const succeeded = others.some((other) => equalBytes(other, commitment));
  return unnoticed(succeeded, succeeded ? 'a second opening' : 'nothing: the opening is refused');
}

export const unboundCommitment: KnownDefect = {
  id: 'D05',
  title: 'A hash commitment that does not bind',
  can: 'open its own commitment',
  steps: [
    'It commits to m under the opening r as SHA-256(m ⊕ r).',
    'Later it shows another m′ with the opening m′ ⊕ m ⊕ r.',
    'The hash is the same, and the opening is accepted.',
  ],
  ours: 'Commitments are Pedersen’s: a second opening is a discrete logarithm. Hashed fields are tuples, and digests are compared in full.',
  source: 'the published code of VeriFL (IEEE TIFS 2021)',
  onTheirs,
  onOurs,
};
