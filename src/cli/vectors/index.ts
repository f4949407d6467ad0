/** Vectors in files: clients' inputs, and sums. */
export { InputFileError, type VectorFile } from './vector.ts';
export { encodeNpy, littleEndianBytes, writeNpy, type NpyData } from './npyWrite.ts';
export { type NamedVector, readVectorFile, readVectorFolder } from './readVectors.ts';
export { encodeNpz } from './npz.ts';
export { encodeSafetensors } from './safetensors.ts';
export { sumTensors, type SumTensor } from './sumTensors.ts';
export { tensorNameProblem } from './tensor.ts';
