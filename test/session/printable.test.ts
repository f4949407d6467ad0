import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { printable } from '../../src/session/printable.ts';

describe('printable', () => {
  it.each([
    [
      'a terminal’s sequences',
      'x\u001b[2K\u001b]0;owned\u0007',
      'x\\u001b[2K\\u001b]0;owned\\u0007',
    ],
    ['controls of C1', '\u009b2K\u0085', '\\u009b2K\\u0085'],
    ['line breaks of every kind', 'a\nb\rc\u2028d\u2029', 'a\\u000ab\\u000dc\\u2028d\\u2029'],
    ['directions', '\u202egpj.exe\u2066\u200f', '\\u202egpj.exe\\u2066\\u200f'],
    [
      'what has no width',
      'a\u200b\u200d\ufeff\u00ad\u3164',
      'a\\u200b\\u200d\\ufeff\\u00ad\\u3164',
    ],
    ['tags, beyond the first plane', '\u{e0041}', '\\udb40\\udc41'],
    ['half a pair', '\ud800', '\\ud800'],
  ])('escapes %s', (_, text, shown) => {
    expect(printable(text)).toBe(shown);
  });

  it('leaves everything else alone', () => {
    const text = 'naïve Zoë 東京 Дарья مرحبا 👍🏽 a\\b "quoted"';
    expect(printable(text)).toBe(text);
  });

  it('leaves nothing to escape, and means the same inside JSON', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        const shown = printable(text);
        expect(printable(shown)).toBe(shown);
        expect(JSON.parse(printable(JSON.stringify(text)))).toBe(text);
      }),
    );
  });
});
