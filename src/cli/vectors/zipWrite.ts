import { crc32 } from 'node:zlib';

const UTF8 = 0x0800;
/** 1 January 1980, the first day that zip has: the same content gives the same bytes. */
const DATE = 0x0021;

/** Writes a zip file of stored entries, which are at most 4 GiB together. */
export function writeZip(entries: readonly (readonly [string, Uint8Array])[]): Uint8Array {
  const pieces: Uint8Array[] = [];
  const directory: Uint8Array[] = [];
  let at = 0;
  for (const [name, content] of entries) {
    const nameBytes = new TextEncoder().encode(name);
    const common = [20, UTF8, 0, 0, DATE] as const;
    const sizes = [crc32(content), content.length, content.length] as const;
    const local = fields([[0x04034b50], common, sizes, [nameBytes.length, 0]], 'LSLS');
    pieces.push(local, nameBytes, content);
    directory.push(
      fields(
        [[0x02014b50], [20], common, sizes, [nameBytes.length, 0, 0, 0, 0], [0, at]],
        'LSSLSL',
      ),
      nameBytes,
    );
    at += local.length + nameBytes.length + content.length;
  }
  const directoryBytes = directory.reduce((sum, { length }) => sum + length, 0);
  const { length } = entries;
  const end = fields([[0x06054b50], [0, 0, length, length], [directoryBytes, at], [0]], 'LSLS');
  // Not a buffer, whose slices share its memory.
  return new Uint8Array(Buffer.concat([...pieces, ...directory, end]));
}

/** Little-endian fields in groups: of two bytes (`S`) or four (`L`). */
function fields(groups: readonly (readonly number[])[], sizes: string): Uint8Array {
  const items = groups.flatMap((group, i) =>
    group.map((value) => ({ value, bytes: sizes[i] === 'S' ? 2 : 4 })),
  );
  const view = new DataView(new ArrayBuffer(items.reduce((sum, { bytes }) => sum + bytes, 0)));
  let at = 0;
  for (const { value, bytes } of items) {
    if (bytes === 2) view.setUint16(at, value, true);
    else view.setUint32(at, value, true);
    at += bytes;
  }
  return new Uint8Array(view.buffer);
}
