/** Locates snarkjs, an optional package that only the worker loads. */
import { nodeModules, workingFolder } from '../../../kernel/platform.ts';

/** snarkjs is required for proving, and is not installed. */
export class MissingPackageError extends Error {
  override readonly name = 'MissingPackageError';
}

/**
 * The module path (Node) or script URL (browsers) from which the worker loads snarkjs.
 *
 * @param url - for browsers: the URL of `snarkjs/build/snarkjs.min.js`. Ignored in Node, where the
 *   installed package is resolved
 * @throws MissingPackageError with a message that says what to install or pass
 */
export function locateSnarkjs(url: string | undefined): string {
  const modules = nodeModules();
  if (modules === undefined) {
    if (url !== undefined) return url;
    throw new MissingPackageError(
      'proving in a browser needs snarkjs: pass `snarkjsUrl`, the address of its build/snarkjs.min.js',
    );
  }
  // In a CommonJS bundle, `import.meta.url` is undefined: packages are resolved from the working
  // directory.
  const here = import.meta.url as string | undefined;
  const from = here ?? `${workingFolder()}/bundle.js`;
  try {
    return modules.createRequire(from).resolve('snarkjs');
  } catch {
    throw new MissingPackageError(
      'proving needs snarkjs, which is not installed: npm install snarkjs',
    );
  }
}
