/**
 * The platform lacks something that the kernel needs, or refuses it. The arguments are not at
 * fault.
 */
export class PlatformError extends Error {
  override readonly name = 'PlatformError';
}

/** Messages of V8, SpiderMonkey and JavaScriptCore for a failed allocation. */
const NO_MEMORY = /out of memory|allocat|memory\.grow|could not grow/i;

/**
 * Converts an error of the platform to a PlatformError that says what is missing. Returns other
 * errors unchanged.
 */
export function platformError(error: unknown): unknown {
  if (error instanceof RangeError && NO_MEMORY.test(error.message)) {
    return new PlatformError(
      'the system refuses the memory that this needs; close other programs, or raise the limit of this one (ulimit -v, the memory of its container)',
      { cause: error },
    );
  }
  if (error instanceof Error && error.name === 'CompileError') {
    return new PlatformError(
      'the WebAssembly of this platform lacks SIMD, which veilsum needs; use Node 20.19 or newer, or a browser of 2023 or later',
      { cause: error },
    );
  }
  return error;
}

/**
 * Requires WebAssembly.
 *
 * @throws PlatformError if the platform has none
 */
export function requireWebAssembly(): void {
  if ('WebAssembly' in globalThis) return;
  throw new PlatformError(
    'this platform has no WebAssembly, which veilsum needs; run Node without --jitless, and browsers without their lockdown mode',
  );
}
