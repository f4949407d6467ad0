import { describe, expect, it } from 'vitest';
import { isOf, resigned, bodyOf } from '../../src/replay/harness/forge.ts';
import { Insider } from '../../src/replay/harness/insider.ts';
import { Rogue } from '../../src/replay/harness/rogue.ts';
import { runRound } from '../../src/replay/harness/round.ts';
import { agreeOn } from '../../src/replay/harness/stages.ts';
import { ids, worldOf } from '../../src/replay/harness/world.ts';
import { type CheckName } from '../../src/session/checks.ts';
import { Defences } from '../../src/session/defences.ts';
import {
  SHARE_TREE,
  shareCodec,
  shareLeafDigest,
  shareLeavesCodec,
} from '../../src/wire/bodies/share.ts';
import { fromBytes, toBytes } from '../../src/wire/codec.ts';
import { merkleRoot } from '../../src/wire/merkle.ts';
import type { Message } from '../../src/wire/message.ts';
import { kernel } from '../support/federation.ts';

function worldWithout(...off: CheckName[]): ReturnType<typeof worldOf> {
  return worldOf(
    { kernel, defences: Defences.unsafeWithout(...off) },
    { clients: 5, threshold: 3 },
  );
}

describe('box-authentic', () => {
  /** A dealer that signs for a box with one bit flipped in it. */
  async function alarmAt(...off: CheckName[]): Promise<unknown> {
    const world = worldWithout(...off);
    const codec = shareLeavesCodec(world.roster.size);
    const says = (message: Message, { id }: Insider): Message => {
      if (!isOf('share', message)) return message;
      const leaves = [...fromBytes(codec, message.attachment!, 10_000, 'leaves')];
      leaves[0] = {
        ...leaves[0]!,
        box: leaves[0]!.box.map((byte, i) => (i === 20 ? byte ^ 1 : byte)),
      };
      const digests = leaves.map((leaf, to) => shareLeafDigest(to, leaf));
      const body = { ...bodyOf(shareCodec, message), root: merkleRoot(SHARE_TREE, digests) };
      return resigned(world, id, 'share', shareCodec, body, toBytes(codec, leaves));
    };
    const { alarms } = await runRound(world, { deviating: { 4: Insider.joiner({ says }) } });
    return alarms[0];
  }

  it('raises the alarm over a box that does not open', async () => {
    expect(await alarmAt()).toMatchObject({ by: 0, code: 'box-authentic', culprit: 4 });
  });

  it('has share-matches behind it, which names the same dealer', async () => {
    expect(await alarmAt('box-authentic')).toMatchObject({
      by: 0,
      code: 'share-matches',
      culprit: 4,
    });
  });
});

describe('unmask-known', () => {
  /** What client 0 answers when it is asked for `dropped`; client 4 dealt no shares. */
  async function answerTo(world: ReturnType<typeof worldOf>, dropped: number[]): Promise<Message> {
    const rogue = new Rogue(world);
    await rogue.invite();
    await rogue.deal();
    const present = ids(0, 1, 2, 3);
    for (const id of present) await rogue.commit(id, present);
    await agreeOn(rogue, present);
    return rogue.unmask(present[0]!, ids(...dropped), present);
  }

  it('raises the alarm over a stranger in the list', async () => {
    await expect(answerTo(worldWithout(), [4])).rejects.toThrow('unmask-known');
  });

  it('changes no byte of an answer', async () => {
    const world = worldWithout('unmask-known');
    const plain = await answerTo(world, []);
    expect(await answerTo(world, [4, 4])).toEqual(plain);
  });
});
