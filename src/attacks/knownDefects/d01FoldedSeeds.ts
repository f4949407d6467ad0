import type { Kernel } from '../../kernel/kernel.ts';
import { seededRandom } from '../../crypto/random.ts';
import { sha256 } from '../../crypto/tupleHash.ts';
import type { Outcome } from '../attack.ts';
import { ALL_CHECKS } from '../../session/checks/enabledChecks.ts';
import { sameVector, scenarioOf } from '../harness/scenario.ts';
import { type KnownDefect, unnoticed } from './knownDefect.ts';
import { shown } from './wordMasks.ts';

const CANDIDATES = 2 ** 16;
const BOUND = 1000;
const INPUT = Int32Array.of(412, -77, 980, 3);

/** The 256-bit seed that two clients have agreed on. */
const SEED = seededRandom(sha256(Uint8Array.of(20)))(32);

/** The model: the last 16 bits of the seed drive a small generator. */
function foldedMask(seed: number, length: number): Uint32Array {
  let state = (seed + 0x9e3779b9) >>> 0;
  return Uint32Array.from({ length }, () => {
    state ^= state << 13;
    state ^= state >>> 17;
    state = (state ^ (state << 5)) >>> 0;
    return state;
  });
}

function fold(seed: Uint8Array): number {
  return seed[30]! * 256 + seed[31]!;
}

/** Tries every folded seed on a masked vector. A result within the bound is the input. */
function search(payload: Uint32Array): Int32Array | undefined {
  for (let candidate = 0; candidate < CANDIDATES; candidate++) {
    const mask = foldedMask(candidate, payload.length);
    const x = Int32Array.from(payload, (y, i) => (y - mask[i]!) | 0);
    if (x.every((value) => Math.abs(value) <= BOUND)) return x;
  }
  return undefined;
}

function onTheirs(): Promise<Outcome> {
  const mask = foldedMask(fold(SEED), INPUT.length);
  const found = search(mask.map((m, i) => (m + INPUT[i]!) >>> 0));
  const succeeded = sameVector(found, INPUT);
  const gained = `the vector ${shown(found ?? [])}, exactly, after at most ${CANDIDATES} seeds`;
  return Promise.resolve(unnoticed(succeeded, succeeded ? gained : 'nothing'));
}

/** The same attack on this library's mask, with a search over all keys that differ in 16 bits. */
async function onOurs(kernel: Kernel): Promise<Outcome> {
  const { session } = scenarioOf(
    { kernel, checks: ALL_CHECKS },
    { clients: 4, threshold: 3, length: INPUT.length, bound: BOUND },
  );
  const payload = kernel.pack(INPUT, session.layout);
  await kernel.addMasks(payload, [{ key: SEED.slice(), sign: 1 }]);
  for (let candidate = 0; candidate < CANDIDATES; candidate++) {
    const key = new Uint8Array(32);
    key[30] = candidate >>> 8;
    key[31] = candidate & 255;
    const opened = payload.slice();
    await kernel.addMasks(opened, [{ key, sign: -1 }]);
    const x = kernel.unpack(opened, INPUT.length, session.layout);
    if (sameVector(x, INPUT)) return unnoticed(true, 'the vector');
  }
  return unnoticed(false, `nothing, after ${CANDIDATES} of 2^256 keys`);
}

export const foldedSeeds: KnownDefect = {
  id: 'D01',
  title: 'Seeds are folded to 16 or 32 bits before masks are made of them',
  can: 'read one masked vector, and knows the bound of its coordinates',
  steps: [
    'It expands every folded seed into a mask: 65 536 of them, or 2^32 where seeds are folded to 32 bits.',
    'It takes each mask off the vector; the one that leaves small numbers is right.',
  ],
  ours: 'Masks are AES-256-CTR streams under the whole 256 bits; known answers tie keys to streams.',
  source:
    'Flamingo’s prototype, which keeps 16 bits (commit 00f6bbb); Flower SecAgg+, which folds to 32 (commit fdef7af)',
  onTheirs,
  onOurs,
};
