import { type CborValue, MAJOR } from '../../src/wire/cbor.ts';
import type { CborReader } from '../../src/wire/cborReader.ts';
import { type Codec, fromBytes } from '../../src/wire/codec.ts';
import { WireError } from '../../src/wire/errors.ts';

/** Lists in lists deeper than this are in no message. */
const MAX_DEPTH = 8;

/** Any value at all: what messages are made of, whatever their shape. */
export function decodeCbor(bytes: Uint8Array, maxBytes: number): CborValue {
  return fromBytes(anyValue, bytes, maxBytes, 'value');
}

const anyValue: Codec<CborValue> = {
  maxBytes: Number.MAX_SAFE_INTEGER,
  write: (value) => value,
  read: (reader) => read(reader, 0),
};

function read(reader: CborReader, depth: number): CborValue {
  switch (reader.major()) {
    case MAJOR.bytes:
      return reader.bytes(0, Number.MAX_SAFE_INTEGER);
    case MAJOR.text:
      return reader.text(Number.MAX_SAFE_INTEGER);
    case MAJOR.list: {
      const count = reader.list(0, Number.MAX_SAFE_INTEGER);
      if (depth >= MAX_DEPTH) throw new WireError('not-canonical', 'nested too deep');
      const items: CborValue[] = [];
      for (let i = 0; i < count; i++) items.push(read(reader, depth + 1));
      return items;
    }
    case MAJOR.other:
      return { float: reader.float64() };
    case undefined:
    default:
      return reader.integer(-Number.MAX_SAFE_INTEGER, Number.MAX_SAFE_INTEGER);
  }
}
