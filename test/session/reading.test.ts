import { describe, expect, it } from 'vitest';
import { readOnce, SharedReading } from '../../src/session/reading.ts';

describe('a shared reading', () => {
  it('works out once what follows from the same bytes, and anew from others', async () => {
    const reading = new SharedReading();
    const bytes = Uint8Array.of(1);
    let found = 0;
    const of = (source: object, name: string): Promise<number> =>
      readOnce({ reading }, source, name, () => ++found);
    expect(await Promise.all([of(bytes, 'a'), of(bytes, 'a')])).toEqual([1, 1]);
    expect(await of(bytes, 'b')).toBe(2);
    // Equal bytes of another message: two clients that were sent different messages share nothing.
    expect(await of(bytes.slice(), 'a')).toBe(3);
    expect(await of(bytes, 'a')).toBe(1);
  });

  it('keeps no failure', async () => {
    const reading = new SharedReading();
    const bytes = Uint8Array.of(1);
    let calls = 0;
    const of = (): Promise<string> =>
      readOnce({ reading }, bytes, 'a', () => {
        if (++calls === 1) throw new Error('no');
        return 'found';
      });
    await expect(of()).rejects.toThrow('no');
    expect(await of()).toBe('found');
    expect(calls).toBe(2);
  });

  it('is none where a client reads for itself', async () => {
    const bytes = Uint8Array.of(1);
    let found = 0;
    for (const expected of [1, 2]) {
      expect(await readOnce({}, bytes, 'a', () => ++found)).toBe(expected);
    }
  });
});
