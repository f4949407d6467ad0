/**
 * Reads the entries of a zip file (APPNOTE.TXT 6.3.10) as NumPy writes them. Zip libraries are made
 * to read as much as possible; here everything must agree with the central directory, sizes are
 * known before memory is taken, no byte belongs to two entries, and checksums are compared.
 */
import { crc32, inflateRawSync } from 'node:zlib';

/** An entry, whose content is unpacked when it is asked for. */
export interface ZipEntry {
  readonly name: string;
  /** Bytes of the content. */
  readonly size: number;
  /** Unpacks and checks the content. */
  readonly content: () => Uint8Array;
}

/** Limits on what is read. */
export interface ZipLimits {
  readonly entries: number;
  /** On the content of all entries together, in bytes. */
  readonly size: number;
}

interface Place {
  readonly name: string;
  readonly flags: number;
  readonly method: number;
  readonly crc: number;
  readonly packed: number;
  readonly size: number;
  readonly start: number;
}

const END = 0x06054b50;
const END_BYTES = 22;
const ZIP64_LOCATOR = 0x07064b50;
const CENTRAL = 0x02014b50;
const CENTRAL_BYTES = 46;
const LOCAL = 0x04034b50;
const LOCAL_BYTES = 30;
const MAX_COMMENT = 0xffff;

/** Bits of a header that mean an encrypted entry: itself, strong, or its directory. */
const ENCRYPTED = 0x0001 | 0x0040 | 0x2000;
/** Bits that may be set: choices of the compressor, sizes after the content, a name in UTF-8. */
const KNOWN_FLAGS = 0x0002 | 0x0004 | 0x0008 | 0x0800;

/**
 * Lists the entries of a zip file.
 *
 * @param refuse - throws, with what is wrong
 */
export function readZip(
  bytes: Uint8Array,
  limits: ZipLimits,
  refuse: (problem: string) => never,
): ZipEntry[] {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  const end = endOf(view);
  if (end === undefined) {
    return refuse('has no directory of a zip file at its end: copy it again, it is truncated.');
  }
  const count = view.getUint16(end + 10, true);
  const directoryBytes = view.getUint32(end + 12, true);
  const directory = view.getUint32(end + 16, true);
  const zip64 = end >= 20 && view.getUint32(end - 20, true) === ZIP64_LOCATOR;
  if (zip64 || count === 0xffff || directoryBytes === 0xffffffff || directory === 0xffffffff) {
    return refuse('is a zip64 file, for more than 4 GiB: save fewer or shorter arrays.');
  }
  const disks = view.getUint32(end + 4, true) !== 0 || view.getUint16(end + 8, true) !== count;
  if (disks || directory + directoryBytes !== end) return refuse(MALFORMED);
  if (count > limits.entries) {
    return refuse(`has ${count} entries, and at most ${limits.entries} are read: save fewer.`);
  }
  const places = placesIn(view, { at: directory, end, count }, refuse);
  const total = places.reduce((sum, { size }) => sum + size, 0);
  if (total > limits.size) {
    return refuse(
      `unpacks to ${total} bytes, and at most ${limits.size} are read: save fewer or shorter arrays.`,
    );
  }
  const starts = contentStarts(view, places, directory, refuse);
  return places.map((place, i) => ({
    name: place.name,
    size: place.size,
    content: () => unpack(bytes, place, starts[i]!, refuse),
  }));
}

const MALFORMED = 'is not a sound zip file: save it again with numpy.savez.';

/** Where the record at the end of the directory starts; nothing may follow its comment. */
function endOf(view: DataView): number | undefined {
  const last = view.byteLength - END_BYTES;
  for (let at = last; at >= Math.max(0, last - MAX_COMMENT); at--) {
    if (view.getUint32(at, true) === END && view.getUint16(at + 20, true) === last - at) return at;
  }
  return undefined;
}

