import { hashToField } from '../../src/crypto/field.ts';
import { toHex } from '../../src/crypto/hex.ts';
import { seededRandom } from '../../src/crypto/random.ts';
import { sha256, tupleHash, type TupleField, tupleHashXof } from '../../src/crypto/tupleHash.ts';
import { isUnderRoot, merkleLeaf, merkleRoot, merkleTree } from '../../src/wire/merkle.ts';
import { seedOf } from '../support/federation.ts';
import { fieldsJson, type Operation, type OperationFile } from './operation.ts';

const TUPLES: readonly (readonly [string, readonly TupleField[]])[] = [
  ['', []],
  ['veilsum-1/example', []],
  ['veilsum-1/example', ['']],
  ['veilsum-1/example', ['1', '23']],
  ['veilsum-1/example', ['12', '3']],
  ['veilsum-1/example', ['Σ x', 0, 1, 2 ** 53 - 1, Uint8Array.of(0, 255)]],
  ['veilsum-1/example', [new Uint8Array(300), 'longer than the rate']],
];

function tuples(): Operation[] {
  return TUPLES.flatMap(([domain, fields]): Operation[] => {
    const input = { domain, fields: fieldsJson(fields) };
    return [
      { operation: 'tupleHash', input, output: toHex(tupleHash(domain, ...fields)) },
      {
        operation: 'tupleHashXof',
        input: { ...input, length: 200 },
        output: toHex(tupleHashXof(domain, 200, ...fields)),
      },
      { operation: 'hashToField', input, output: String(hashToField(domain, ...fields)) },
    ];
  });
}

function seeded(): Operation {
  const seed = sha256(new TextEncoder().encode('veilsum'));
  const random = seededRandom(seed);
  const lengths = [5, 32, 200];
  return {
    operation: 'seededRandom',
    about: 'Draws of these lengths, one after another.',
    input: { seed: toHex(seed), lengths },
    output: lengths.map((length) => toHex(random(length))),
  };
}

function trees(): Operation[] {
  return [0, 1, 2, 3, 4, 7].map((count) => {
    const digests = Array.from({ length: count }, (_, i) => seedOf(`leaf ${i}`));
    const leaves = digests.map((digest, i) => merkleLeaf(i, digest));
    return {
      operation: 'merkleRoot',
      input: { label: 'included', leaves: digests.map((digest, i) => fieldsJson([i, digest])) },
      output: toHex(merkleRoot('included', leaves)),
    };
  });
}

function paths(): Operation[] {
  const count = 5;
  const leaves = Array.from({ length: count }, (_, i) => merkleLeaf(i));
  const { root, paths: siblings } = merkleTree('share', leaves);
  const cases = [...leaves.map((_, i) => [i, siblings[i]!] as const), [1, siblings[0]!] as const];
  return cases.map(([index, path]) => ({
    operation: 'isUnderRoot',
    input: {
      label: 'share',
      root: toHex(root),
      count,
      index,
      leaf: toHex(leaves[index]!),
      path: path.map(toHex),
    },
    output: isUnderRoot('share', root, count, index, leaves[index]!, path),
  }));
}

export function hashingOperations(): OperationFile {
  return {
    about: 'Hashes of tuples, what is drawn from a seed, and Merkle trees.',
    operations: [...tuples(), seeded(), ...trees(), ...paths()],
  };
}
