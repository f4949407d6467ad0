/** The keys that record vectors are checked with, by name: test/vectors/proofs/keys.json. */
import { seededRandom } from '../../src/crypto/random.ts';
import { packageKeys } from '../../src/net/packageKeys.ts';
import { createRangeVerifier, defaultPairing } from '../../src/proofs/groth16/verifier.ts';
import {
  parseVerificationKey,
  verificationKeyDigest,
} from '../../src/proofs/groth16/verificationKey.ts';
import type { CircuitKind } from '../../src/proofs/groth16/sizes.ts';
import type { RangeVerifier, StructuredSetup } from '../../src/proofs/system.ts';
import { trapdoorKey } from '../proofs/trapdoor.ts';
import { kernel, seedOf } from '../support/federation.ts';

/** Keys as the file has them: `verificationKeys` of the row, and for `l2` of the norm. */
export interface CheckerVector extends Pick<StructuredSetup, 'rowLength' | 'bits' | 'origin'> {
  readonly kind: CircuitKind;
  readonly about: string;
  readonly verificationKeys: readonly object[];
}

/** Public signals of the circuits of each kind. */
const SIGNALS: Readonly<Record<CircuitKind, readonly number[]>> = { linf: [4], l2: [6, 4] };

/** All keys by the names that vectors call them by. */
export async function checkerVectors(): Promise<Readonly<Record<string, CheckerVector>>> {
  const [linf, l2, norm] = await Promise.all(['linf-8x8', 'l2-8x8', 'norm'].map(keyOf));
  const sizes = { rowLength: 8, bits: 8, origin: 'development' } as const;
  const linfKeys = { kind: 'linf', ...sizes, verificationKeys: [linf!] } as const;
  return {
    linf: { about: 'The package’s keys linf-8x8.', ...linfKeys },
    l2: {
      about: 'The package’s keys l2-8x8, and norm.',
      kind: 'l2',
      ...sizes,
      verificationKeys: [l2!, norm!],
    },
    'linf-other': {
      about: 'Another key for as many signals.',
      ...linfKeys,
      verificationKeys: [trapdoorKey(4, seededRandom(seedOf('another key'))).json],
    },
    'linf-short': { about: 'The key linf, said to be for rows of 2.', ...linfKeys, rowLength: 2 },
    'linf-narrow': { about: 'The key linf, said to be for 7 bits: B ≤ 63.', ...linfKeys, bits: 7 },
    'linf-unfinished': {
      about: 'The key linf, said to have no contribution of its own.',
      ...linfKeys,
      origin: 'unfinished',
    },
  };
}

/** A checker of such keys. @throws VerificationKeyError */
export async function checkerOf(vector: CheckerVector): Promise<RangeVerifier> {
  const { kind, rowLength, bits, origin, verificationKeys } = vector;
  const engine = await defaultPairing();
  const [row, norm] = verificationKeys.map((json, i) =>
    parseVerificationKey(
      new TextEncoder().encode(JSON.stringify(json)),
      SIGNALS[kind][i]!,
      (point) => engine.isInSubgroup(point),
    ),
  );
  const keyDigest = verificationKeyDigest(norm ? [row!, norm] : [row!]);
  const verification = norm ? { row: row!, norm } : { row: row! };
  const keys = { name: kind, kind, rowLength, bits, origin, keyDigest, verification };
  return createRangeVerifier(keys, kernel, engine);
}

/** A key file of the package, without what nobody reads. */
async function keyOf(name: string): Promise<object> {
  const file = await packageKeys()(`${name}.vkey.json`);
  const key = JSON.parse(new TextDecoder().decode(file)) as Record<string, unknown>;
  delete key['vk_alphabeta_12'];
  return key;
}
