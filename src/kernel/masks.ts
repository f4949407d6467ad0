/** Addition of masks to a vector, on one thread. */
import type { Arena } from './arena.ts';
import {
  ELEMENT_BYTES,
  MASK_BLOCK_BYTES,
  MASK_BLOCK_ELEMENTS,
  type Mask,
  type WorkOptions,
} from './kernel.ts';
import { giveBack } from './giveBack.ts';
import { MOST_BYTES, type BlockStream, type OpenKey, type StreamKey } from './keystream.ts';
import { Pace } from './pace.ts';
import { LANES_BYTES } from './layout.ts';

/** Number of masks for one reduction: an element and 62 candidates are below 2^262. */
const MASKS_TOGETHER = 62;

/**
 * Approximate costs of one element of a mask, and of loading and reducing an element, in
 * microseconds.
 */
const CANDIDATE_COST = 0.03;
const ELEMENT_COST = 0.03;

/** A mask whose key is ready. */
interface OpenMask {
  readonly key: StreamKey;
  readonly sign: 1 | -1;
}

/** Approximate cost in microseconds. */
export function maskCost(bytes: number, masks: number): number {
  return (bytes / ELEMENT_BYTES) * (ELEMENT_COST + masks * CANDIDATE_COST);
}

/**
 * Number of candidates to request for `missing` elements: about 1 in 131 is rejected, and a second
 * request should be rare.
 */
function candidatesFor(missing: number): number {
  return Math.min(missing + (missing >> 6) + 8, MOST_BYTES / ELEMENT_BYTES);
}

/**
 * Adds masks to `into`, which begins at block `firstBlock` of the streams. Works block by block:
 * the elements of a block are copied into WebAssembly memory once, however many masks there are,
 * and reduced once for every 62 masks. This call has exclusive use of the arena until the promise
 * settles.
 *
 * @see Kernel.addMasks
 */
export async function addMasks(
  arena: Arena,
  openKey: OpenKey,
  into: Uint8Array,
  masks: readonly Mask[],
  firstBlock: number,
  options?: WorkOptions,
): Promise<void> {
  const { wasm } = arena;
  const pace = new Pace(options, maskCost(into.length, masks.length));
  if (into.length === 0 || masks.length === 0) {
    pace.finish();
    return;
  }
  const open = await Promise.all(
    masks.map(async ({ key, sign }): Promise<OpenMask> => ({ key: await openKey(key), sign })),
  );
  const most = Math.min(into.length, MASK_BLOCK_BYTES);
  const elements = arena.take(most);
  const lanes = arena.take((most / ELEMENT_BYTES) * LANES_BYTES);
  const candidates = arena.take(MOST_BYTES);

  /** Adds one block of one mask, given the first bytes of its stream. */
  const addBlock = async (
    stream: BlockStream,
    first: Uint8Array,
    sign: 1 | -1,
    count: number,
  ): Promise<void> => {
    let bytes = first;
    for (let done = 0; ;) {
      arena.view(candidates, bytes.length).set(bytes);
      const available = bytes.length / ELEMENT_BYTES;
      bytes.fill(0);
      giveBack(bytes);
      const at = lanes + done * LANES_BYTES;
      done +=
        sign === 1
          ? wasm.addCandidates(at, count - done, candidates, available)
          : wasm.subtractCandidates(at, count - done, candidates, available);
      if (done === count) return;
      bytes = await stream.next(candidatesFor(count - done) * ELEMENT_BYTES);
    }
  };

  /** Starts stream number `index`; streams are numbered mask by mask within block by block. */
  const start = (
    index: number,
  ): { stream: BlockStream; first: Uint8Array | Promise<Uint8Array> } | undefined => {
    const block = Math.floor(index / open.length);
    const missing = Math.min(
      into.length / ELEMENT_BYTES - block * MASK_BLOCK_ELEMENTS,
      MASK_BLOCK_ELEMENTS,
    );
    if (missing <= 0) return undefined;
    const stream = open[index % open.length]!.key.block(firstBlock + block);
    return { stream, first: stream.next(candidatesFor(missing) * ELEMENT_BYTES) };
  };

  // If streams are asynchronous, the next one is started before this one is added, so that
  // WebCrypto works in parallel.
  let upcoming: ReturnType<typeof start>;
  let index = 0;
  for (let at = 0; at < into.length; at += most) {
    const part = into.subarray(at, at + most);
    const count = part.length / ELEMENT_BYTES;
    arena.view(elements, part.length).set(part);
    wasm.openLanes(lanes, elements, count);
    for (const [i, { sign }] of open.entries()) {
      if (i > 0 && i % MASKS_TOGETHER === 0) {
        wasm.closeLanes(elements, lanes, count);
        wasm.openLanes(lanes, elements, count);
      }
      const { stream, first } = upcoming ?? start(index)!;
      index++;
      upcoming = first instanceof Promise ? start(index) : undefined;
      await addBlock(stream, first instanceof Promise ? await first : first, sign, count);
      await pace.step(count * CANDIDATE_COST);
    }
    wasm.closeLanes(elements, lanes, count);
    part.set(arena.view(elements, part.length));
    await pace.step(count * ELEMENT_COST);
  }
  pace.finish();
}
