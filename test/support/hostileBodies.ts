import { type CborValue, encodeCbor } from '../../src/wire/cbor.ts';
import { decodeCbor } from './cborTree.ts';

/** One item of many bytes, each of which costs a decoder that reads before it looks. */
export type Giant = (bytes: number) => Uint8Array;

/** A list whose items are all the same few bytes. */
function listOf(...item: readonly number[]): Giant {
  return (bytes) => {
    const count = Math.floor((bytes - 5) / item.length);
    const list = new Uint8Array(5 + count * item.length);
    list[0] = 0x9a;
    new DataView(list.buffer).setUint32(1, count);
    for (let at = 5; at < list.length; at += item.length) list.set(item, at);
    return list;
  };
}

/** A string of one byte again and again. */
function stringOf(head: number, byte: number): Giant {
  return (bytes) => {
    const string = new Uint8Array(bytes).fill(byte);
    string[0] = head;
    new DataView(string.buffer).setUint32(1, bytes - 5);
    return string;
  };
}

/** What it costs most to read whole, by what it is. */
export const GIANTS: Readonly<Record<string, Giant>> = {
  'a list of small integers': listOf(0x00),
  'a list of empty lists': listOf(0x80),
  'a list of single bytes': listOf(0x41, 0x41),
  'lists in one another': (bytes) => new Uint8Array(bytes).fill(0x81),
  'a long text': stringOf(0x7a, 0x61),
  'a long text that is no UTF-8': stringOf(0x7a, 0xff),
  'a long byte string': stringOf(0x5a, 0x41),
  'a map of integers': (bytes) => {
    const map = listOf(0x00)(bytes | 1);
    map[0] = 0xba;
    new DataView(map.buffer).setUint32(1, (map.length - 5) / 2);
    return map;
  },
};

const PLACEHOLDER = new Uint8Array(24).fill(0xa5);

/** The encoding with an item in every place of it, one at a time: of the whole, of each list and of each leaf. */
export function* withItemAnywhere(
  encoding: Uint8Array,
  item: Uint8Array,
): Generator<Uint8Array, void, void> {
  for (const tree of withPlaceholders(decodeCbor(encoding, encoding.length))) {
    const around = encodeCbor(tree);
    const at = Buffer.from(around).indexOf(PLACEHOLDER) - 2;
    const bytes = new Uint8Array(around.length - PLACEHOLDER.length - 2 + item.length);
    bytes.set(around.subarray(0, at));
    bytes.set(item, at);
    bytes.set(around.subarray(at + PLACEHOLDER.length + 2), at + item.length);
    yield bytes;
  }
}

function* withPlaceholders(value: CborValue): Generator<CborValue, void, void> {
  yield PLACEHOLDER;
  if (!Array.isArray(value)) return;
  const list = value as readonly CborValue[];
  // Of a long list, its ends stand for all.
  const places = list.map((_, i) => i).filter((i) => i < 20 || i === list.length - 1);
  for (const i of places) {
    for (const changed of withPlaceholders(list[i]!)) {
      yield list.map((other, k) => (k === i ? changed : other));
    }
  }
}
