/** Files of tensors for tests: from NumPy, and by hand. */
import { spawnSync } from 'node:child_process';
import { type TensorLayout, valuesIn } from '../../src/session/layout/index.ts';
import { sumTensors, type SumTensor } from '../../src/cli/vectors/sumTensors.ts';

/** Tensors of a layout with values 0.5, 1.5, … one after the other. */
export function tensorsOf(layout: TensorLayout): SumTensor[] {
  return sumTensors(
    layout,
    Float64Array.from({ length: valuesIn(layout) }, (_, i) => i + 0.5),
  );
}

/** Runs a Python program with NumPy, in a folder; what it prints. */
export function numpy(folder: string, program: string): string {
  const { status, stdout, stderr } = spawnSync(
    'python3',
    ['-c', `import numpy as np\n${program}`],
    {
      cwd: folder,
      encoding: 'utf8',
    },
  );
  if (status !== 0) throw new Error(stderr);
  return stdout;
}

/** A safetensors file with this header and data. */
export function safetensorsOf(header: string, data: ArrayLike<number> = []): Uint8Array {
  const text = new TextEncoder().encode(header);
  const bytes = new Uint8Array(8 + text.length + data.length);
  new DataView(bytes.buffer).setBigUint64(0, BigInt(text.length), true);
  bytes.set(text, 8);
  bytes.set(data, 8 + text.length);
  return bytes;
}
