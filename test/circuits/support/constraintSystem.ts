/** A compiled circuit's constraints, evaluated on any assignment at all, and the names of those that it breaks. */
import { readFileSync } from 'node:fs';
import { BASE_FIELD_ORDER } from '../../../src/kernel/kernel.ts';

/** Signal and coefficient. */
type Terms = readonly (readonly [number, bigint])[];
type Constraint = readonly [a: Terms, b: Terms, c: Terms];

/** The constraints of an r1cs file (iden3's binary format, version 1). */
function readConstraints(file: string): readonly Constraint[] {
  const bytes = readFileSync(file);
  const sections = new Map<number, number>();
  let count = bytes.readUInt32LE(8);
  for (let at = 12; count > 0; count--) {
    sections.set(bytes.readUInt32LE(at), at + 12);
    at += 12 + Number(bytes.readBigUInt64LE(at + 4));
  }
  const header = sections.get(1)!;
  const size = bytes.readUInt32LE(header);
  // After the prime: wires, public outputs, public inputs, private inputs, labels (8 bytes), constraints.
  const total = bytes.readUInt32LE(header + 4 + size + 24);
  let at = sections.get(2)!;
  const terms = (): Terms => {
    const length = bytes.readUInt32LE(at);
    at += 4;
    return Array.from({ length }, () => {
      const signal = bytes.readUInt32LE(at);
      const digits = Uint8Array.from(bytes.subarray(at + 4, at + 4 + size)).reverse();
      at += 4 + size;
      return [signal, BigInt(`0x${Buffer.from(digits).toString('hex')}`)] as const;
    });
  };
  return Array.from({ length: total }, () => [terms(), terms(), terms()] as const);
}

/** The names of signals by their place in the witness. */
export function readSymbols(file: string): ReadonlyMap<number, readonly string[]> {
  const names = new Map<number, string[]>();
  for (const line of readFileSync(file, 'utf8').trim().split('\n')) {
    const [, index, , name] = line.split(',');
    const signal = Number(index);
    // −1: substituted away.
    if (signal >= 0) names.set(signal, [...(names.get(signal) ?? []), name!]);
  }
  return names;
}

/** Constraints A · B = C over the field of order p. */
export class ConstraintSystem {
  readonly #constraints: readonly Constraint[];
  readonly #names: ReadonlyMap<number, readonly string[]>;

  private constructor(
    constraints: readonly Constraint[],
    names: ReadonlyMap<number, readonly string[]>,
  ) {
    this.#constraints = constraints;
    this.#names = names;
  }

  /** Reads what circom wrote: constraints, and the names of signals. */
  static read(file: string, symbols: string): ConstraintSystem {
    return new ConstraintSystem(readConstraints(file), readSymbols(symbols));
  }

  get size(): number {
    return this.#constraints.length;
  }

  /** The place of a signal in the witness. */
  index(name: string): number {
    for (const [index, names] of this.#names) if (names.includes(name)) return index;
    throw new RangeError(`${name} is not in the witness`);
  }

  /** The places of all signals whose names start with a prefix. */
  indices(prefix: string): readonly number[] {
    return [...this.#names]
      .filter(([, names]) => names.some((name) => name.startsWith(prefix)))
      .map(([index]) => index);
  }

  /** For each constraint that an assignment breaks, the names of its signals in one line. */
  broken(witness: readonly bigint[]): readonly string[] {
    const value = (terms: Terms): bigint =>
      terms.reduce((sum, [signal, factor]) => sum + factor * witness[signal]!, 0n);
    return this.#constraints
      .filter(([a, b, c]) => (value(a) * value(b) - value(c)) % BASE_FIELD_ORDER !== 0n)
      .map((constraint) => {
        const signals = new Set(constraint.flatMap((terms) => terms.map(([signal]) => signal)));
        return [...signals]
          .flatMap((signal) => this.#names.get(signal) ?? [])
          .sort()
          .join(' ');
      });
  }
}
