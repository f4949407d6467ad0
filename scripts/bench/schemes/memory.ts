import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

setFlagsFromString('--expose-gc');
const collect = runInNewContext('gc') as () => void;

/** Frees what this thread does not refer to any more. */
export async function freeUnused(): Promise<void> {
  // Buffers are freed, and counted as free, some time after their objects were collected.
  for (let i = 0; i < 3; i++) {
    collect();
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}

/** Bytes of objects and buffers that this thread still refers to. */
export async function heldBytes(): Promise<number> {
  await freeUnused();
  const { heapUsed, arrayBuffers } = process.memoryUsage();
  return heapUsed + arrayBuffers;
}
