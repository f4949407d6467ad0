/**
 * Builds what the kernel loads at run time into src/kernel/generated/: the WebAssembly module, compiled from
 * src/kernel/assembly, and the worker's program, bundled from src/kernel/workers/worker.ts. Both become strings
 * in TypeScript modules, so that Node, browsers and bundlers need no file beside the code.
 */
import { mkdir, writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import asc from 'assemblyscript/asc';
import { build } from 'esbuild';

const root = fileURLToPath(new URL('../../', import.meta.url));
const generated = `${root}src/kernel/generated/`;
const header = '// Made by `npm run build:kernel`. Changes here are lost.\n';

/** Compiles the AssemblyScript sources. Assertions are off: the TypeScript side checks every argument. */
async function compileWasm(): Promise<Uint8Array> {
  let binary: Uint8Array | undefined;
  const { error, stderr } = await asc.main(
    [
      'src/kernel/assembly/index.ts',
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
    ],
    {
      writeFile: (_name: string, contents: Uint8Array | string) => {
        if (typeof contents !== 'string') binary = contents;
      },
    },
  );
  if (error !== null) throw new Error(`asc: ${error.message}\n${stderr.toString()}`);
  if (binary === undefined) throw new Error('asc wrote no binary');
  return binary;
}

/** Bundles the worker into one classic script: what both kinds of workers start from a string. */
async function bundleWorker(): Promise<string> {
  const { outputFiles } = await build({
    absWorkingDir: root,
    entryPoints: ['src/kernel/workers/worker.ts'],
    bundle: true,
    minify: true,
    format: 'iife',
    target: 'es2022',
    charset: 'utf8',
    write: false,
    logLevel: 'silent',
  });
  return outputFiles[0]!.text;
}

await mkdir(generated, { recursive: true });
const wasm = await compileWasm();
const base64 = btoa(Array.from(wasm, (byte) => String.fromCharCode(byte)).join(''));
await writeFile(
  `${generated}wasm.ts`,
  `${header}/** The WebAssembly module in base64. */\nexport const WASM: string =\n  '${base64}';\n`,
);
const worker = await bundleWorker();
await writeFile(
  `${generated}worker.ts`,
  `${header}/** The worker's program. */\nexport const WORKER: string = ${JSON.stringify(worker)};\n`,
);
console.log(`kernel: ${wasm.length} bytes of WebAssembly, ${worker.length} of worker`);
