/** Entry of the kernel: the interface, and its implementation in WebAssembly. */
import { createKernel, type ClosableKernel } from './create.ts';

export * from './kernel.ts';
export { createKernel, type ClosableKernel, type KernelOptions } from './create.ts';
export { PlatformError } from './platformError.ts';

let shared: Promise<ClosableKernel> | undefined;

/**
 * The kernel shared by this process, created on first use with default options. See `createKernel`.
 *
 * @throws PlatformError if the platform has no WebAssembly with SIMD, or refuses the memory
 */
export function defaultKernel(): Promise<ClosableKernel> {
  shared ??= createKernel();
  return shared;
}
