import { describe, expect, it } from 'vitest';
import { giveBack, giveBackByPort, giveBackByTransfer } from '../../src/kernel/giveBack.ts';

const hasTransfer = 'transfer' in ArrayBuffer.prototype;

describe.each([
  ['what the platform has', giveBack],
  ['a closed port', giveBackByPort()],
  ...(hasTransfer ? ([['a transfer', giveBackByTransfer]] as const) : []),
] as const)('memory given back by %s', (_, give) => {
  it('is gone', () => {
    const bytes = new Uint8Array(135_168).fill(7);
    give(bytes);
    expect(bytes).toHaveLength(0);
    expect(bytes.buffer.byteLength).toBe(0);
  });

  it('is free again before anything is collected', () => {
    const before = process.memoryUsage().arrayBuffers;
    for (let i = 0; i < 200; i++) give(new Uint8Array(1_000_000).fill(1));
    expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(20_000_000);
  });
});

describe('memory that is not given back', () => {
  it('is that of a part of a buffer, which others may use', () => {
    const bytes = new Uint8Array(100_000).fill(7);
    giveBack(bytes.subarray(0, 50_000));
    giveBack(bytes.subarray(50_000));
    giveBack(new Uint8Array(0));
    expect(bytes).toHaveLength(100_000);
    expect(bytes.every((byte) => byte === 7)).toBe(true);
  });

  it('is so little that this would cost more', () => {
    const bytes = new Uint8Array(2 ** 14 - 1);
    giveBack(bytes);
    expect(bytes).toHaveLength(2 ** 14 - 1);
  });
});
