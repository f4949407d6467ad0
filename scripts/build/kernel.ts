/**
 * Builds what the library loads at run time. Into src/kernel/generated/: the WebAssembly modules,
 * compiled from src/kernel/assembly, and the program of the kernel's workers, bundled from
 * src/kernel/workers/worker.ts. Into src/proofs/generated/: the programs of the workers that prove.
 * All are strings in TypeScript modules, so that Node, browsers and bundlers need no other files.
 */
import { createHash } from 'node:crypto';
import { mkdir, readdir, readFile, rename, writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { build, type Plugin } from 'esbuild';

const root = fileURLToPath(new URL('../../', import.meta.url));
const folders = [`${root}src/kernel/generated/`, `${root}src/proofs/generated/`] as const;

/**
 * Some browsers do not compile larger modules synchronously on a page's main thread, where the
 * sponge is needed at once.
 */
const MOST_SPONGE_BYTES = 4096;

const header = '// Made by `npm run build:kernel`. Changes here are lost.\n';

/**
 * Compiles the AssemblyScript sources. Assertions are off, because the TypeScript side checks every
 * argument.
 */
async function compileWasm(source: string, options: readonly string[] = []): Promise<Uint8Array> {
  // Loaded when it is needed, because it takes seconds.
  const { default: asc } = await import('assemblyscript/asc');
  let binary: Uint8Array | undefined;
  let complaints = '';
  const { error } = await asc.main(
    [
      source,
      '--baseDir',
      root,
      '--outFile',
      'kernel.wasm',
      '-O3',
      '--runtime',
      'stub',
      '--noAssert',
      '--enable',
      'simd',
      ...options,
    ],
    {
      writeFile: (_name: string, contents: Uint8Array | string) => {
        if (typeof contents !== 'string') binary = contents;
      },
      stderr: {
        write: (text: string | Uint8Array) => {
          if (typeof text === 'string') complaints += text;
        },
      },
    },
  );
  if (error !== null) throw new Error(`asc: ${error.message}\n${complaints}`);
  if (binary === undefined) throw new Error('asc wrote no binary');
  return binary;
}

/**
 * Compiles the additions two at a time. They use the kernel's memory, and have their constants where
 * those of the kernel end.
 */
async function compilePairs(kernel: Uint8Array): Promise<Uint8Array> {
  const { exports } = await WebAssembly.instantiate(await WebAssembly.compile(kernel.slice()));
  const { heapBase } = exports as { heapBase: () => number };
  const base = String(Math.ceil(heapBase() / 16) * 16);
  return compileWasm('src/kernel/assembly/pairs/index.ts', [
    ...['--enable', 'relaxed-simd'],
    ...['--importMemory', '--memoryBase', base],
  ]);
}

/** Leaves the WebAssembly out of a program that receives the compiled modules. */
const withoutWasm: Plugin = {
  name: 'without-wasm',
  setup(build) {
    build.onLoad({ filter: /\/kernel\/generated\/(wasm|pairs)\.ts$/ }, () => ({
      contents: `export const WASM = '', PAIRS = '';`,
      loader: 'ts',
    }));
  },
};

/**
 * Bundles a worker into one classic script, which both kinds of workers can start from a string.
 */
async function bundleWorker(entry: string, plugins: Plugin[] = []): Promise<string> {
  const { outputFiles } = await build({
    absWorkingDir: root,
    entryPoints: [entry],
    bundle: true,
    minify: true,
    format: 'iife',
    target: 'es2022',
    charset: 'utf8',
    write: false,
    logLevel: 'silent',
    plugins,
  });
  return outputFiles[0]!.text;
}

/**
 * A digest of everything that the results depend on. If it has not changed, nothing needs to be
 * built.
 */
async function fingerprint(): Promise<string> {
  const folder = `${root}src`;
  const names = await readdir(folder, { recursive: true });
  const sources = names.filter(
    (name) =>
      /^(kernel|crypto|proofs)\//.test(name) && name.endsWith('.ts') && !name.includes('generated'),
  );
  const hash = createHash('sha256');
  for (const path of [
    fileURLToPath(import.meta.url),
    `${root}package-lock.json`,
    ...sources.sort().map((name) => `${folder}/${name}`),
  ]) {
    hash.update(await readFile(path));
  }
  return hash.digest('hex');
}

const stamp = `// From sources with the digest ${await fingerprint()}.\n`;
const spongeFile = `${folders[0]}sponge.ts`;
const wasmFile = `${folders[0]}wasm.ts`;
const pairsFile = `${folders[0]}pairs.ts`;
const workerFile = `${folders[0]}worker.ts`;
const groth16WorkerFile = `${folders[1]}groth16Worker.ts`;
const planesWorkerFile = `${folders[1]}planesWorker.ts`;

/**
 * Writes to a temporary file that is then renamed, so that a concurrent run never reads a partial
 * file.
 */
async function writeGenerated(file: string, text: string): Promise<void> {
  const draft = `${file}.${process.pid}`;
  await writeFile(draft, header + stamp + text);
  await rename(draft, file);
}

/** Writes a WebAssembly module as a constant. */
async function writeModule(file: string, name: string, wasm: Uint8Array): Promise<void> {
  const base64 = btoa(Array.from(wasm, (byte) => String.fromCharCode(byte)).join(''));
  await writeGenerated(
    file,
    `/** The WebAssembly module in base64. */\nexport const ${name}: string =\n  '${base64}';\n`,
  );
}

const present = await Promise.all(
  [spongeFile, wasmFile, pairsFile, workerFile, groth16WorkerFile, planesWorkerFile].map((file) =>
    readFile(file, 'utf8').catch(() => ''),
  ),
);
if (present.every((text) => text.includes(stamp))) {
  console.log('kernel: up to date');
} else {
  for (const folder of folders) await mkdir(folder, { recursive: true });
  const sponge = await compileWasm('src/kernel/assembly/sponge/index.ts');
  if (sponge.length > MOST_SPONGE_BYTES) throw new Error(`a sponge of ${sponge.length} bytes`);
  await writeModule(spongeFile, 'SPONGE', sponge);
  const wasm = await compileWasm('src/kernel/assembly/index.ts');
  await writeModule(wasmFile, 'WASM', wasm);
  const pairs = await compilePairs(wasm);
  await writeModule(pairsFile, 'PAIRS', pairs);
  // After the module is written, because the worker's sources import it.
  const worker = await bundleWorker('src/kernel/workers/worker.ts');
  await writeGenerated(
    workerFile,
    `/** The worker's program. */\nexport const WORKER: string = ${JSON.stringify(worker)};\n`,
  );
  const groth16 = await bundleWorker('src/proofs/groth16/prover/worker.ts');
  await writeGenerated(
    groth16WorkerFile,
    `/** The program of the worker that proves with snarkjs. */\nexport const PROOF_WORKER: string = ${JSON.stringify(groth16)};\n`,
  );
  const planes = await bundleWorker('src/proofs/planes/prover/worker.ts', [withoutWasm]);
  await writeGenerated(
    planesWorkerFile,
    `/** The program of the worker that proves without a set-up. */\nexport const PLANES_WORKER: string = ${JSON.stringify(planes)};\n`,
  );
  console.log(
    `kernel: ${[wasm, pairs, sponge].map(({ length }) => length).join(', ')} bytes of WebAssembly, ${[worker, groth16, planes].map((text) => text.length).join(', ')} of workers`,
  );
}
