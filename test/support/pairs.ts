/** Kernels that add points one at a time and in pairs, in every engine that can. */
import { setFlagsFromString } from 'node:v8';
import { createKernel, type ClosableKernel, type KernelOptions } from '../../src/kernel/index.ts';
import { compilePairs } from '../../src/kernel/pairs.ts';
import { adoptKernel, compileKernel, type CompiledKernel } from '../../src/kernel/wasm.ts';

/** V8's switch for relaxed SIMD where it is not yet on by default: in Node 20. */
const FLAG = 'experimental-wasm-relaxed-simd';

async function modulesWithPairs(): Promise<CompiledKernel> {
  const { kernel } = await compileKernel();
  const old = Number(process.versions.node.split('.')[0]) < 22;
  if (old) setFlagsFromString(`--${FLAG}`);
  try {
    const pairs = await compilePairs();
    if (pairs === undefined) throw new Error('this processor has no fused multiply-add');
    return { kernel, pairs };
  } finally {
    if (old) setFlagsFromString(`--no-${FLAG}`);
  }
}

/** The modules of both ways. */
export async function bothModules(): Promise<{ single: CompiledKernel; paired: CompiledKernel }> {
  const paired = await modulesWithPairs();
  return { single: { ...paired, pairs: undefined }, paired };
}

async function kernelOf(modules: CompiledKernel, options: KernelOptions): Promise<ClosableKernel> {
  const before = await compileKernel();
  adoptKernel(modules);
  try {
    return await createKernel(options);
  } finally {
    adoptKernel(before);
  }
}

/** A kernel of each way. */
export async function bothKernels(
  options: KernelOptions = { threads: 1 },
): Promise<{ single: ClosableKernel; paired: ClosableKernel }> {
  const { single, paired } = await bothModules();
  return { single: await kernelOf(single, options), paired: await kernelOf(paired, options) };
}
