import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  MASK_BLOCK_BYTES,
  ELEMENT_BYTES,
  FIELD_ORDER,
  type Mask,
} from '../../../src/kernel/kernel.ts';
import {
  MOST_BLOCKS,
  MOST_MASKS,
  type Piece,
  piecesOf,
  sumOfMasks,
} from '../../../src/net/service/postgres/unmasking/piece.ts';
import {
  rangeFromText,
  rangeToText,
  sumFromText,
  sumToText,
} from '../../../src/net/service/postgres/unmasking/pieceText.ts';
import { bytesBetween, integer, struct, toBytes } from '../../../src/wire/codec.ts';
import { kernel } from '../../support/federation.ts';
import { masksFrom } from '../../support/sharedMasks.ts';

const SESSION = 'ab'.repeat(32);
/** Bytes as hexadecimal digits, which are compared faster. */
const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex');
const idsOf = (pieces: readonly Piece[]): readonly string[] => pieces.map(({ id }) => id);

describe('the pieces of unmasking', () => {
  it('hold every block of every mask once, within their bounds, in the order of their ids', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 40 * 4096 }),
        fc.integer({ min: 1, max: 40 }),
        fc.integer({ min: 1, max: 20 }),
        (elements, count, most) => {
          const masks = masksFrom(count);
          const pieces = piecesOf(SESSION, elements * ELEMENT_BYTES, masks, most);
          const seen = new Map<string, number>();
          for (const { firstBlock, bytes, masks: part } of pieces) {
            expect(bytes).toBeGreaterThan(0);
            expect(bytes).toBeLessThanOrEqual(MOST_BLOCKS * MASK_BLOCK_BYTES);
            expect(part.length).toBeLessThanOrEqual(most);
            for (const mask of part) {
              const index = masks.indexOf(mask);
              for (let at = 0; at < bytes; at += MASK_BLOCK_BYTES) {
                const place = `${index} ${firstBlock + at / MASK_BLOCK_BYTES}`;
                expect(seen.has(place)).toBe(false);
                seen.set(place, Math.min(bytes - at, MASK_BLOCK_BYTES));
              }
            }
          }
          const blocks = Math.ceil((elements * ELEMENT_BYTES) / MASK_BLOCK_BYTES);
          expect(seen.size).toBe(blocks * count);
          const covered = [...seen.values()].reduce((sum, bytes) => sum + bytes, 0);
          expect(covered).toBe(elements * ELEMENT_BYTES * count);
          expect(idsOf(pieces)).toEqual([...new Set(idsOf(pieces))].sort());
        },
      ),
      { numRuns: 60 },
    );
  });

  it('are of about the same work, whatever the number of masks', () => {
    const bytes = 26 * MASK_BLOCK_BYTES;
    const shapes = [1, 450, 4096, 4097, 22_950].map((count) => {
      const [piece] = piecesOf(SESSION, bytes, masksFrom(count));
      return [count, piece!.masks.length, Math.ceil(piece!.bytes / MASK_BLOCK_BYTES)];
    });
    expect(shapes.map(([count]) => count)).toEqual([1, 450, 4096, 4097, 22_950]);
    for (const [, masks] of shapes) expect(masks).toBeLessThanOrEqual(MOST_MASKS);
    expect(piecesOf(SESSION, bytes, masksFrom(22_950))).toHaveLength(6 * 26);
    expect(piecesOf(SESSION, bytes, masksFrom(450))).toHaveLength(4);
  });

  it('have the ids that anyone gives them, and others for another session, key, sign or length', () => {
    const masks = masksFrom(3);
    const bytes = 3 * MASK_BLOCK_BYTES;
    const ids = idsOf(piecesOf(SESSION, bytes, masks, 2));
    expect(ids[0]).toMatch(/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/);
    expect(idsOf(piecesOf(SESSION, bytes, masksFrom(3), 2))).toEqual(ids);
    const flipped = masks.map(({ key, sign }): Mask => ({ key, sign: sign === 1 ? -1 : 1 }));
    for (const others of [
      piecesOf('cd'.repeat(32), bytes, masks, 2),
      piecesOf(SESSION, bytes, masksFrom(4).slice(1), 2),
      piecesOf(SESSION, bytes, flipped, 2),
    ]) {
      expect(idsOf(others).filter((id) => ids.includes(id))).toEqual([]);
    }
    // Two whole blocks of each group are the same; the last one is shorter.
    const shorter = idsOf(piecesOf(SESSION, bytes - ELEMENT_BYTES, masks, 2));
    expect(shorter.filter((id) => ids.includes(id))).toHaveLength(4);
  });

  it('add up to all masks', async () => {
    const bytes = 2 * MASK_BLOCK_BYTES + 5 * ELEMENT_BYTES;
    const masks = masksFrom(7);
    const whole = new Uint8Array(bytes);
    await kernel.addMasks(whole, masks);
    const sum = new Uint8Array(bytes);
    for (const piece of piecesOf(SESSION, bytes, masks, 3)) {
      const at = piece.firstBlock * MASK_BLOCK_BYTES;
      kernel.add(sum.subarray(at, at + piece.bytes), await sumOfMasks(kernel, piece));
    }
    expect(hex(sum)).toBe(hex(whole));
  });
});

