/** Vectors in files: what clients hand in, and sums that go out. */
export { InputFileError } from './inputFileError.ts';
export { encodeNpy, littleEndianBytes, writeNpy, type NpyData } from './npyWrite.ts';
export { readVectorFile } from './readVectorFile.ts';
export { readVectorFolder, type NamedVector } from './readVectorFolder.ts';
export type { VectorFile } from './vector.ts';
