import { maskSign, pairwiseMaskKeys, selfMaskKey } from './secrets.ts';
import type { Mask } from '../../kernel/kernel.ts';
import { Pace } from '../../kernel/pace.ts';

import type { AddMasks, Agreed } from '../coordinator.ts';
import { dealersTo } from './holdings.ts';
import type { Dealing } from './dealing.ts';
import type { RebuiltSecrets } from './rebuild.ts';
import type { MaskingTerms } from './terms.ts';

/** Approximate cost of deriving one mask key, in microseconds. */
const MASK_KEY_COST = 60;

/** Subtracts every remaining mask from the total, in place, and wipes the rebuilt secrets. */
export async function takeMasksOff(
  terms: MaskingTerms,
  phase: Agreed<Dealing>,
  secrets: RebuiltSecrets,
  total: Uint8Array,
): Promise<void> {
  const { kernel, work, addMasks } = phase.context;
  const add: AddMasks = addMasks ?? ((...given) => kernel.addMasks(...given));
  const masks: Mask[] = [];
  try {
    await remainingMasks(terms, phase, secrets, masks);
    await add(total, masks, work);
  } finally {
    for (const { key } of masks) key.fill(0);
    for (const secret of secrets.maskSecrets.values()) secret.wipe();
  }
}

/**
 * Appends to `masks` what is still in the total: each included client's self mask, and its pairwise
 * masks with the dropped ones among its neighbours.
 */
async function remainingMasks(
  terms: MaskingTerms,
  { context, keyTranscript, schemeKeys, dealings, included }: Agreed<Dealing>,
  { seeds, maskSecrets }: RebuiltSecrets,
  masks: Mask[],
): Promise<void> {
  const { session, checks, kernel, work } = context;
  const anyKey = !checks.isOn('agreement-keys');
  const keyContext = { kernel, session: session.digest, transcriptHash: keyTranscript, anyKey };
  for (const [client, seed] of seeds) {
    masks.push({ key: selfMaskKey(keyContext, seed, client).expose(), sign: -1 });
  }
  const pace = new Pace({ signal: work.signal }, 1);
  for (const client of included.keys()) {
    const tied = new Set([
      ...dealings.get(client)!.leaves.recipients,
      ...dealersTo(client, dealings),
    ]);
    const dropped = [...tied].filter((peer) => maskSecrets.has(peer));
    const withDropped = new Map(dropped.map((peer) => [peer, maskSecrets.get(peer)!]));
    const shared = pairwiseMaskKeys(
      keyContext,
      withDropped,
      client,
      terms.maskKeyIn(schemeKeys.get(client)!),
    );
    for (const [i, key] of shared.entries()) {
      // The included client added this mask with its own sign; the opposite sign removes it.
      masks.push({ key: key.expose(), sign: maskSign(client, dropped[i]!) === 1 ? -1 : 1 });
    }
    await pace.step(dropped.length * MASK_KEY_COST);
  }
}
