/**
 * The operations on secrets, each with classes of inputs that an attacker would like to
 * distinguish.
 */
import { randomBytes } from 'node:crypto';
import { deriveBoxKey, sealBox } from '../../../src/crypto/box.ts';
import {
  fieldFromBytes,
  fieldMultiply,
  fieldToBytes,
  randomFieldElement,
} from '../../../src/crypto/field.ts';
import { deriveGenerators } from '../../../src/crypto/generators.ts';
import { Secret } from '../../../src/crypto/secret.ts';
import { combineShares, lagrangeWeights, splitSecret } from '../../../src/crypto/shamir.ts';
import { identityFromSeed, sign } from '../../../src/crypto/signing.ts';
import { equalBytes, tupleHash } from '../../../src/crypto/tupleHash.ts';
import {
  ELEMENT_BYTES,
  FIELD_ORDER,
  type Kernel,
  POINT_BYTES,
} from '../../../src/kernel/kernel.ts';
import { openArena } from '../../../src/kernel/arena.ts';
import { addPlanes } from '../../../src/kernel/planes/digits.ts';
import {
  addBlinders,
  combOf,
  identities,
  readSummands,
} from '../../../src/kernel/planes/points.ts';
import { Workspace } from '../../../src/kernel/planes/workspace.ts';
import { compileKernel } from '../../../src/kernel/wasm.ts';
import { LEAST_ROW_LENGTH } from '../../../src/proofs/planes/limits.ts';
import { valuePatterns } from '../../../src/proofs/planes/prover/digits.ts';
import { planesSizes } from '../../../src/proofs/planes/sizes.ts';
import { type Trial, trial } from './trial.ts';

type Random = (length: number) => Uint8Array;
const random: Random = (length) => Uint8Array.from(randomBytes(length));
const scalar = (): Uint8Array => fieldToBytes(randomFieldElement(random));
const ONE = fieldToBytes(1n);
const LARGEST = fieldToBytes(FIELD_ORDER - 1n);

/** A copy of one of two inputs, made in the same way for both. */
function chosen<Bytes extends Uint8Array | Int32Array>(side: 0 | 1, a: Bytes, b: Bytes): Bytes {
  return (side === 0 ? a : b).slice() as Bytes;
}

/** Pairs of classes of scalars. */
function scalarClasses(): readonly (readonly [string, (side: 0 | 1) => Uint8Array])[] {
  const fixed = scalar();
  return [
    ['fixed / random', (side) => chosen(side, fixed, scalar())],
    ['1 / ℓ − 1', (side) => chosen(side, ONE, LARGEST)],
  ];
}

const GENERATOR = Buffer.from(
  'e2f2ae0a6abc4e71a884a961c500515f58e30b6aa582dd8db6a65945e08d2d76',
  'hex',
);

/**
 * Coordinates in a row, their bound, and repetitions of operations that take less than a
 * microsecond.
 */
const ROW = 256;
const BOUND = 32767;
const REPEATED = 64;

/** A scalar four times. */
function fourOf(secret: Uint8Array): Uint8Array {
  return Uint8Array.from([0, 1, 2, 3].flatMap(() => [...secret]));
}

function scalarTrials(kernel: Kernel, generators: Uint8Array): Trial[] {
  const zeros = new Int32Array(1);
  return scalarClasses().flatMap(([classes, prepare]) => [
    trial({
      operation: 'key agreement: scalar · ristretto255 point',
      classes,
      prepare,
      run: (secret) => kernel.multiplyRistretto(GENERATOR, secret),
    }),
    trial({
      operation: 'the same by a comb, four scalars',
      classes,
      prepare: (side) => fourOf(prepare(side)),
      run: (secrets) => kernel.multiplyRistrettoByEach(GENERATOR, secrets),
    }),
    trial({
      operation: 'row blinder · H',
      classes,
      prepare,
      run: (blinder) => kernel.commitRows(zeros, blinder, 1, generators, { bound: BOUND }),
    }),
  ]);
}