function placesIn(
  view: DataView,
  directory: { readonly at: number; readonly end: number; readonly count: number },
  refuse: (problem: string) => never,
): Place[] {
  const places: Place[] = [];
  const names = new Set<string>();
  let { at } = directory;
  for (let i = 0; i < directory.count; i++) {
    if (at + CENTRAL_BYTES > directory.end || view.getUint32(at, true) !== CENTRAL) {
      return refuse(MALFORMED);
    }
    const [nameBytes, extra, comment] = [28, 30, 32].map((o) => view.getUint16(at + o, true));
    const next = at + CENTRAL_BYTES + nameBytes! + extra! + comment!;
    if (next > directory.end) return refuse(MALFORMED);
    const flags = view.getUint16(at + 8, true);
    const place = {
      name: nameAt(view, at + CENTRAL_BYTES, nameBytes!, flags, refuse),
      flags,
      method: view.getUint16(at + 10, true),
      crc: view.getUint32(at + 16, true),
      packed: view.getUint32(at + 20, true),
      size: view.getUint32(at + 24, true),
      start: view.getUint32(at + 42, true),
    };
    requireReadable(place, refuse);
    if (names.has(place.name)) {
      return refuse(`has two entries ${JSON.stringify(place.name)}: save each array once.`);
    }
    names.add(place.name);
    places.push(place);
    at = next;
  }
  return at === directory.end ? places : refuse(MALFORMED);
}

function requireReadable(
  { name, flags, method, packed, size, start }: Place,
  refuse: (problem: string) => never,
): void {
  const entry = `its entry ${JSON.stringify(name)}`;
  if (flags & ENCRYPTED) refuse(`${entry} is encrypted: save it with numpy.savez.`);
  if (flags & ~KNOWN_FLAGS) refuse(MALFORMED);
  if (method !== 0 && method !== 8) {
    refuse(
      `${entry} is packed in another way than numpy does it: save it with numpy.savez_compressed.`,
    );
  }
  if ([packed, size, start].includes(0xffffffff)) {
    refuse(`${entry} is a zip64 entry, for more than 4 GiB: save shorter arrays.`);
  }
  if (method === 0 && packed !== size) refuse(MALFORMED);
}

function nameAt(
  view: DataView,
  at: number,
  length: number,
  flags: number,
  refuse: (problem: string) => never,
): string {
  const bytes = new Uint8Array(view.buffer, view.byteOffset + at, length);
  const plain = bytes.every((byte) => byte < 0x80);
  if (!plain && !(flags & 0x0800)) return refuse('has a name that is not in UTF-8: rename it.');
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    return refuse('has a name that is not in UTF-8: rename it.');
  }
}

/** Where the content of each entry starts. Entries overlap neither each other nor the directory. */
function contentStarts(
  view: DataView,
  places: readonly Place[],
  directory: number,
  refuse: (problem: string) => never,
): number[] {
  const starts = places.map((place) => contentStart(view, place, directory) ?? refuse(MALFORMED));
  const ranges = places
    .map(({ start, packed }, i) => ({ from: start, to: starts[i]! + packed }))
    .sort((a, b) => a.from - b.from);
  ranges.forEach(({ to }, i) => {
    if (to > (ranges[i + 1]?.from ?? directory)) {
      refuse('has entries that overlap, as nobody but an attacker writes them.');
    }
  });
  return starts;
}

function contentStart(view: DataView, place: Place, directory: number): number | undefined {
  const { start, flags, method, name } = place;
  if (start + LOCAL_BYTES > directory || view.getUint32(start, true) !== LOCAL) return undefined;
  const nameBytes = view.getUint16(start + 26, true);
  const content = start + LOCAL_BYTES + nameBytes + view.getUint16(start + 28, true);
  if (content + place.packed > directory) return undefined;
  const same =
    view.getUint16(start + 6, true) === flags &&
    view.getUint16(start + 8, true) === method &&
    Buffer.from(view.buffer, view.byteOffset + start + LOCAL_BYTES, nameBytes).equals(
      Buffer.from(name),
    );
  return same ? content : undefined;
}

function unpack(
  bytes: Uint8Array,
  { name, method, packed, size, crc }: Place,
  start: number,
  refuse: (problem: string) => never,
): Uint8Array {
  const data = bytes.subarray(start, start + packed);
  const content = method === 0 ? data : inflate(data, size);
  if (content?.length === size && crc32(content) === crc) return content;
  return refuse(
    `its entry ${JSON.stringify(name)} is damaged, or has another size than it declares: copy it again.`,
  );
}

/** Unpacks at most `size` bytes; `undefined` for more, and for data that are not sound or go on. */
function inflate(data: Uint8Array, size: number): Uint8Array | undefined {
  try {
    // With `info`, the result also has the engine, which knows how much it has read.
    const { buffer, engine } = inflateRawSync(data, {
      maxOutputLength: Math.max(1, size),
      info: true,
    }) as unknown as { buffer: Uint8Array; engine: { bytesWritten: number } };
    return engine.bytesWritten === data.length ? buffer : undefined;
  } catch {
    return undefined;
  }
}
