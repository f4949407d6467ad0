/** Openings of commitments as input signals. The commitments are the kernel's: it is the oracle for the circuits. */
import { deriveGenerators } from '../../../src/crypto/generators.ts';
import { createKernel } from '../../../src/kernel/create.ts';
import { BASE_FIELD_ORDER, FIELD_ORDER, POINT_BYTES } from '../../../src/kernel/kernel.ts';
import { integers } from '../../kernel/samples.ts';
import type { Inputs } from './circuit.ts';

const kernel = await createKernel({ threads: 1 });

function littleEndian(bytes: Uint8Array): bigint {
  return bytes.reduceRight((value, byte) => (value << 8n) | BigInt(byte), 0n);
}

/** x and y of Σ values_i · G_i + blinder · H, by the kernel. Values may be any integers. */
export async function commit(
  values: readonly bigint[],
  blinder: bigint,
): Promise<readonly [bigint, bigint]> {
  const generators = await deriveGenerators(kernel, values.length);
  const small = values.every((value) => value === BigInt.asIntN(32, value));
  const point = small
    ? await kernel.commitRows(
        Int32Array.from(values, Number),
        integers([blinder]),
        values.length,
        generators,
      )
    : await kernel.multiScalarMultiply(
        generators.subarray(0, (values.length + 1) * POINT_BYTES),
        integers(
          [blinder, ...values].map((value) => ((value % FIELD_ORDER) + FIELD_ORDER) % FIELD_ORDER),
        ),
      );
  return [littleEndian(point.subarray(0, 32)), littleEndian(point.subarray(32))];
}

/** An element of the circuits' field. */
export function element(value: bigint): bigint {
  return ((value % BASE_FIELD_ORDER) + BASE_FIELD_ORDER) % BASE_FIELD_ORDER;
}

/** Input signals of `linf` for a row of at most 8 values. */
export async function linfInputs(
  values: readonly bigint[],
  bound: bigint,
  blinder: bigint,
): Promise<Inputs> {
  const [pointX, pointY] = await commit(values, blinder);
  const shifted = Array.from({ length: 8 }, (_, i) => element((values[i] ?? 0n) + bound));
  return { pointX, pointY, bound, context: 77n, shifted, blinder };
}

/** Input signals of `l2`: as `linf`, and a commitment to the sum of squares, or to what is given for it. */
export async function l2Inputs(
  values: readonly bigint[],
  bound: bigint,
  blinder: bigint,
  sumBlinder: bigint,
  claimed: bigint = values.reduce((sum, value) => sum + value * value, 0n),
): Promise<Inputs> {
  const [sumX, sumY] = await commit([claimed], sumBlinder);
  return { ...(await linfInputs(values, bound, blinder)), sumX, sumY, sumBlinder };
}

/** Input signals of `norm`. */
export async function normInputs(
  squaredNorm: bigint,
  maxSquaredNorm: bigint,
  sumBlinder: bigint,
): Promise<Inputs> {
  const [sumX, sumY] = await commit([squaredNorm], sumBlinder);
  return { sumX, sumY, maxSquaredNorm, context: 77n, squaredNorm, sumBlinder };
}