/** Blinders of planes, pads and masks: a comb of H, in the memory that a proof is made in. */
function combTrials(workspace: Workspace, generators: Uint8Array): Trial[] {
  const comb = combOf(workspace, generators.subarray(0, POINT_BYTES));
  const sum = identities(workspace, 1);
  return scalarClasses().map(([classes, prepare]) =>
    trial({
      operation: 'blinder of a plane · H, by a comb',
      classes,
      prepare,
      run: (blinder) => {
        addBlinders(workspace, sum, comb, blinder);
      },
    }),
  );
}

/** Sums over the digit planes of a row, as rows and their proof are made from them. */
function planeTrials(workspace: Workspace, generators: Uint8Array): Trial[] {
  const shape = { kind: 'linf', length: ROW, rowLength: LEAST_ROW_LENGTH, bound: BOUND } as const;
  const sizes = planesSizes(shape);
  const columns = readSummands(workspace, generators.subarray(POINT_BYTES));
  const sums = identities(workspace, sizes.weights.length);
  const layout = { columns: ROW, rows: 1, least: 0, bits: sizes.weights.length };
  const fixed = randomRow();
  const zeros = new Int32Array(ROW);
  return (
    [
      ['fixed / random', fixed],
      ['0 / random', zeros],
    ] as const
  ).map(([classes, one]) =>
    trial({
      operation: `digit planes of a row of ${ROW}`,
      classes,
      prepare: (side) => chosen(side, one, randomRow()),
      run: (values) => {
        workspace.scoped(() => {
          const { patterns } = valuePatterns(workspace, sizes, { ...shape, values }, ROW);
          for (let first = 0; first < ROW; first += 8) {
            addPlanes(workspace, sums, columns, patterns, { first, ...layout });
          }
        });
      },
    }),
  );
}

function randomRow(): Int32Array {
  const drawn = new Uint16Array(random(2 * ROW).buffer);
  return Int32Array.from(drawn, (value) => value % (2 * BOUND + 1)).map((value) => value - BOUND);
}

function rowTrials(kernel: Kernel, generators: Uint8Array): Trial[] {
  const blinder = scalar();
  const fixed = randomRow();
  const zeros = new Int32Array(ROW);
  const layout = { slotBits: 24, slotsPerElement: 10 };
  const commit = (values: Int32Array): unknown =>
    kernel.commitRows(values, blinder, ROW, generators, { bound: BOUND });
  return [
    trial({
      operation: `coordinates · generators, a row of ${ROW}`,
      classes: 'fixed / random',
      prepare: (side) => chosen(side, fixed, randomRow()),
      run: commit,
    }),
    trial({
      operation: `coordinates · generators, a row of ${ROW}`,
      classes: '0 / random',
      prepare: (side) => chosen(side, zeros, randomRow()),
      run: commit,
    }),
    trial({
      operation: `packing ${ROW} coordinates`,
      classes: '0 / random',
      prepare: (side) => chosen(side, zeros, randomRow()),
      run: (values) => kernel.pack(values, layout),
    }),
  ];
}

function vectorTrials(kernel: Kernel): Trial[] {
  const count = 64;
  const vector = (): Uint8Array =>
    Uint8Array.from(Array.from({ length: count }, scalar).flatMap((x) => [...x]));
  const into = vector();
  const pool = Array.from({ length: 32 }, vector);
  const zeros = new Uint8Array(count * ELEMENT_BYTES);
  const fixedKey = random(32);
  return [
    trial({
      operation: `adding vectors of ${count} elements`,
      classes: '0 / random',
      prepare: (side) => chosen(side, zeros, pool[random(1)[0]! % 32]!),
      run: (from) => {
        kernel.add(into, from);
      },
    }),
    trial({
      operation: `expanding a mask of ${count} elements`,
      classes: 'fixed / random key',
      prepare: (side) => chosen(side, fixedKey, random(32)),
      run: (key) => kernel.addMasks(into, [{ key, sign: 1 }]),
    }),
  ];
}

