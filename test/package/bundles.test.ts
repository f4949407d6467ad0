/** What a page carries that imports one entry alone: no prover, no server, no storage, and no more bytes than the budget. */
import { gzipSync } from 'node:zlib';
import { build } from 'esbuild';
import { describe, expect, it } from 'vitest';
import { BUDGETS } from './budgets.ts';
import { PROJECT } from './installed.ts';

interface Bundle {
  readonly gzip: number;
  /** The files that left anything in it, relative to the project. */
  readonly inputs: readonly string[];
  /** What a page would have to find elsewhere, such as `node:` modules. */
  readonly external: readonly string[];
}

/** Bundles a program for browsers, from the built package under its own name. */
async function bundle(program: string): Promise<Bundle> {
  const result = await build({
    stdin: { contents: program, resolveDir: PROJECT },
    bundle: true,
    minify: true,
    format: 'esm',
    platform: 'browser',
    target: 'es2022',
    external: ['node:*', 'snarkjs', 'ffjavascript'],
    write: false,
    metafile: true,
    logLevel: 'silent',
  });
  const [output] = Object.values(result.metafile.outputs);
  const inputs = Object.entries(output!.inputs).filter(([, { bytesInOutput }]) => bytesInOutput);
  return {
    gzip: gzipSync(result.outputFiles[0]!.contents, { level: 9 }).length,
    inputs: inputs.map(([path]) => path),
    external: output!.imports.filter(({ external }) => external).map(({ path }) => path),
  };
}

/** What neither a participant's nor a verifier's page has any use for. */
const SERVER =
  /^node_modules\/(fastify|@fastify|classic-level|prom-client|commander|cli-progress)\//;
const PROVER = /^dist\/proofs\/groth16\/prover\/|^node_modules\/(snarkjs|ffjavascript)\//;
const SUITE = /^dist\/(attacks|cli)\//;

describe.each(Object.entries(BUDGETS))('%s', (name, { program, was, most }) => {
  it('carries no prover, no server, no storage and no attack suite', async () => {
    const { inputs, external } = await bundle(program);
    expect(inputs.some((path) => path.startsWith('dist/'))).toBe(true);
    for (const unwanted of [SERVER, PROVER, SUITE]) {
      expect(inputs.filter((path) => unwanted.test(path))).toEqual([]);
    }
    expect(external).toEqual([]);
  });

  it('stays within its budget', async () => {
    const { gzip } = await bundle(program);
    const figures = `${name}: ${gzip} bytes, of at most ${most}; it had ${was} when the budget was set (test/package/budgets.ts)`;
    expect(gzip, figures).toBeLessThanOrEqual(most);
    // A budget far above what is needed holds nothing back.
    expect(gzip, `${figures}; lower the budget`).toBeGreaterThan(most * 0.75);
  });
});

describe('what separates the entries', () => {
  it('leaves the coordinator out of a verifier and of a participant', async () => {
    const all = await bundle(`export * from 'veilsum/verify'; export * from 'veilsum/client';`);
    expect(all.inputs.filter((path) => path.startsWith('dist/coordinator/'))).toEqual([]);
  });

  it('leaves client and coordinator out of a verifier', async () => {
    const { inputs } = await bundle(`export * from 'veilsum/verify';`);
    expect(inputs.filter((path) => /^dist\/(client|coordinator|net)\//.test(path))).toEqual([]);
  });

  it('leaves the attack suite out of everything that parties import', async () => {
    const every = [
      'veilsum',
      'veilsum/client',
      'veilsum/coordinator',
      'veilsum/verify',
      'veilsum/snark',
      'veilsum/http',
      'veilsum/survey',
    ];
    const { inputs } = await bundle(every.map((name) => `export * from '${name}';`).join('\n'));
    expect(inputs.filter((path) => SUITE.test(path))).toEqual([]);
  });

  it('finds the prover where it belongs', async () => {
    const { inputs } = await bundle(`export { loadRangeProver } from 'veilsum/snark';`);
    expect(inputs.some((path) => PROVER.test(path))).toBe(true);
  });
});
