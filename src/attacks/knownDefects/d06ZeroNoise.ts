import { concatBytes } from '@noble/hashes/utils.js';
import { fieldReduce, fieldToBytes } from '../../crypto/field.ts';
import { deriveGenerators } from '../../crypto/generators.ts';
import { seededRandom } from '../../crypto/random.ts';
import { sha256 } from '../../crypto/tupleHash.ts';
import { ELEMENT_BYTES, type Kernel } from '../../kernel/kernel.ts';
import { encode } from '../../schemes/coding/code.ts';
import { dealMask } from '../../schemes/coding/dealing.ts';
import { lagrangeWeights, placePoint } from '../../schemes/coding/lagrange.ts';
import { codeShape } from '../../schemes/coding/shape.ts';
import { ALL_CHECKS } from '../../session/checks/enabledChecks.ts';
import type { Outcome } from '../attack.ts';
import { sameVector, scenarioOf } from '../harness/scenario.ts';
import { type KnownDefect, unnoticed } from './knownDefect.ts';
import { shown } from './wordMasks.ts';

const INPUT = Int32Array.of(412, -77, 980, 3);
const ELEMENTS = 2;

/** Five clients, of which two may know each other's symbols: U = 4, T = 2, and the mask is cut into two pieces. */
const SHAPE = codeShape({ places: 5, recovery: 4, privacy: 2, elements: ELEMENTS });
const HOLDERS: readonly number[] = [0, 1, 2, 3, 4];
/** The two that work together. */
const CORRUPT: readonly number[] = [3, 4];

/** A dealt mask, as far as the attack needs it. */
interface Dealt {
  readonly mask: Uint8Array;
  readonly symbols: Uint8Array;
}

/** The model: the pieces that are there to hide the others are zero. */
async function dealtByTheirs(kernel: Kernel): Promise<Dealt> {
  const mask = new Uint8Array(ELEMENTS * ELEMENT_BYTES);
  const key = seededRandom(sha256(Uint8Array.of(60)))(32);
  await kernel.addMasks(mask, [{ key, sign: 1 }]);
  const pieces = new Uint8Array(SHAPE.recovery * SHAPE.length * ELEMENT_BYTES);
  pieces.set(mask);
  return { mask, symbols: await encode(kernel, SHAPE, HOLDERS, pieces) };
}

/** Takes the hiding pieces for zero, and interpolates the others from two symbols. */
async function maskFrom(kernel: Kernel, symbols: Uint8Array): Promise<Uint8Array> {
  const size = SHAPE.length * ELEMENT_BYTES;
  const pieces = Array.from({ length: SHAPE.recovery }, (_, k) => SHAPE.places + 1 + k);
  const hiding = pieces.slice(SHAPE.pieces);
  const weights = lagrangeWeights(
    [...CORRUPT.map(placePoint), ...hiding],
    pieces.slice(0, SHAPE.pieces),
  );
  const values = concatBytes(
    ...CORRUPT.map((place) => symbols.subarray(place * size, (place + 1) * size)),
    ...hiding.map(() => new Uint8Array(size)),
  );
  return kernel.combine(weights, values, SHAPE.recovery);
}

/** Masks an input, and takes off what the two holders believe to be its mask. */
async function attack(kernel: Kernel, { mask, symbols }: Dealt): Promise<Outcome> {
  const { session } = scenarioOf(
    { kernel, checks: ALL_CHECKS },
    { clients: 5, threshold: 4, length: INPUT.length },
  );
  const payload = new Uint8Array(mask.length);
  const packed = kernel.pack(INPUT, session.layout);
  payload.set(packed);
  kernel.add(payload, mask);
  const minusOne = fieldToBytes(fieldReduce(-1n));
  const believed = (await maskFrom(kernel, symbols)).slice(0, mask.length);
  kernel.add(payload, await kernel.combine(minusOne, believed, 1));
  const found = kernel.unpack(payload.slice(0, packed.length), INPUT.length, session.layout);
  const succeeded = sameVector(found, INPUT);
  return unnoticed(
    succeeded,
    succeeded
      ? `the vector ${shown(Int32Array.from(found!))}, exactly, from two symbols`
      : 'nothing, from two symbols',
  );
}

export const zeroNoise: KnownDefect = {
  id: 'D06',
  title: 'The pieces that hide a coded mask are zero',
  can: 'read two holders’ symbols of a client’s mask, where four are said to be needed and two to say nothing',
  steps: [
    'It takes the hiding pieces for what they are: zero at points that everybody knows.',
    'With them two symbols are four values of a polynomial of degree three, which gives the mask.',
  ],
  ours: 'T of the U pieces are uniform, drawn for each mask; T symbols are independent of the mask.',
  source:
    'FedML’s LightSecAgg, which fills these pieces with np.zeros and leaves the random line commented out (commit 9212795)',
  onTheirs: async (kernel) => attack(kernel, await dealtByTheirs(kernel)),
  onOurs: async (kernel) => {
    const random = seededRandom(sha256(Uint8Array.of(61)));
    const generators = await deriveGenerators(kernel, SHAPE.columns);
    return attack(kernel, await dealMask(kernel, SHAPE, HOLDERS, generators, random));
  },
};
