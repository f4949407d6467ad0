/** Where a text stops being JSON. `JSON.parse` says it for some faults only, and quotes the text, which may be private. */

/** The place of the first fault. */
export interface JsonFault {
  /** `line 3, column 5`, both from 1. */
  readonly place: string;
  /** The index in the innermost array there. */
  readonly index?: number | undefined;
  /** What stands there, where it is one of the numbers that JSON has no word for. */
  readonly word?: 'NaN' | 'infinite' | undefined;
}

const SPACE = /[ \t\r\n]*/y;
/** In strings as well, control characters are written as escapes. */
const TOKEN =
  /([[\]{},:])|("[\u0020-\u0021\u0023-\u005b\u005d-\uffff]*(?:\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4})[\u0020-\u0021\u0023-\u005b\u005d-\uffff]*)*")|(?:-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?|true|false|null)/y;
const WORD = /[+-]?(?:(nan)|inf(?:inity)?)\b/iy;

type Awaited = 'value' | 'value or end' | 'name' | 'name or end' | 'colon' | 'comma or end' | 'end';

/** The array or object that the reader is in, and how many commas it passed there. */
interface Level {
  readonly close: ']' | '}';
  index: number;
}

/** The first fault of a text that is not JSON; for one that is, its end. */
export function jsonFault(text: string): JsonFault {
  const levels: Level[] = [];
  let awaited: Awaited = 'value';
  for (let at = 0; ;) {
    SPACE.lastIndex = at;
    at += SPACE.exec(text)![0].length;
    TOKEN.lastIndex = at;
    const token: RegExpExecArray | null = TOKEN.exec(text);
    const next: Awaited | null | undefined =
      token && after(awaited, token[0], token[2] !== undefined, levels);
    if (!next) return faultAt(text, at, levels.at(-1));
    awaited = next;
    at = TOKEN.lastIndex;
  }
}

/** What is awaited after a token, or `undefined` where it must not stand. */
function after(
  awaited: Awaited,
  token: string,
  isText: boolean,
  levels: Level[],
): Awaited | undefined {
  const level = levels[levels.length - 1];
  const outside = (): Awaited => (levels.length > 0 ? 'comma or end' : 'end');
  if (level && token === level.close && awaited.endsWith('or end')) {
    levels.pop();
    return outside();
  }
  switch (awaited) {
    case 'value':
    case 'value or end':
      if (token === '[') {
        levels.push({ close: ']', index: 0 });
        return 'value or end';
      }
      if (token === '{') {
        levels.push({ close: '}', index: 0 });
        return 'name or end';
      }
      return isText || !/^[\]},:]/.test(token) ? outside() : undefined;
    case 'name':
    case 'name or end':
      return isText ? 'colon' : undefined;
    case 'colon':
      return token === ':' ? 'value' : undefined;
    case 'comma or end':
      if (level === undefined || token !== ',') return undefined;
      level.index += 1;
      return level.close === ']' ? 'value' : 'name';
    case 'end':
      return undefined;
  }
}

function faultAt(text: string, at: number, level: Level | undefined): JsonFault {
  const before = text.slice(0, at);
  const line = before.split('\n').length;
  WORD.lastIndex = at;
  const word = WORD.exec(text);
  return {
    place: `line ${line}, column ${at - before.lastIndexOf('\n')}`,
    index: level?.close === ']' ? level.index : undefined,
    word: word ? (word[1] ? 'NaN' : 'infinite') : undefined,
  };
}
