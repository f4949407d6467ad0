/** What a client sends in phases 1 and 2: the commitment, the shares, and the input under its masks. */
import { ACCUSATIONS_LENGTH_BYTES } from '../../src/messages/commit.ts';
import { broadcastIn } from '../support/pairwise.ts';
import { shareLeavesCodec } from '../../src/schemes/masking/messages.ts';
import { type Advertised, type Shared } from '../../src/client/states.ts';
import { type ClientPhase } from '../../src/messages/table.ts';
import { describe, expect, it } from 'vitest';

import { commit } from '../../src/client/commit.ts';
import { share } from '../../src/client/share.ts';
import { ELEMENT_BYTES, type Kernel } from '../../src/kernel/kernel.ts';
import { OneShot } from '../../src/session/outcome.ts';

import { fromBytes } from '../../src/wire/codec.ts';
import type { Message } from '../../src/wire/transcript.ts';
import {
  advanced,
  advertiseAs,
  exchange,
  type Exchange,
  publishedBy,
} from '../support/exchange.ts';
import { kernel, plainSum, testSession } from '../support/federation.ts';
import { prepare } from '../support/prepared.ts';
import { transparentProofs } from '../support/transparentProofs.ts';

const SIZES = { threshold: 3, maxCorrupt: 1, maxDropouts: 1, length: 5, rowLength: 2 };
const setup = testSession(4, SIZES);
const { session } = setup;
const SELF = 1;
/** Client 3 deals its shares and then falls silent, so that its masks have to be taken off the others' payloads. */
let run: Exchange;
prepare(async () => {
  run = await exchange(setup, { drops: { 3: 'commit' } });
});

const received = (phase: ClientPhase): Message => run.received[phase].get(SELF)!;

/** Client 1 before it deals its shares, with something of its kernel replaced. */
function advertised(changes: Partial<Kernel> = {}): Advertised {
  const contents = advertiseAs(setup, SELF, run.invitation).state.take();
  const context = { ...contents.context, kernel: { ...kernel, ...changes } };
  return new OneShot('advertised', { ...contents, context });
}

async function shared(changes: Partial<Kernel> = {}): Promise<Shared> {
  return advanced(await share(advertised(changes), broadcastIn(received('share')))).state;
}

describe('masked payloads', () => {
  it('add up to the sum that the commitments open to, once every mask is off', () => {
    expect(run.rejections).toEqual([]);
    const { sum, included } = publishedBy(run);
    expect(included).toEqual([0, 1, 2]);
    expect(sum).toEqual(plainSum(session, [0, 1, 2]));
  });

  it('carry proofs behind them where the session asks for these', async () => {
    const { prover, checker } = transparentProofs('linf');
    const keyDigest = checker.setup.digest;
    const proofs = {
      system: 'groth16',
      statement: { kind: 'linf' },
      setup: keyDigest,
      checking: { mode: 'full' },
    } as const;
    const proven = { ...testSession(4, { ...SIZES, proofs }), prover, checker };
    const proved = await exchange(proven);
    expect(proved).toMatchObject({ rejections: [], excluded: [] });
    expect(publishedBy(proved).sum).toEqual(plainSum(proven.session, [0, 1, 2, 3]));
    const { commitmentBytes, payloadBytes, proofBytes } = proven.session;
    for (const { attachment } of proved.sent.commit.values()) {
      expect(attachment).toHaveLength(
        ACCUSATIONS_LENGTH_BYTES + commitmentBytes + payloadBytes + proofBytes,
      );
    }
  });

  it('are wiped half masked, with the keys of the masks, where masking fails', async () => {
    let left: Uint8Array[] = [];
    const failing: Kernel['addMasks'] = (into, masks) => {
      left = [into, ...masks.map(({ key }) => key)];
      expect(left.every((bytes) => bytes.some((byte) => byte !== 0))).toBe(true);
      return Promise.reject(new Error('stopped'));
    };
    await expect(
      commit(await shared({ addMasks: failing }), broadcastIn(received('commit'))),
    ).rejects.toThrow('stopped');
    expect(left).toHaveLength(1 + 4);
    for (const bytes of left) expect(bytes.every((byte) => byte === 0)).toBe(true);
  });

  it('leave neither a key of a mask nor the packed input behind', async () => {
    const left: Uint8Array[] = [];
    const watched: Partial<Kernel> = {
      pack: (values, layout) => {
        const packed = kernel.pack(values, layout);
        left.push(packed);
        return packed;
      },
      addMasks: (into, masks, options) => {
        left.push(...masks.map(({ key }) => key));
        return kernel.addMasks(into, masks, options);
      },
    };
    advanced(await commit(await shared(watched), broadcastIn(received('commit'))));
    // The packed rows, and the keys.
    expect(left).toHaveLength(3 + 4);
    for (const bytes of left) expect(bytes.every((byte) => byte === 0)).toBe(true);
  });
});

describe('a commitment', () => {
  it('has a blinder of its own for each row', async () => {
    const { blinders } = (await shared()).take();
    expect(blinders).toHaveLength(3 * ELEMENT_BYTES);
    const rows = [0, 1, 2].map((row) =>
      blinders.slice(row * ELEMENT_BYTES, (row + 1) * ELEMENT_BYTES).join(),
    );
    expect(new Set([...rows, new Uint8Array(ELEMENT_BYTES).join()]).size).toBe(4);
  });

  it('is made in a time that depends on the bound, and can be stopped: nothing is left then', async () => {
    let drawn = new Uint8Array(0);
    const failing: Kernel['commitRows'] = (_values, blinders, _row, _generators, options) => {
      drawn = blinders as Uint8Array<ArrayBuffer>;
      expect(options).toMatchObject({ bound: session.parameters.bound });
      return Promise.reject(new Error('stopped'));
    };
    const state = advertised({ commitRows: failing });
    await expect(share(state, broadcastIn(received('share')))).rejects.toThrow('stopped');
    expect(drawn).toHaveLength(3 * ELEMENT_BYTES);
    expect(drawn.every((byte) => byte === 0)).toBe(true);
  });
});

describe('the boxes of a dealer', () => {
  it('are one for each other client; its own shares need none', async () => {
    const { attachment } = advanced(
      await share(advertised(), broadcastIn(received('share'))),
    ).output;
    const leaves = fromBytes(shareLeavesCodec(4), attachment!, attachment!.length, 'leaves');
    const empty = leaves.map(({ box }) => box.length === 0);
    expect(empty).toEqual([false, true, false, false]);
  });
});
