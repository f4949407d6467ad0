/** Vectors in files: what clients hand in, and sums that go out. */
export { InputFileError, type VectorFile } from './vector.ts';
export { encodeNpy, littleEndianBytes, writeNpy, type NpyData } from './npyWrite.ts';
export { type NamedVector, readVectorFile, readVectorFolder } from './readVectors.ts';
