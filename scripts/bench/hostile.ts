import { fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { messageIn } from '../../src/net/wire/frame.ts';
import { openRecord } from '../../src/record/record.ts';
import { encodeCbor } from '../../src/wire/cbor.ts';
import { GIANTS, withItemAnywhere } from '../../test/support/hostileBodies.ts';

/** What reading bytes of one size costs at worst, whatever they are. */
export interface HostileRow {
  readonly reader: string;
  readonly bytes: number;
  /** The shape that cost most, and the memory beside the bytes, as a multiple of their number. */
  readonly worst: string;
  readonly times: number;
  /** The longest time of any shape. */
  readonly milliseconds: number;
}

export const HOSTILE_BYTES: number = 2 ** 26;

/** In the place of the whole, and of its first parts. */
const MOST_PLACES = 3;

/** What is read from outside before anything is known of it, with an encoding of the right shape. */
const READERS: Readonly<
  Record<string, { readonly read: (bytes: Uint8Array) => unknown; readonly shape: Uint8Array }>
> = {
  'HTTP body': {
    read: (bytes) => messageIn(bytes, bytes.length),
    shape: encodeCbor([new Uint8Array(1), new Uint8Array(1)]),
  },
  record: {
    read: (bytes) => openRecord(bytes),
    shape: encodeCbor([1, new Uint8Array(32), 0, 0, new Uint8Array(1), new Uint8Array(64)]),
  },
};

/** The worst of all shapes for each reader, each reader in a process of its own: a peak does not come down again. */
export async function benchHostile(): Promise<HostileRow[]> {
  const rows: HostileRow[] = [];
  for (const reader of Object.keys(READERS)) {
    const child = fork(fileURLToPath(import.meta.url), [reader]);
    rows.push(
      await new Promise((resolve) =>
        child.once('message', (row) => {
          resolve(row as HostileRow);
        }),
      ),
    );
  }
  return rows;
}

function measure(reader: string): HostileRow {
  const { read, shape } = READERS[reader]!;
  let [worst, times, milliseconds] = ['none', 0, 0];
  for (const [name, giant] of Object.entries(GIANTS)) {
    let place = 0;
    for (const bytes of withItemAnywhere(shape, giant(HOSTILE_BYTES))) {
      if (++place > MOST_PLACES) break;
      const before = process.resourceUsage().maxRSS;
      const started = performance.now();
      try {
        read(bytes);
      } catch {
        // Refused, as most should be.
      }
      milliseconds = Math.max(milliseconds, performance.now() - started);
      const taken = ((process.resourceUsage().maxRSS - before) * 1024) / HOSTILE_BYTES;
      if (taken > times) [worst, times] = [name, taken];
    }
  }
  return { reader, bytes: HOSTILE_BYTES, worst, times, milliseconds };
}

if (process.send !== undefined && process.argv[1] === fileURLToPath(import.meta.url)) {
  process.send(measure(process.argv[2]!));
}
