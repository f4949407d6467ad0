import type { Kernel } from '../../src/kernel/kernel.ts';
import { hashingOperations } from './hashing.ts';
import { keyOperations } from './keys.ts';
import type { OperationFile } from './operation.ts';
import { planesOperations } from './planes.ts';
import { proofOperations } from './proofs.ts';
import { vectorOperations } from './vectors.ts';
import { wireOperations } from './wire.ts';

/** The files of test/vectors/operations, by their names. */
export async function operationFiles(kernel: Kernel): Promise<Record<string, OperationFile>> {
  return {
    hashing: hashingOperations(),
    wire: await wireOperations(),
    keys: keyOperations(kernel),
    vectors: await vectorOperations(kernel),
    proofs: await proofOperations(),
    planes: await planesOperations(),
  };
}
