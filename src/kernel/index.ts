/** The kernel's entry: the interface, and the implementation in WebAssembly. */
import { createKernel, type ClosableKernel } from './create.ts';

export * from './kernel.ts';
export { createKernel, type ClosableKernel, type KernelOptions } from './create.ts';
export { PlatformError } from './platformError.ts';

let shared: Promise<ClosableKernel> | undefined;

/**
 * The kernel that the process shares, created on first use, with as many threads as the machine
 * has.
 */
export function defaultKernel(): Promise<ClosableKernel> {
  shared ??= createKernel();
  return shared;
}
