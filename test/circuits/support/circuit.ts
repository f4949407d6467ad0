/** A circuit under test, with two witness generators: the one that is shipped, and one that checks nothing. */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join, relative } from 'node:path';
import { circuitPath } from '../../../scripts/keys/build.ts';
import { compileCircuit, sourceFiles } from '../../../scripts/keys/compile.ts';
import { fileDigest, PROJECT } from '../../../scripts/keys/files.ts';
import { readManifest } from '../../../scripts/keys/manifest.ts';
import { circuitNamed } from '../../../scripts/keys/names.ts';
import { ConstraintSystem, readSymbols } from './constraintSystem.ts';

/** Input signals by name. */
export type Inputs = Readonly<Record<string, bigint | readonly bigint[]>>;

interface Wtns {
  calculate(inputs: Inputs, wasm: string, to: { type: 'mem' }): Promise<void>;
  exportJson(from: { type: 'mem' }): Promise<readonly bigint[]>;
}

const { wtns } = createRequire(import.meta.url)('snarkjs') as { readonly wtns: Wtns };

/** A compiled circuit under test. */
export interface TestCircuit {
  readonly system: ConstraintSystem;
  /** What the shipped generator gives; it rejects where a constraint of the source does not hold. */
  honest(inputs: Inputs): Promise<bigint[]>;
  /** What a forger's generator gives: the same computation, with no check. */
  careless(inputs: Inputs): Promise<bigint[]>;
}

/** Copies a circuit's files to a folder, without the lines that constrain what was computed before. */
function copyWithoutChecks(source: string, to: string): string {
  const paths = sourceFiles(source);
  for (const path of paths) {
    const text = readFileSync(join(PROJECT, path), 'utf8');
    mkdirSync(dirname(join(to, path)), { recursive: true });
    writeFileSync(join(to, path), text.replaceAll(/^.* === .*$/gm, ''));
  }
  return join(to, relative(PROJECT, source));
}

async function run(wasm: string, inputs: Inputs): Promise<bigint[]> {
  const memory = { type: 'mem' } as const;
  await wtns.calculate(inputs, wasm, memory);
  return [...(await wtns.exportJson(memory))];
}

/**
 * Compiles circuits/generated/NAME.circom, to the constraints that the shipped key is for, byte for byte; and once more without its
 * `===`, as a forger would to compute witnesses.
 */
export async function compileForTest(name: string): Promise<TestCircuit> {
  const source = circuitPath(circuitNamed(name));
  const folder = join(PROJECT, 'keys', '.cache', 'tests', name);
  const { r1cs, symbols } = compileCircuit(source, folder);
  const manifest = readManifest(join(PROJECT, 'keys', 'manifest.json'));
  if ((await fileDigest(r1cs)) !== manifest?.circuits[name]?.sha256.r1cs) {
    throw new Error(`${name} compiles to other constraints than those of its key`);
  }
  const loose = compileCircuit(
    copyWithoutChecks(source, join(folder, 'careless')),
    join(folder, 'careless'),
    ['--O0', '--wasm', '--sym'],
  );
  const places = readSymbols(symbols);
  const loosePlaces = new Map(
    [...readSymbols(loose.symbols)].flatMap(([index, names]) =>
      names.map((signal) => [signal, index] as const),
    ),
  );
  return {
    system: ConstraintSystem.read(r1cs, symbols),
    honest: (inputs) => run(join(PROJECT, 'keys', `${name}.wasm`), inputs),
    careless: async (inputs) => {
      const all = await run(loose.wasm, inputs);
      const witness = [1n];
      for (const [index, names] of places) witness[index] = all[loosePlaces.get(names[0]!)!]!;
      return witness;
    },
  };
}
