/** Files of NumPy arrays by name, as `numpy.savez` writes and `numpy.load` reads them: a zip file of .npy files. */
import { ELEMENTS } from './elements.ts';
import { parseNpyTensor } from './npyRead.ts';
import { npyFile } from './npyWrite.ts';
import type { SumTensor } from './sumTensors.ts';
import { MAX_TENSORS, type Tensor, tensorNameProblem, vectorOfTensors } from './tensor.ts';
import { InputFileError, MAX_BINARY_BYTES, type VectorFile } from './vector.ts';
import { readZip } from './zipRead.ts';
import { writeZip } from './zipWrite.ts';

const ENDING = '.npy';

/**
 * Reads arrays, stored or compressed.
 *
 * @throws InputFileError that names the array, and says what to do
 */
export function parseNpz(path: string, bytes: Uint8Array): VectorFile {
  const refuse = (problem: string): never => {
    throw new InputFileError(path, problem);
  };
  const limits = { entries: MAX_TENSORS, size: MAX_BINARY_BYTES };
  const entries = readZip(bytes, limits, refuse);
  if (entries.length === 0) return refuse('holds no arrays: give at least one.');
  const tensors = entries.map(({ name, content }): Tensor => {
    if (!name.endsWith(ENDING)) {
      return refuse(
        `has the entry ${JSON.stringify(name.slice(0, 60))}, which is no array: save arrays with numpy.savez.`,
      );
    }
    const named = name.slice(0, -ENDING.length);
    const problem = tensorNameProblem(named);
    if (problem !== undefined) return refuse(problem);
    const refuseArray = (of: string): never => refuse(`its array ${JSON.stringify(named)} ${of}`);
    return { name: named, ...parseNpyTensor(content(), refuseArray) };
  });
  return vectorOfTensors(path, tensors);
}

/** Writes a sum as arrays. NumPy has no bfloat16: such tensors are written as float32. */
export function encodeNpz(tensors: readonly SumTensor[]): Uint8Array {
  return writeZip(
    tensors.map((tensor) => {
      const { name, shape } = tensor;
      const type = tensor.type === 'bfloat16' ? 'float32' : tensor.type;
      const { integer, bytes } = ELEMENTS[type];
      const descr = `<${integer ? 'i' : 'f'}${bytes}`;
      return [`${name}${ENDING}`, npyFile(descr, shape, tensor.encode(type))] as const;
    }),
  );
}
