/** Lines of output in colours. The colours are not part of the text, which is escaped as always. */
import { styleText } from 'node:util';
import { printable } from '../session/printable.ts';

/** What a piece of text is, which decides its colour. */
export type Tone = 'good' | 'bad' | 'faint' | 'strong';

/** A piece of a line. */
export type Span = string | { readonly text: string; readonly tone: Tone };

/** A line of output: text, or pieces of it. Line breaks within it are escaped. */
export type Line = string | readonly Span[];

const FORMATS = {
  good: ['bold', 'green'],
  bad: ['bold', 'red'],
  faint: ['dim'],
  strong: ['bold'],
} as const;

/** Joins lines without colours. */
export function plainText(lines: readonly Line[]): string {
  return textOf(lines, (text) => text);
}

/** Joins lines with the escape sequences of a terminal for their colours. */
export function colouredText(lines: readonly Line[]): string {
  return textOf(lines, (text, tone) =>
    styleText([...FORMATS[tone]], text, { validateStream: false }),
  );
}

function textOf(lines: readonly Line[], styled: (text: string, tone: Tone) => string): string {
  const spanText = (span: Span): string =>
    typeof span === 'string' ? printable(span) : styled(printable(span.text), span.tone);
  return lines
    .map((line) => `${typeof line === 'string' ? printable(line) : line.map(spanText).join('')}\n`)
    .join('');
}

/**
 * Whether to write colours to a stream: never if NO_COLOR is set, always if FORCE_COLOR is set and
 * not 0, otherwise if the stream is a terminal that has colours.
 */
export function wantsColours(
  stream: Pick<NodeJS.WriteStream, 'isTTY'> & Partial<Pick<NodeJS.WriteStream, 'hasColors'>>,
  environment: Readonly<Record<string, string | undefined>>,
): boolean {
  const { NO_COLOR: no = '', FORCE_COLOR: force } = environment;
  if (no !== '') return false;
  if (force !== undefined) return force !== '0' && force !== 'false';
  return stream.isTTY && (stream.hasColors?.() ?? false);
}
