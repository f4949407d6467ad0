import { GIVEN_UP_NAMES, type GivenUp, HABIT_PHRASES } from './words.ts';

/** A place where a text uses a word or phrase that the project has given up. */
export interface Found {
  /** Its line, counted from 1. */
  readonly line: number;
  readonly words: string;
  readonly instead: string;
}

const PREFIX = /^\s*(?:\/?\*\*?|\/\/|>|[-*])?\s*/;

/** Finds given-up words and phrases in a text, also across line breaks and in comments. */
export function findGivenUp(text: string): readonly Found[] {
  const lines = text.split('\n').map((line) => line.replace(PREFIX, ''));
  const starts: number[] = [];
  let length = 0;
  for (const line of lines) {
    starts.push(length);
    length += line.length + 1;
  }
  const flat = lines.join(' ');
  return [...GIVEN_UP_NAMES, ...HABIT_PHRASES]
    .flatMap((word) => matches(flat, word))
    .map(({ at, ...rest }) => ({ line: starts.findLastIndex((start) => start <= at) + 1, ...rest }))
    .sort((a, b) => a.line - b.line);
}

function matches(
  text: string,
  { pattern, instead }: GivenUp,
): readonly { readonly at: number; readonly words: string; readonly instead: string }[] {
  const everywhere = new RegExp(pattern.source.replaceAll(' ', '\\s+'), `${pattern.flags}g`);
  return [...text.matchAll(everywhere)].map((match) => ({
    at: match.index,
    words: match[0],
    instead,
  }));
}
