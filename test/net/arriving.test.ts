import { describe, expect, it } from 'vitest';
import { PartialDownload } from '../../src/net/participant/partialDownload.ts';
import { jsonIn } from '../../src/net/participant/answers.ts';

/** An answer that never ends, and how much of it was taken. */
function endless(): { readonly response: Response; readonly sent: () => number } {
  let sent = 0;
  const body = new ReadableStream<Uint8Array>({
    pull(controller) {
      sent += 1000;
      controller.enqueue(new Uint8Array(1000).fill(0x20));
    },
  });
  return { response: new Response(body), sent: () => sent };
}

describe('an answer that is larger than anything that was asked for', () => {
  it('is heard no further', async () => {
    const { response, sent } = endless();
    const partial = new PartialDownload(10_000);
    await expect(partial.take(response, () => undefined)).rejects.toThrow(
      'not of a size that coordinators send',
    );
    expect(partial.length).toBe(0);
    expect(sent()).toBeLessThan(20_000);
  });

  it('is no JSON either', async () => {
    const { response, sent } = endless();
    await expect(jsonIn(response)).rejects.toThrow('not of a size that coordinators send');
    expect(sent()).toBeLessThan(2 ** 24 + 100_000);
  });

  it('is read where it fits', async () => {
    const partial = new PartialDownload(3);
    const whole = await partial.take(new Response('abc'), () => undefined);
    expect(new TextDecoder().decode(whole)).toBe('abc');
    expect(await jsonIn(new Response('{"a": 1}'))).toEqual({ a: 1 });
  });
});
