/** Half a megabyte in any place of any message: what its reader takes beside it is bounded, and so is the time. */
import { decode } from 'cborg';
import { describe, expect, it } from 'vitest';
import { GIANTS, withItemAnywhere } from '../support/hostileBodies.ts';
import { DECODERS } from './decoders.ts';

const GIANT_BYTES = 2 ** 19;

/** The aim is four times the size of what is read. */
const MOST_TIMES = 4;

/** A collection in between makes what was taken look like less: the control shows that enough is left to be seen. */
function takenBy(read: () => unknown): number {
  const before = memoryInUse();
  let held: unknown;
  try {
    held = read();
  } catch (error) {
    held = error;
  }
  const taken = memoryInUse() - before;
  // Held on to until it was measured.
  return held === read ? 0 : taken;
}

function memoryInUse(): number {
  const { heapUsed, external } = process.memoryUsage();
  return heapUsed + external;
}

const canonical = DECODERS.filter(({ errors }) => errors.includes('WireError')).filter(
  ({ name }) => name !== 'deterministic CBOR',
);

describe.each(canonical.map((decoder) => [decoder.name, decoder] as const))('%s', (_, decoder) => {
  it.each(Object.entries(GIANTS))('with %s in it', (_, giant) => {
    const item = giant(GIANT_BYTES);
    let [most, slowest] = [0, 0];
    for (const bytes of withItemAnywhere(decoder.examples[0]!, item)) {
      const started = performance.now();
      // Reading and, where that succeeds, writing it again: as large once more.
      most = Math.max(
        most,
        takenBy(() => decoder.roundTrip(bytes)),
      );
      slowest = Math.max(slowest, performance.now() - started);
    }
    expect(most).toBeLessThan(MOST_TIMES * GIANT_BYTES);
    expect(slowest).toBeLessThan(1000);
  });
});

describe('the measure', () => {
  it('sees what a decoder takes that reads before it looks', () => {
    const item = GIANTS['a list of single bytes']!(GIANT_BYTES);
    const taken = Math.max(...[1, 2, 3].map(() => takenBy(() => decode(item) as unknown)));
    expect(taken).toBeGreaterThan(MOST_TIMES * GIANT_BYTES);
  });
});
