/**
 * Writes circuits/generated/: one file for each circuit with the constants of its generators and
 * its main component. The generators are the library's own, hashed to the curve, so the files are
 * reproducible.
 */
import { deriveGenerators } from '../../src/crypto/generators.ts';
import { type Kernel, POINT_BYTES } from '../../src/kernel/kernel.ts';
import { BLINDER_BITS, type Circuit, NORM_BITS, squaresBits } from './names.ts';
import { type Point, pointFromBytes, times, toMontgomery, windowTable } from './windowTables.ts';

/** Arrays of any depth. */
type Nested = bigint | readonly Nested[];

function literal(value: Nested): string {
  return typeof value === 'bigint'
    ? `0x${value.toString(16)}`
    : `[${value.map(literal).join(',\n')}]`;
}

function constant(name: string, about: string, value: Nested): string {
  return `// ${about}\nfunction ${name}() {\n    return ${literal(value)};\n}\n`;
}

const BLINDER_NOTE = 'Windows of H.';
const START_NOTE = 'Where the accumulator starts: a generator that no digit multiplies.';
const OFFSET_NOTE = 'What turns the accumulator into the commitment.';

/** 2^n − 1 */
function ones(bits: number): bigint {
  return 2n ** BigInt(bits) - 1n;
}

function edwards(point: Point): Nested {
  const { x, y } = point.toAffine();
  return [x, y];
}

/** The named constants of an opening of value·G_0 + blinder·H with a value of `width` bits. */
function squaresConstants(h: Point, start: Point, g0: Point, width: number): string[] {
  const offset = times(g0, ones(width), true)
    .add(times(h, ones(BLINDER_BITS), true))
    .subtract(start);
  return [
    constant('SQUARES', 'Windows of G_0.', [windowTable(g0, width)]),
    constant('SQUARES_OFFSET', OFFSET_NOTE, edwards(offset)),
  ];
}

/**
 * The text of circuits/generated/NAME.circom.
 *
 * @param kernel - Derives the generators.
 */
export async function circuitSource(kernel: Kernel, circuit: Circuit): Promise<string> {
  const columns = circuit.kind === 'norm' ? 1 : circuit.rowLength;
  const bytes = await deriveGenerators(kernel, columns + 1);
  const [h, ...generators] = Array.from({ length: columns + 2 }, (_, i) =>
    pointFromBytes(bytes.subarray(i * POINT_BYTES, (i + 1) * POINT_BYTES)),
  ) as [Point, Point, ...Point[]];
  const values = generators.slice(0, columns);
  const start = generators[columns]!;
  const parts = [
    constant('START', START_NOTE, toMontgomery(start)),
    constant('BLINDER', BLINDER_NOTE, [windowTable(h, BLINDER_BITS)]),
  ];
  let main: string;
  if (circuit.kind === 'norm') {
    parts.push(...squaresConstants(h, start, values[0]!, NORM_BITS));
    main =
      `{public [sumX, sumY, maxSquaredNorm, context]} = ` +
      `Norm(${NORM_BITS}, START(), BLINDER(), SQUARES(), SQUARES_OFFSET())`;
  } else {
    const { rowLength, bits, kind } = circuit;
    const all = values.reduce((sum, point) => sum.add(point));
    // acc = start + Σ(v_i − (2^b − 1)/2)·G_i + (r − (2^251 − 1)/2)·H − (B − (2^(b−1) − 1)/2)·ΣG_i,
    // with v_i = x_i + B.
    const offset = times(all, 2n ** BigInt(bits - 2))
      .add(times(h, ones(BLINDER_BITS), true))
      .subtract(start);
    parts.push(
      constant(
        'VALUES',
        `Windows of G_0 to G_${rowLength - 1}.`,
        values.map((point) => windowTable(point, bits)),
      ),
      constant('BOUND', 'Windows of minus the sum of these.', [
        windowTable(all.negate(), bits - 1),
      ]),
      constant('OFFSET', OFFSET_NOTE, edwards(offset)),
    );
    const shared = 'START(), VALUES(), BLINDER(), BOUND(), OFFSET()';
    if (kind === 'linf') {
      main = `{public [pointX, pointY, bound, context]} = Linf(${rowLength}, ${bits}, ${shared})`;
    } else {
      const width = squaresBits(rowLength, bits);
      parts.push(...squaresConstants(h, start, values[0]!, width));
      main =
        `{public [pointX, pointY, sumX, sumY, bound, context]} = ` +
        `L2(${rowLength}, ${bits}, ${width}, ${shared}, SQUARES(), SQUARES_OFFSET())`;
    }
  }
  return [
    '// Written by scripts/keys/constants.ts: do not edit.',
    'pragma circom 2.0.0;',
    '',
    `include "../${circuit.kind}.circom";`,
    '',
    ...parts,
    `component main ${main};`,
    '',
  ].join('\n');
}
