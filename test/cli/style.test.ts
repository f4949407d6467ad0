import { describe, expect, it } from 'vitest';
import { colouredText, type Line, plainText, wantsColours } from '../../src/cli/style.ts';

const terminal = { isTTY: true, hasColors: () => true };
const file = { isTTY: false };

describe('colours', () => {
  it('go to a terminal that has them, unless NO_COLOR or FORCE_COLOR says otherwise', () => {
    expect(wantsColours(terminal, {})).toBe(true);
    expect(wantsColours({ ...terminal, hasColors: () => false }, {})).toBe(false);
    expect(wantsColours(file, {})).toBe(false);
    expect(wantsColours(terminal, { NO_COLOR: '1' })).toBe(false);
    expect(wantsColours(terminal, { NO_COLOR: '' })).toBe(true);
    expect(wantsColours(file, { FORCE_COLOR: '1' })).toBe(true);
    expect(wantsColours(file, { FORCE_COLOR: '' })).toBe(true);
    expect(wantsColours(terminal, { FORCE_COLOR: '0' })).toBe(false);
    expect(wantsColours(file, { FORCE_COLOR: '1', NO_COLOR: '1' })).toBe(false);
  });

  it('are no way for text of others to act upon a terminal, or to add a line', () => {
    const evil = 'x\u001b[2K\nVERIFIED';
    const lines: readonly Line[] = [[{ text: evil, tone: 'bad' }, evil], evil];
    const escaped = 'x\\u001b[2K\\u000aVERIFIED';
    expect(plainText(lines)).toBe(`${escaped}${escaped}\n${escaped}\n`);
    expect(colouredText(lines)).toBe(
      `\u001b[1m\u001b[31m${escaped}\u001b[39m\u001b[22m${escaped}\n${escaped}\n`,
    );
  });
});