describe('a piece as text', () => {
  const [piece] = piecesOf(SESSION, MASK_BLOCK_BYTES, masksFrom(5));

  it('is read back, with the masks to add first', () => {
    const { firstBlock, bytes, masks } = rangeFromText(rangeToText(piece!));
    expect([firstBlock, bytes]).toEqual([piece!.firstBlock, piece!.bytes]);
    expect(masks).toEqual([
      ...piece!.masks.filter(({ sign }) => sign === 1),
      ...piece!.masks.filter(({ sign }) => sign === -1),
    ]);
  });

  const written = (fields: Partial<Record<string, unknown>>): string => {
    const any = bytesBetween(0, 2 ** 20);
    const whole = integer(0, Number.MAX_SAFE_INTEGER);
    const codec = struct({ firstBlock: whole, elements: whole, added: any, subtracted: any });
    const range = {
      firstBlock: 0,
      elements: 1,
      added: new Uint8Array(32),
      subtracted: new Uint8Array(0),
      ...fields,
    } as { firstBlock: number; elements: number; added: Uint8Array; subtracted: Uint8Array };
    return Buffer.from(toBytes(codec, range)).toString('base64');
  };

  it('is refused where it is none', () => {
    expect(rangeFromText(written({})).masks).toHaveLength(1);
    const half = new Uint8Array((MOST_MASKS / 2 + 1) * 32);
    for (const wrong of [
      undefined,
      17,
      '',
      `${written({})} `,
      written({}).slice(0, -4),
      written({ elements: 0 }),
      written({ elements: MOST_BLOCKS * 4096 + 1 }),
      written({ firstBlock: 2 ** 25 }),
      written({ added: new Uint8Array(33) }),
      written({ added: new Uint8Array((MOST_MASKS + 1) * 32) }),
      written({ added: half, subtracted: half }),
      'A'.repeat(2 ** 20),
    ]) {
      expect(() => rangeFromText(wrong)).toThrow(/expected|allowed|many|CBOR|bytes/);
    }
  });

  it('has a sum of its length, of canonical elements', async () => {
    const sum = await sumOfMasks(kernel, piece!);
    expect(hex(sumFromText(kernel, piece!, sumToText(sum)))).toBe(hex(sum));
    const large = sum.slice();
    large.fill(0xff, 0, 32);
    const order = sum.slice();
    for (let i = 0; i < 32; i++) order[i] = Number((FIELD_ORDER >> BigInt(8 * i)) & 0xffn);
    for (const wrong of [
      null,
      'nonsense',
      sumToText(sum.subarray(32)),
      sumToText(new Uint8Array(MASK_BLOCK_BYTES + 32)),
      sumToText(large),
      sumToText(order),
    ]) {
      expect(() => sumFromText(kernel, piece!, wrong)).toThrow('expected');
    }
  });
});
