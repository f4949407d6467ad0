/**
 * Files of the safetensors format: eight bytes with the length of a header, a header in JSON, and
 * the data of all tensors, without gaps.
 */
import type { TensorType } from '../../session/layout/index.ts';
import { ELEMENTS } from './elements.ts';
import { repeatedName } from './repeatedName.ts';
import type { SumTensor } from './sumTensors.ts';
import {
  MAX_TENSORS,
  readTensor,
  type Tensor,
  tensorNameProblem,
  vectorOfTensors,
} from './tensor.ts';
import { InputFileError, type VectorFile } from './vector.ts';

/** The limit on a header: 2 KiB for each tensor. */
const MAX_HEADER_BYTES = 2 ** 23;

const METADATA = '__metadata__';

const TYPES: ReadonlyMap<string, TensorType> = new Map([
  ['F64', 'float64'],
  ['F32', 'float32'],
  ['F16', 'float16'],
  ['BF16', 'bfloat16'],
  ['I64', 'int64'],
  ['I32', 'int32'],
  ['I16', 'int16'],
  ['I8', 'int8'],
  ['U64', 'uint64'],
  ['U32', 'uint32'],
  ['U16', 'uint16'],
  ['U8', 'uint8'],
]);

/** A tensor as the header describes it. */
interface Described {
  readonly name: string;
  readonly dtype: TensorType;
  readonly shape: readonly number[];
  readonly from: number;
  readonly to: number;
}

/**
 * Reads tensors.
 *
 * @throws InputFileError that names the tensor, and says what to do
 */
export function parseSafetensors(path: string, bytes: Uint8Array): VectorFile {
  const refuse = (problem: string): never => {
    throw new InputFileError(path, problem);
  };
  const { header, dataStart } = readHeader(bytes, refuse);
  const described = Object.entries(header)
    .filter(([name]) => name !== METADATA)
    .map(([name, value]) => describedAs(name, value, refuse));
  if (described.length === 0) return refuse('holds no tensors: give at least one.');
  if (described.length > MAX_TENSORS) {
    return refuse(
      `has ${described.length} tensors, and at most ${MAX_TENSORS} are read: save fewer.`,
    );
  }
  requireWithoutGaps(described, bytes.length - dataStart, refuse);
  const tensors = described.map(({ name, dtype, shape, from, to }): Tensor => {
    const data = bytes.subarray(dataStart + from, dataStart + to);
    const refuseTensor = (of: string): never => refuse(`its tensor ${JSON.stringify(name)} ${of}`);
    return { name, dtype, shape, values: readTensor(data, dtype, shape, refuseTensor) };
  });
  return vectorOfTensors(path, tensors);
}

function readHeader(
  bytes: Uint8Array,
  refuse: (problem: string) => never,
): { readonly header: object; readonly dataStart: number } {
  const truncated = 'ends within its header: copy it again, it is truncated.';
  if (bytes.length < 8) return refuse(truncated);
  const length = new DataView(bytes.buffer, bytes.byteOffset).getBigUint64(0, true);
  if (length > MAX_HEADER_BYTES) {
    return refuse('has a header that is too long: is it a file of safetensors?');
  }
  const dataStart = 8 + Number(length);
  if (dataStart > bytes.length) return refuse(truncated);
  const malformed = 'has an invalid header: save it again with safetensors.';
  // The header starts with a brace, and may end with spaces.
  if (bytes[8] !== 0x7b) return refuse(malformed);
  let text: string;
  let header: object;
  try {
    text = new TextDecoder('utf-8', { fatal: true }).decode(bytes.subarray(8, dataStart));
    header = JSON.parse(text) as object;
  } catch {
    return refuse(malformed);
  }
  const twice = repeatedName(text);
  if (twice !== undefined) {
    return refuse(`names ${JSON.stringify(twice.slice(0, 60))} twice in its header: rename one.`);
  }
  return { header, dataStart };
}

function describedAs(name: string, value: unknown, refuse: (problem: string) => never): Described {
  const problem = tensorNameProblem(name);
  if (problem !== undefined) return refuse(problem);
  const tensor = `its tensor ${JSON.stringify(name.slice(0, 60))}`;
  const invalid = `${tensor} is described in another way than by dtype, shape and data_offsets: save it again with safetensors.`;
  if (typeof value !== 'object' || value === null) return refuse(invalid);
  const {
    dtype: code,
    shape,
    data_offsets: offsets,
    ...others
  } = value as Partial<Record<'dtype' | 'shape' | 'data_offsets', unknown>>;
  const sound =
    typeof code === 'string' &&
    isSizes(shape) &&
    isSizes(offsets) &&
    offsets.length === 2 &&
    Object.keys(others).length === 0;
  if (!sound) return refuse(invalid);
  const dtype = TYPES.get(code);
  if (dtype === undefined) {
    return refuse(
      `${tensor} has the dtype ${JSON.stringify(code.slice(0, 20))}: save it as a float of 16, 32 or 64 bits or an integer of 8 to 64.`,
    );
  }
  const [from, to] = offsets as [number, number];
  const size = shape.reduce((product, count) => product * count, ELEMENTS[dtype].bytes);
  if (to - from !== size) {
    return refuse(
      `${tensor} has ${to - from} bytes of data where its shape needs ${size}: save it again with safetensors.`,
    );
  }
  return { name, dtype, shape, from, to };
}

function isSizes(value: unknown): value is readonly number[] {
  return (
    Array.isArray(value) &&
    value.length <= 32 &&
    value.every((size) => Number.isSafeInteger(size) && size >= 0)
  );
}

/** Requires that each byte of the data is in one tensor. */
function requireWithoutGaps(
  described: readonly Described[],
  dataBytes: number,
  refuse: (problem: string) => never,
): void {
  let at = 0;
  for (const { from, to } of described.toSorted((a, b) => a.from - b.from || a.to - b.to)) {
    if (from < at) refuse('has tensors that overlap: save it again with safetensors.');
    if (from > at) refuse('has data that no tensor has: save it again with safetensors.');
    at = to;
  }
  if (at > dataBytes) refuse('ends within its data: copy it again, it is truncated.');
  if (at < dataBytes) refuse('has data that no tensor has: save it again with safetensors.');
}

/** Writes a sum as tensors. */
export function encodeSafetensors(tensors: readonly SumTensor[]): Uint8Array {
  // Wider types first, so that all data are aligned.
  const ordered = tensors.toSorted((a, b) => ELEMENTS[b.type].bytes - ELEMENTS[a.type].bytes);
  const contents = ordered.map(({ encode, type }) => encode(type));
  const codes = new Map([...TYPES].map(([code, type]) => [type, code]));
  let at = 0;
  const entries = ordered.map(({ name, shape, type }, i) => {
    const from = at;
    at += contents[i]!.length;
    return [name, { dtype: codes.get(type), shape, data_offsets: [from, at] }] as const;
  });
  const text = JSON.stringify(Object.fromEntries(entries));
  const header = new TextEncoder().encode(text);
  const padding = (8 - (header.length % 8)) % 8;
  const length = Buffer.alloc(8);
  length.writeBigUInt64LE(BigInt(header.length + padding));
  return new Uint8Array(Buffer.concat([length, header, Buffer.alloc(padding, ' '), ...contents]));
}
