/** Where snarkjs is: an optional package, which the worker loads and nothing else does. */
import { nodeModules, workingFolder } from '../../../kernel/platform.ts';

/** Proving was asked for, and snarkjs is not there. */
export class MissingPackageError extends Error {
  override readonly name = 'MissingPackageError';
}

/**
 * What the worker is to load.
 *
 * @param url - For browsers, where the script `snarkjs/build/snarkjs.min.js` is served from. In Node the installed package is found.
 * @throws MissingPackageError that says what to install or pass.
 */
export function locateSnarkjs(url: string | undefined): string {
  const modules = nodeModules();
  if (modules === undefined) {
    if (url !== undefined) return url;
    throw new MissingPackageError(
      'proving in a browser needs snarkjs: pass `snarkjsUrl`, the address of its build/snarkjs.min.js',
    );
  }
  // A bundle as CommonJS has no address: packages are then looked up where the program runs.
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
