import { describe, expect, it } from 'vitest';
import { fromHex } from '../../src/crypto/hex.ts';
import { decodeCbor } from '../support/cborTree.ts';
import { DECODERS, type Decoder } from './decoders.ts';
import { Dice } from './dice.ts';
import { mutatedBytes } from './mutation/bytes.ts';
import { mutatedEncoding } from './mutation/tree.ts';

const SEED = Number(process.env['FUZZ_SEED'] ?? 1);
const CASES = 1500;
/** A message of a few thousand bytes takes a millisecond; this leaves room for a busy machine. */
const MAX_MS = 1000;
/** What one message may take, in objects and in buffers; a collection in between only makes it look like less. */
const MAX_CASE_BYTES = 2 ** 25;

function memoryInUse(): number {
  const { heapUsed, external } = process.memoryUsage();
  return heapUsed + external;
}

/** Valid bytes changed in their structure, in their bytes, in both, or bytes that were never valid. */
function anyBytes(dice: Dice, { examples }: Decoder): Uint8Array {
  const valid = dice.pick(examples);
  switch (dice.between(0, 4)) {
    case 0:
      return dice.bytes(dice.between(0, 80));
    case 1:
      return mutatedBytes(dice, valid);
    case 2:
      return mutatedBytes(dice, mutatedBytes(dice, valid));
    case 3:
      return mutatedBytes(dice, mutatedEncoding(dice, valid));
    default:
      return mutatedEncoding(dice, valid);
  }
}

describe.each(DECODERS.map((decoder) => [decoder.name, decoder] as const))('%s', (_, decoder) => {
  it('reads its own encoding, and writes the same again', () => {
    for (const bytes of decoder.examples.slice(0, 1)) {
      expect(decoder.roundTrip(bytes) ?? bytes).toEqual(bytes);
    }
  });

  it(`gives a value or a typed error for any bytes, seed ${SEED}`, () => {
    const dice = new Dice(SEED);
    let [accepted, refused] = [0, 0];
    for (let i = 0; i < CASES * (decoder.share ?? 1); i++) {
      const bytes = anyBytes(dice, decoder);
      const before = memoryInUse();
      const started = performance.now();
      try {
        const again = decoder.roundTrip(bytes);
        accepted++;
        if (again && Buffer.compare(again, bytes) !== 0) {
          expect.fail(
            `case ${i}: read, but not the one encoding: ${Buffer.from(bytes).toString('hex')}`,
          );
        }
      } catch (error) {
        const name = error instanceof Error ? error.name : typeof error;
        if (!decoder.errors.includes(name)) {
          expect.fail(`case ${i}: ${String(error)} for ${Buffer.from(bytes).toString('hex')}`);
        }
        refused++;
      }
      expect(performance.now() - started).toBeLessThan(MAX_MS);
      expect(memoryInUse() - before).toBeLessThan(MAX_CASE_BYTES);
    }
    // The mutations reach behind the first test of a length.
    expect(accepted).toBeGreaterThan(0);
    expect(refused).toBeGreaterThan(0);
  });
});

describe('a few bytes that claim to be many', () => {
  it.each([
    ['a list of 2^32 − 1', '9affffffff00'],
    ['a list of 2^53', '9b002000000000000000'],
    ['a byte string of 2^31', '5a80000000'],
    ['a byte string of 2^63', '5b8000000000000000'],
    ['text of 2^32 − 1', '7affffffff'],
    ['a map of 2^32 − 1', 'baffffffff'],
    ['lists nested 200 deep', '81'.repeat(200)],
    ['a list without an end', '9f0000'],
  ])('%s is refused, and takes no memory', (_, hex) => {
    const before = memoryInUse();
    expect(() => decodeCbor(fromHex(hex)!, 2 ** 20)).toThrow(
      expect.objectContaining({ name: 'WireError' }),
    );
    expect(memoryInUse() - before).toBeLessThan(MAX_CASE_BYTES);
  });
});
