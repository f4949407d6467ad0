import { text as textArgument } from '../usage/arguments.ts';

const anyText = textArgument(0, Number.MAX_SAFE_INTEGER);

/**
 * Characters without a visible shape: C0 and C1 controls, format characters such as bidirectional
 * overrides and zero-width characters, lone surrogates, line and paragraph separators, and the
 * Hangul fillers, which are classified as letters.
 */
const INVISIBLE = /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}\u115F\u1160\u3164\uFFA0]/gu;

/**
 * Makes untrusted text safe to display: every character that a terminal or a page would interpret
 * instead of showing, including line breaks, is replaced by `\u` and four hexadecimal digits.
 * Inside JSON, the result has the same meaning. Apply it to a coordinator's reasons (`message` of
 * an abort, a rejection or a session that is gone), which the library returns unchanged.
 *
 * @param text - text of any length
 * @returns the text with such characters escaped
 * @throws UsageError `wrong-input` if it is not a string
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
