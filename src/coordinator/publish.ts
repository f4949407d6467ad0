import { ELEMENT_BYTES, type Mask } from '../kernel/kernel.ts';
import { Pace } from '../kernel/pace.ts';
import { opensCommitments, outOfRange } from '../record/opening.ts';
import { publishesProofs, sealRecord } from '../record/record.ts';
import { sumToBytes } from '../record/sumBytes.ts';
import type { ClientId } from '../session/party.ts';
import { maskSign, pairwiseMaskKeys, selfMaskKey } from '../session/secrets.ts';
import { sumBytesPerCoordinate } from '../session/slots.ts';
import type { RebuiltSecrets } from './rebuild.ts';
import type { UnmaskContents } from './states.ts';

/** What a session ends with. */
export interface Published {
  /** The record's bytes: anybody checks them with `verifyAggregate`. */
  readonly record: Uint8Array;
  /** S, d exact integers. */
  readonly sum: Float64Array;
  /** The clients whose inputs the sum covers, ascending. */
  readonly included: readonly ClientId[];
}

/** Unmasks the total, checks that it opens the commitments, and signs the record. Nothing else is ever published. */
export async function publish(
  contents: UnmaskContents,
  secrets: RebuiltSecrets,
): Promise<Published> {
  const { context, transcriptHash, total, included, root, confirms } = contents;
  const { session, kernel, checks, work } = context;
  const addMasks = context.addMasks ?? ((...given): Promise<void> => kernel.addMasks(...given));
  const masks: Mask[] = [];
  try {
    await remainingMasks(contents, secrets, masks);
    await addMasks(total, masks, work);
  } finally {
    for (const { key } of masks) key.fill(0);
    for (const secret of secrets.maskSecrets.values()) secret.wipe();
  }

  const packedBytes = session.packedElements * ELEMENT_BYTES;
  const blinders = total.slice(packedBytes);
  const sum = kernel.unpack(
    total.subarray(0, packedBytes),
    session.parameters.length,
    session.layout,
  );
  const outside = sum ? outOfRange(session, included.size, sum) : 0;
  checks.require('sum-range', outside < 0, () => ({
    message: `the sum does not decode within the bound: an input lay outside it, or a payload was not what was committed to`,
  }));
  const commitments = [...included.values()].map(({ contents: { commitments: rows } }) => rows);
  const opens = await opensCommitments(kernel, session, { root, commitments, sum: sum!, blinders });
  checks.require('opening', opens, () => ({
    message:
      'the sum does not open the commitments: a client sent another payload than it committed to; nothing is published',
  }));
  const record = sealRecord(context.identity, session, {
    session: session.bytes,
    roster: context.roster.entries.map(({ name, key }) => ({ name, key: key.bytes })),
    transcriptHash,
    shared: contents.shared,
    commits: [...included.values()].map(({ signed }) => signed.bytes),
    proofs: publishesProofs(session)
      ? [...included.values()].map(({ contents: { proofs } }) => proofs)
      : [],
    confirms: confirms.map((signed) => signed.bytes),
    sum: sumToBytes(sum!, sumBytesPerCoordinate(session.layout)),
    blinders,
  });
  return { record, sum: sum!, included: [...included.keys()] };
}

/** About the cost, in microseconds, of the key of one mask. */
const MASK_KEY_COST = 60;

/** Adds to `masks` what is still on the total: every included client's self-mask, and its masks with those who dropped out. */
async function remainingMasks(
  { context, keyTranscript, keys, included }: UnmaskContents,
  { seeds, maskSecrets }: RebuiltSecrets,
  masks: Mask[],
): Promise<void> {
  const { session, checks, kernel, work } = context;
  const anyKey = !checks.isOn('agreement-keys');
  const keyContext = { kernel, session: session.digest, transcriptHash: keyTranscript, anyKey };
  for (const [client, seed] of seeds) {
    masks.push({ key: selfMaskKey(keyContext, seed, client).expose(), sign: -1 });
  }
  const dropped = [...maskSecrets.keys()];
  const pace = new Pace({ signal: work.signal }, 1);
  for (const client of included.keys()) {
    const peerKey = keys.get(client)!.maskKey;
    const shared = pairwiseMaskKeys(keyContext, maskSecrets, client, peerKey);
    for (const [i, key] of shared.entries()) {
      // The included client put this mask on with its own sign; the opposite takes it off.
      masks.push({ key: key.expose(), sign: maskSign(client, dropped[i]!) === 1 ? -1 : 1 });
    }
    await pace.step(dropped.length * MASK_KEY_COST);
  }
}
