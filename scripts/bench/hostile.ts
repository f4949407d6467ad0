import { fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { messageIn } from '../../src/net/wire/frame.ts';
import { openRecord } from '../../src/record/record.ts';
import { encodeCbor } from '../../src/wire/cbor.ts';
import { GIANTS, withItemAnywhere } from '../../test/support/hostileBodies.ts';
import { peakMemory } from '../../test/support/peakMemory.ts';

/** The worst cost of reading hostile bytes of one size. */
export interface HostileRow {
  readonly reader: string;
  readonly bytes: number;
  /**
   * The shape with the highest cost, and its memory in addition to the bytes, as a multiple of
   * their size.
   */
  readonly worst: string;
  readonly times: number;
  /** The longest time for any shape. */
  readonly milliseconds: number;
}

export const HOSTILE_BYTES: number = 2 ** 26;

/** Limit on the places where a hostile shape is inserted: the whole, and its first parts. */
const MOST_PLACES = 3;

/** Readers of untrusted bytes, each with an encoding of the right shape. */
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

/**
 * Measures the worst shape for each reader. Each reader runs in its own process, because the peak
 * memory of a process never decreases.
 */
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
      const before = peakMemory();
      const started = performance.now();
      try {
        read(bytes);
      } catch {
        // Rejected, as most should be.
      }
      milliseconds = Math.max(milliseconds, performance.now() - started);
      const taken = (peakMemory() - before) / HOSTILE_BYTES;
      if (taken > times) [worst, times] = [name, taken];
    }
  }
  return { reader, bytes: HOSTILE_BYTES, worst, times, milliseconds };
}

if (process.send !== undefined && process.argv[1] === fileURLToPath(import.meta.url)) {
  process.send(measure(process.argv[2]!));
}
