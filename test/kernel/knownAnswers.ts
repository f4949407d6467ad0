/** The checks of test/vectors/kernel.json, for whatever runs them: the test suite, or a page in a browser. */
import { deriveGenerators } from '../../src/crypto/generators.ts';
import type { Kernel } from '../../src/kernel/kernel.ts';
import vectors from '../vectors/kernel.json' with { type: 'json' };

function hex(bytes: Uint8Array): string {
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
}

function unhex(digits: string): Uint8Array {
  return Uint8Array.from(digits.match(/../g) ?? [], (pair) => Number.parseInt(pair, 16));
}

/** What a kernel was asked for, and what came. */
export interface KnownAnswer {
  readonly name: string;
  readonly actual: string;
  readonly expected: string;
}

/** Asks a kernel for everything that the file knows. */
export async function askKernel(kernel: Kernel): Promise<KnownAnswer[]> {
  const answers: KnownAnswer[] = [];
  const check = (name: string, actual: Uint8Array, expected: string): void => {
    answers.push({ name, actual: hex(actual), expected });
  };

  const generators = await deriveGenerators(kernel, 4);
  check('H', generators.subarray(0, 64), vectors.generators.H);
  check('G_0 … G_3', generators.subarray(64), vectors.generators.G);

  for (const { key, first, secondBlock, all } of vectors.masks) {
    const stream = new Uint8Array(4096 * 32 + secondBlock.length / 2);
    await kernel.addMasks(stream, [{ key: unhex(key), sign: 1 }]);
    check(`mask ${key}`, stream.subarray(0, first.length / 2), first);
    check(`mask ${key}, second block`, stream.subarray(4096 * 32), secondBlock);
    const digest = await crypto.subtle.digest('SHA-256', stream);
    check(`mask ${key}, all`, new Uint8Array(digest), all);
  }

  for (const { values, slotBits, slotsPerElement, packed } of vectors.packing) {
    const layout = { slotBits, slotsPerElement };
    check(`packing in ${slotBits} bits`, kernel.pack(Int32Array.from(values), layout), packed);
    const sums = kernel.unpack(unhex(packed), values.length, layout) ?? [];
    answers.push({
      name: `unpacking of ${slotBits} bits`,
      actual: String(Array.from(sums)),
      expected: String(values),
    });
  }

  const { commitment, fold } = vectors;
  const values = Int32Array.from(commitment.values);
  const blinders = unhex(commitment.blinders);
  check(
    'commitment',
    await kernel.commitRows(values, blinders, commitment.rowLength, generators),
    commitment.commitments,
  );
  check(
    'fold',
    kernel.foldRows(Float64Array.from(fold.values), fold.rowLength, unhex(fold.challenge)),
    fold.folded,
  );
  return answers;
}
