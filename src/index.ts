/**
 * veilsum: secure aggregation that anyone can verify.
 *
 * The entries `veilsum/client`, `veilsum/coordinator` and `veilsum/verify` contain one party each;
 * this one contains all of them, with what they have in common. `veilsum/node` adds everything that
 * needs a file system.
 *
 * @module veilsum
 */
export * from './client/index.ts';
export * from './coordinator/index.ts';
export * from './crypto/index.ts';
export {
  type ClosableKernel,
  type CommitOptions,
  createKernel,
  defaultKernel,
  type Kernel,
  type KernelOptions,
  type Mask,
  type MaskOptions,
  PlatformError,
  type SlotLayout,
  type WorkOptions,
} from './kernel/index.ts';
export * from './proofs/index.ts';
export * from './record/index.ts';
export * from './session/index.ts';