function integerTrials(): Trial[] {
  const holders = [0, 1, 2, 3, 4];
  const weights = lagrangeWeights([0, 1, 2]);
  const factor = randomFieldElement(random);
  const coefficients = Uint8Array.from([...scalar(), ...scalar()]);
  const fixedRandom = (): Random => {
    let at = 0;
    return (length) => coefficients.slice(at, (at += length));
  };
  return scalarClasses().flatMap(([classes, prepareBytes]) => {
    const prepare = (side: 0 | 1): bigint => fieldFromBytes(prepareBytes(side))!;
    return [
      trial({
        operation: 'Shamir: sharing a secret among 5',
        classes,
        prepare,
        run: (secret) => splitSecret(secret, 3, holders, fixedRandom()),
      }),
      trial({
        operation: 'Shamir: combining 3 shares',
        classes,
        prepare: (side) => [prepare(side), prepare(side), prepare(side)],
        run: (shares) => combineShares(shares, weights),
      }),
      trial({
        operation: `single scalars: ${REPEATED} products mod ℓ`,
        classes,
        prepare,
        run: (value) => {
          let product = value;
          for (let i = 0; i < REPEATED; i++) product = fieldMultiply(value, factor);
          return product;
        },
      }),
    ];
  });
}

function keyTrials(): Trial[] {
  const seed = random(32);
  const message = random(32);
  const fixed = random(32);
  const plain = random(64);
  const long = random(4096);
  const zeros = new Uint8Array(64);
  const key = deriveBoxKey(Secret.of(random(32)), random(32), 0, 1, random(32));
  return [
    trial({
      operation: 'signing: Ed25519',
      classes: 'fixed / random seed',
      prepare: (side) => identityFromSeed(chosen(side, seed, random(32))),
      run: (identity) => sign(identity, message),
    }),
    trial({
      operation: 'deriving the key of a box: HKDF-SHA-256',
      classes: 'fixed / random secret',
      prepare: (side) => Secret.of(chosen(side, fixed, random(32))),
      run: (secret) => deriveBoxKey(secret, message, 0, 1, message),
    }),
    trial({
      operation: 'hashing a share: TupleHash256',
      classes: '0 / random share',
      prepare: (side) => chosen(side, zeros.subarray(0, 32), random(32)),
      run: (share) => tupleHash('veilsum-1/share-digest', message, 0, 1, 'mask-secret', share),
    }),
    trial({
      operation: 'sealing a box of two shares',
      classes: '0 / random plaintext',
      prepare: (side) => chosen(side, zeros, random(64)),
      run: (plaintext) => sealBox(key, plaintext),
    }),
    trial({
      operation: `comparing digests, ${REPEATED} times`,
      classes: 'first / last byte differs',
      prepare: (side) => differing(plain, side),
      run: (other) => {
        let equal = 0;
        for (let i = 0; i < REPEATED; i++) equal += Number(equalBytes(plain, other));
        return equal;
      },
    }),
    trial({
      operation: 'comparing 4096 bytes',
      classes: 'first / last byte differs',
      prepare: (side) => differing(long, side),
      run: (other) => equalBytes(long, other),
    }),
  ];
}

function differing(bytes: Uint8Array, side: 0 | 1): Uint8Array {
  const other = bytes.slice();
  other[side === 0 ? 0 : bytes.length - 1]! ^= 1;
  return other;
}

/** Controls of the method itself: two classes that are the same, and an operation that leaks. */
function controlTrials(kernel: Kernel): Trial[] {
  const plain = random(64);
  const stopsEarly = (a: Uint8Array, b: Uint8Array): boolean => a.every((byte, i) => byte === b[i]);
  return [
    trial({
      operation: 'control: scalar · ristretto255 point',
      classes: 'random / random',
      prepare: scalar,
      run: (secret) => kernel.multiplyRistretto(GENERATOR, secret),
    }),
    trial({
      operation: `control: a comparison that stops early, ${REPEATED} times`,
      classes: 'first / last byte differs',
      prepare: (side) => differing(plain, side),
      run: (other) => {
        let equal = 0;
        for (let i = 0; i < REPEATED; i++) equal += Number(stopsEarly(plain, other));
        return equal;
      },
    }),
  ];
}

/** All trials. */
export async function allTrials(kernel: Kernel): Promise<readonly Trial[]> {
  const generators = await deriveGenerators(kernel, ROW);
  const workspace = new Workspace(await openArena(await compileKernel(), 2 ** 24));
  return [
    ...scalarTrials(kernel, generators),
    ...combTrials(workspace, generators),
    ...planeTrials(workspace, generators),
    ...rowTrials(kernel, generators),
    ...vectorTrials(kernel),
    ...integerTrials(),
    ...keyTrials(),
    ...controlTrials(kernel),
  ];
}
