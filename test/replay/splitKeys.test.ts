import { describe, expect, it } from 'vitest';
import { generateAgreementKey } from '../../src/crypto/agreement.ts';
import { seededRandom } from '../../src/crypto/random.ts';
import { equalBytes } from '../../src/crypto/tupleHash.ts';
import { Caught } from '../../src/replay/harness/events.ts';
import { resigned } from '../../src/replay/harness/forge.ts';
import { Insider } from '../../src/replay/harness/insider.ts';
import { Rogue } from '../../src/replay/harness/rogue.ts';
import { everyone, ids, worldOf } from '../../src/replay/harness/world.ts';
import { ALL_DEFENCES } from '../../src/session/defences.ts';
import { pairwiseMaskKey } from '../../src/session/secrets.ts';
import { advertiseCodec } from '../../src/wire/bodies/advertise.ts';
import { kernel, seedOf } from '../support/federation.ts';

const [LEFT, RIGHT, OWNED] = ids(0, 1, 3);

/** A round up to the shares; with `apart`, client 1 alone is shown a second Advertise message of client 3’s. */
async function dealt(apart: boolean): Promise<Rogue> {
  const world = worldOf({ kernel, defences: ALL_DEFENCES }, { clients: 4, threshold: 3 });
  const rogue = new Rogue(world);
  await rogue.invite({ [OWNED!]: Insider.joiner() });
  const { maskKey, boxKey } = rogue.advertOf(OWNED!);
  // The coordinator’s own client swaps its two keys: as good a pair as the first.
  const body = { maskKey: boxKey, boxKey: maskKey, nonce: seedOf('second') };
  const second = resigned(world, OWNED!, 'advertise', advertiseCodec, body).envelope;
  await rogue.deal((to) =>
    [...rogue.adverts].map(([id, first]) =>
      apart && id === OWNED && to === RIGHT ? second : first,
    ),
  );
  return rogue;
}

/** Whether clients 0 and 1 derive one mask key from one agreed secret, each under the list that it was shown. */
function masksCancel(rogue: Rogue): boolean {
  const random = seededRandom(seedOf('split keys'));
  const [left, right] = [
    generateAgreementKey(kernel, random),
    generateAgreementKey(kernel, random),
  ];
  const session = rogue.world.session.digest;
  const under = (
    id: typeof LEFT,
  ): { kernel: typeof kernel; session: Uint8Array; history: Uint8Array } => ({
    kernel,
    session,
    history: rogue.historyOf(id!),
  });
  return equalBytes(
    pairwiseMaskKey(under(LEFT), left.secret, LEFT!, RIGHT!, right.publicKey).expose(),
    pairwiseMaskKey(under(RIGHT), right.secret, RIGHT!, LEFT!, left.publicKey).expose(),
  );
}

/** The check that ends the next phase, in which all open their boxes; nothing where it goes on. */
async function raisedNext(rogue: Rogue): Promise<string | undefined> {
  const all = everyone(rogue.world);
  try {
    for (const id of all) await rogue.commit(id, all);
    return undefined;
  } catch (error) {
    if (error instanceof Caught) return error.alarm.code;
    throw error;
  }
}

describe('two clients that are shown different keys of a third one', () => {
  it('derive other mask keys from what they agreed on, and cannot read each other’s boxes', async () => {
    const rogue = await dealt(true);
    expect(masksCancel(rogue)).toBe(false);
    expect(await raisedNext(rogue)).toBe('share-matches');
  });

  it('would go on with masks that cancel, were the keys the same', async () => {
    const rogue = await dealt(false);
    expect(masksCancel(rogue)).toBe(true);
    expect(await raisedNext(rogue)).toBeUndefined();
  });
});
