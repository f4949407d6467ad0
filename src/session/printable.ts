import { text as textArgument } from '../usage/arguments.ts';

const anyText = textArgument(0, Number.MAX_SAFE_INTEGER);

/**
 * Characters that are not visible: controls of C0 and C1, formatting such as bidirectional
 * overrides and zero-width characters, half a surrogate pair, line and paragraph separators, and
 * the fillers of Hangul, which are letters without a shape.
 */
const INVISIBLE = /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}\u115F\u1160\u3164\uFFA0]/gu;

/**
 * Makes text from somebody else safe to show: every character on which a terminal or a page would
 * act instead of showing it, including line breaks, is written as `\u` and its four hexadecimal
 * digits. Inside a JSON text the result means the same. A coordinator's reasons (`message` of an
 * abort, a rejection or a session that is gone) are such text, and the library returns them as they
 * came.
 *
 * @param text - Anything; of any length.
 * @returns The text without such characters.
 *
 * @example
 * ```ts
 * printable('all is well\u001b[2K'); // 'all is well\\u001b[2K'
 * ```
 */
export function printable(text: string): string {
  return anyText(text, 'text').replace(INVISIBLE, escapes);
}

/** One escape for each UTF-16 code unit, as in JSON. */
function escapes(character: string): string {
  return Array.from(
    { length: character.length },
    (_, i) => `\\u${character.charCodeAt(i).toString(16).padStart(4, '0')}`,
  ).join('');
}
